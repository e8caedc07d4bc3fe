"""A browser at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """An English browser on a desktop screen: the page must be French all the same."""
    context = chromium.new_context(viewport=DESKTOP, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context
    context.close()

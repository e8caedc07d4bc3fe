"""A browser at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

DESKTOP = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browsing(chromium: Browser) -> Iterator[BrowserContext]:
    """An English browser on a desktop screen: the page must be French all the same. One for all journeys: Gradio's
    files are then fetched once; what a tab keeps is its own."""
    context = chromium.new_context(viewport=DESKTOP, locale="en-US", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def context(browsing: BrowserContext) -> Iterator[BrowserContext]:
    """The same, without the tabs of the journeys before."""
    yield browsing
    for page in browsing.pages:
        page.close()

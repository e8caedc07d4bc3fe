"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """Folder of the prepared default encoder; prepared under the project's `data/` the first time."""
    from index.model import prepare

    return prepare("multilingual-e5-small", PROJECT / "data" / "models")

"""Which version of the program answers."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version


@lru_cache(maxsize=1)
def program_version() -> str:
    """Version of the installed package; reading it takes 3 ms."""
    try:
        return version("assistant-territoires")
    except PackageNotFoundError:
        return "0+source"

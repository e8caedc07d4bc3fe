"""How often a caller may ask: so many requests at once, then so many a minute.

The generic cell rate algorithm (ITU-T I.371, annex A): one time per caller, and nothing to sweep up. The `limits` library was
tried: its in-memory storage keeps an entry for each address ever seen within the window, without a bound, and a timer thread
that walks them all every few milliseconds while requests come in."""

from __future__ import annotations

import ipaddress
import secrets
import threading
import time
from array import array
from collections.abc import Callable
from functools import lru_cache

SLOTS = 65_536
"""Callers share this many places (512 KB), so that no number of addresses fills the memory. Two callers in one place share
their allowance; which ones changes with each process, and cannot be aimed at."""
_ADDRESSES = 1_024
"""Addresses whose reading is remembered."""


class RateLimit:
    """`per_minute` requests at once at most, regained at the same rate. Thread-safe."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        if per_minute < 1:
            raise ValueError("a rate limit lets at least one request through")
        self._interval = 60 / per_minute
        self._slack = 60 - self._interval
        self._clock = clock
        self._salt = secrets.randbits(64)
        self._due = array("d", bytes(8 * SLOTS))
        self._lock = threading.Lock()

    def take(self, caller: str) -> float:
        """Counts one request; returns 0, or the seconds to wait when it is one too many (it is then not counted)."""
        with self._lock:
            place, due, wait = self._look(caller)
            if wait == 0:
                self._due[place] = due + self._interval
            return wait

    def wait(self, caller: str) -> float:
        """Seconds until a request would be let through; counts nothing."""
        with self._lock:
            return self._look(caller)[2]

    def _look(self, caller: str) -> tuple[int, float, float]:
        now = self._clock()
        place = hash((self._salt, caller)) % SLOTS
        due = max(self._due[place], now)
        return place, due, max(0.0, due - self._slack - now)


@lru_cache(maxsize=_ADDRESSES)
def group_of(address: str) -> str:
    """What stands for the sender of an address: itself, or its /64 network in IPv6, where one machine may take any
    of 2^64 addresses."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, ipaddress.IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((int(known), 64), strict=False).network_address)
    return str(known)


@lru_cache(maxsize=_ADDRESSES)
def is_local(address: str) -> bool:
    """Whether that is this machine itself."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = known.ipv4_mapped if isinstance(known, ipaddress.IPv6Address) else None
    return (mapped or known).is_loopback

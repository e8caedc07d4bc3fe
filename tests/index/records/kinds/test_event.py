from __future__ import annotations

import datetime as dt

import pytest

from index.records.kinds.event import KIND, Event


def event(date: str, status: str = "closed", end: str | None = None) -> Event:
    return Event.model_validate(
        {
            "id": "e", "title": "Événement", "date": date, "end": end, "nature": "lancement", "phase": "1",
            "status": status, "text": "Il se passe quelque chose.", "sources": ["s"],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (event("2018-11-22"), "expired"),
        (event("2026"), "in_force"),
        (event("2026-11-18", end="2026-11-24"), "in_force"),
        (event("2027", "announced"), "announced"),
        (event("2025", "announced"), "unknown"),
        (event("2025", "erroneous"), "superseded"),
    ],
)
def test_an_event_is_to_come_then_under_way_then_past(given: Event, state: str) -> None:
    assert KIND.period(given, dt.date(2026, 11, 21)).state == state

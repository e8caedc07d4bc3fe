from __future__ import annotations

import datetime as dt

import pytest

from assistant.presentation.labels import age, french_date, safe_url

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2019-03-05", "il y a 7\u00a0ans"),
        ("2019-12-01", "il y a 6\u00a0ans"),
        ("2019-03", "il y a 7\u00a0ans"),
        ("2019", "il y a environ 7\u00a0ans"),
        ("2025-11-21", "il y a 1\u00a0an"),
        ("2025-11-22", "il y a 11\u00a0mois"),
        ("2026-10-21", "il y a 1\u00a0mois"),
        ("2026-11-20", "il y a 1\u00a0jour"),
        ("2026-11-21", "aujourd'hui"),
        ("2026-11", "ce mois-ci"),
        ("2026", "cette année"),
        ("2027", None),
        ("un jour", None),
        (None, None),
    ],
)
def test_an_age_is_counted_as_people_count_it(date: str | None, expected: str | None) -> None:
    assert age(date, TODAY) == expected


def test_a_date_is_written_in_french_as_far_as_it_is_known() -> None:
    assert [french_date(value) for value in ("2023-11-09", "2019-03", "2019", None)] == [
        "9 novembre 2023", "mars 2019", "2019", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//ailleurs.test/x", "ftp://x.test", "http://", "", None],
)
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert safe_url(url) is None


def test_a_web_address_stays_as_it_is() -> None:
    assert safe_url(" https://exemple.test/a?b=c#d ") == "https://exemple.test/a?b=c#d"

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from assistant.web.timeline_drawing import ROW, Moment, draw, extent, shortened, within
from index.language.dates import PartialDate

FIRST, LAST = dt.date(2018, 1, 1), dt.date(2024, 12, 31)
PHASES = {"mise au point": "Mise au point", "1": "Acte 1", "2": "Acte 2", "autre": "Ailleurs"}
TODAY = dt.date(2026, 11, 22)


def moment(date: str, title: str = "Un événement", **fields: object) -> Moment:
    values = {
        "id": f"{title}-{date}", "title": title, "date": PartialDate.parse(date), "end": None, "phase": "1",
        "nature": "bilan", "operators": (), "sure": True, "source": "/x",
    }  # fmt: skip
    return Moment(**(values | fields))


def test_later_events_stand_further_right() -> None:
    days = ["2018-11-22", "2019-03-05", "2021-10-11", "2023-11-09"]
    drawing = draw([moment(day) for day in reversed(days)], PHASES, FIRST, LAST, 1000, TODAY)
    marks = drawing.lanes[0].marks
    assert [mark.moment.date.iso() for mark in marks] == days
    assert [mark.x for mark in marks] == sorted(mark.x for mark in marks)
    assert marks[0].x > 0 and marks[-1].x < 1000


@pytest.mark.parametrize("count", [2, 40])
def test_events_of_one_day_never_stand_on_one_another(count: int) -> None:
    drawing = draw([moment("2020-06-01", f"Événement {n}") for n in range(count)], PHASES, FIRST, LAST, 1000, TODAY)
    heights = sorted(mark.y for mark in drawing.lanes[0].marks)
    assert all(b - a >= ROW for a, b in itertools.pairwise(heights))
    assert drawing.height > heights[-1]


def test_labels_of_one_row_do_not_touch() -> None:
    days = [f"{year}-{month:02d}-15" for year in (2019, 2020) for month in range(1, 13)]
    drawing = draw([moment(day, f"Un titre assez long pour le {day}") for day in days], PHASES, FIRST, LAST, 1000, TODAY)
    for first in drawing.lanes[0].marks:
        for other in drawing.lanes[0].marks:
            if first.y == other.y and first.x < other.x:
                assert first.label_x + len(first.label) * 7 < other.x or first.before


def test_a_label_near_the_right_edge_stands_left_of_its_point() -> None:
    (mark,) = draw([moment("2024-12-20", "Un titre de bonne longueur")], PHASES, FIRST, LAST, 1000, TODAY).lanes[0].marks
    assert mark.before and mark.label_x < mark.x


def test_a_year_is_a_bar_and_a_day_is_a_point() -> None:
    year, day = draw([moment("2020"), moment("2021-02-03")], PHASES, FIRST, LAST, 1000, TODAY).lanes[0].marks
    assert year.x2 > year.x and day.x2 == day.x


def test_lanes_come_in_the_order_of_the_phases() -> None:
    moments = [moment("2019", phase=phase) for phase in ("autre", "2", "mise au point", "1")]
    names = [lane.name for lane in draw(moments, PHASES, FIRST, LAST, 1000, TODAY).lanes]
    assert names == ["Mise au point", "Acte 1", "Acte 2", "Ailleurs"]


def test_a_window_keeps_what_has_a_day_in_it() -> None:
    lasting = moment("2018-12-20", end=PartialDate.parse("2019-04-30"))
    inside, outside = moment("2019-02"), moment("2019-07-01")
    assert within([outside, inside, lasting], dt.date(2019, 1, 1), dt.date(2019, 3, 1)) == [lasting, inside]


def test_the_extent_is_whole_years() -> None:
    assert extent([moment("2018-11-22"), moment("2025-05-27")]) == (dt.date(2018, 1, 1), dt.date(2025, 12, 31))


def test_the_present_day_is_marked_only_inside_the_window() -> None:
    assert draw([moment("2019")], PHASES, FIRST, LAST, 1000, TODAY).today is None
    assert draw([moment("2019")], PHASES, FIRST, dt.date(2027, 1, 1), 1000, TODAY).today is not None


@pytest.mark.parametrize("text", ["court", "un titre " * 30, "a" * 5_000])
def test_a_label_is_never_longer_than_its_place(text: str) -> None:
    assert len(shortened(text, 40)) <= 40
    assert text.startswith(shortened(text, 40).rstrip("…"))

from __future__ import annotations

from typing import Any

from assistant.web.series_drawing import HEIGHT, WIDTH, Evolution, evolution_of
from index.documents.document import Source
from index.records.kinds.figure import KIND, Figure

SOURCES = {"s": Source(id="s", title="Dossier", publisher="CGET", published_on="2018-11-22")}


def value(number: float | None, date: str | None, status: str = "superseded", **fields: Any) -> dict[str, Any]:
    text = f"Le programme compte {number} territoires, selon le CGET."
    return {
        "value": f"{number} territoires",
        "number": number,
        "date": date,
        "status": status,
        "text": text,
        "sources": ["s"],
    } | fields


def drawn(*values: dict[str, Any], nature: str = "evolution", unit: str = "territoires") -> Evolution | None:
    figure = Figure(id="f", title="Nombre de territoires", unit=unit, scope="programme", nature=nature, values=values)
    return evolution_of(KIND.document(figure, SOURCES, {}))


def test_later_values_stand_further_right_and_larger_ones_higher() -> None:
    chart = drawn(value(124, "2018-11-22"), value(149, "2022"), value(183, "2023-11-09", "current"))
    assert chart is not None
    assert [p.x for p in chart.points] == sorted(p.x for p in chart.points)
    assert [p.y for p in chart.points] == sorted((p.y for p in chart.points), reverse=True)
    assert all(0 < p.x < WIDTH and 0 < p.y < HEIGHT for p in chart.points)


def test_the_scale_begins_at_zero() -> None:
    chart = drawn(value(124, "2018"), value(183, "2023", "current"))
    assert chart is not None and chart.amounts[0].label == "0"


def test_each_row_leads_to_its_sentence() -> None:
    chart = drawn(value(124, "2018-11-22"), value(183, "2023-11-09", "current"))
    assert chart is not None
    assert [row.issuer for row in chart.rows] == ["CGET, 22 novembre 2018"] * 2
    assert len({row.source for row in chart.rows}) == 2 and all("start=" in row.source for row in chart.rows)


def test_a_value_without_number_or_date_is_in_the_table_and_not_drawn() -> None:
    chart = drawn(value(124, "2018"), value(148, None), value(183, "2023", "current"))
    assert chart is not None
    assert len(chart.points) == 2 and chart.rows[1].date == "date inconnue"


def test_an_error_of_a_source_is_in_the_table_and_not_drawn() -> None:
    chart = drawn(value(124, "2018"), value(999, "2020", "erroneous"), value(183, "2023", "current"))
    assert chart is not None
    assert len(chart.points) == 2 and chart.rows[1].status == "erreur de la source"


def test_values_that_do_not_follow_one_another_have_no_line() -> None:
    chart = drawn(value(1400, "2018"), value(1360, "2019"), nature="disagreement", unit="M€")
    assert chart is not None and not chart.line and not chart.comparable


def test_there_is_nothing_to_draw_of_one_value_or_one_day() -> None:
    assert drawn(value(183, "2023", "current")) is None
    assert drawn(value(300, "2019-03"), value(310, "2019-03"), nature="disagreement") is None
    assert drawn(value(2022, "2018"), value(2027, "2023"), unit="année") is None

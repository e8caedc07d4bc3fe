"""Dates: parsing, ordering, and finding them in French texts."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from index.language.dates import DateMention, PartialDate, find_dates, same_date
from index.language.text import Text

PUBLISHED = datetime.date(2019, 3, 7)


class Dated(BaseModel):
    on: PartialDate | None = None


def found(text: str, reference: datetime.date | PartialDate | None = PUBLISHED) -> list[tuple[str, str]]:
    """What was found, as (words of the text, ISO date or range with its modifier)."""
    return [(text[m.start : m.end], shown(m)) for m in find_dates(text, reference)]


def shown(mention: DateMention) -> str:
    value = mention.value.iso() + (f"/{mention.end_value.iso()}" if mention.end_value else "")
    return f"{mention.modifier} {value}".strip()


@pytest.mark.parametrize(
    ("given_value", "iso"),
    [
        ("2019", "2019"),
        (2019, "2019"),
        ("2019-03", "2019-03"),
        (" 2019-03-05 ", "2019-03-05"),
        ("05/03/2019", "2019-03-05"),
        ("5/3/2019", "2019-03-05"),
        ("03/2019", "2019-03"),
        (datetime.date(2019, 3, 5), "2019-03-05"),
        (datetime.datetime(2019, 3, 5, 12, 30), "2019-03-05"),
        (PartialDate(2019, 3), "2019-03"),
    ],
)
def test_a_partial_date_is_read_from_every_usual_form(given_value: object, iso: str) -> None:
    assert PartialDate.parse(given_value).iso() == iso  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    ["", "19", "2019-13", "2019-02-30", "31/02/2019", "mars 2019", "2019-3", None, True, 2019.5, 0, 12345],
)
def test_what_is_no_date_is_refused_in_one_line(wrong: object) -> None:
    with pytest.raises(ValueError) as caught:
        PartialDate.parse(wrong)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)


def test_a_day_without_its_month_is_refused() -> None:
    with pytest.raises(ValueError, match="without its month"):
        PartialDate(2019, None, 5)


def test_a_pydantic_model_reads_and_dumps_the_iso_string() -> None:
    model = Dated.model_validate({"on": "05/03/2019"})
    assert model.on == PartialDate(2019, 3, 5)
    assert model.model_dump() == {"on": "2019-03-05"}
    assert Dated.model_validate_json(model.model_dump_json()) == model


def test_a_pydantic_model_takes_none_and_names_what_is_wrong() -> None:
    assert Dated(on=None).on is None
    with pytest.raises(ValidationError, match="2019-02 has no day 30"):
        Dated.model_validate({"on": "2019-02-30"})


def test_the_json_schema_of_a_partial_date_is_a_string() -> None:
    assert Dated.model_json_schema()["properties"]["on"]["anyOf"][0]["type"] == "string"


def test_bounds_cover_the_whole_year_or_month() -> None:
    assert PartialDate(2019).first == datetime.date(2019, 1, 1)
    assert PartialDate(2019).last == datetime.date(2019, 12, 31)
    assert PartialDate(2020, 2).last == datetime.date(2020, 2, 29)


def test_the_coarser_date_comes_first_when_they_begin_together() -> None:
    dates = ["2019-03-05", "2019-01-01", "2019", "2018-12", "2019-01"]
    assert [d.iso() for d in sorted(map(PartialDate.parse, dates))] == [
        "2018-12", "2019", "2019-01", "2019-01-01", "2019-03-05",
    ]  # fmt: skip


def test_contains_and_overlaps_compare_days() -> None:
    year, month, day = PartialDate(2019), PartialDate(2019, 3), PartialDate(2019, 3, 5)
    assert year.contains(month) and month.contains(day) and not day.contains(month)
    assert day.overlaps(year) and not day.overlaps(PartialDate(2019, 4))


def test_a_partial_date_is_hashable_and_frozen() -> None:
    assert len({PartialDate(2019), PartialDate.parse("2019"), PartialDate(2019, 1)}) == 2
    with pytest.raises(AttributeError):
        PartialDate(2019).year = 2020  # type: ignore[misc]


@pytest.mark.parametrize(
    ("iso", "french"),
    [
        ("2019", "2019"),
        ("2019-03", "mars 2019"),
        ("2023-11-09", "9 novembre 2023"),
        ("2019-03-01", "1er mars 2019"),
    ],
)
def test_dates_are_written_in_french(iso: str, french: str) -> None:
    assert PartialDate.parse(iso).french() == french


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lancé le 22 novembre 2018.", [("22 novembre 2018", "2018-11-22")]),
        ("le 22/11/2018", [("22/11/2018", "2018-11-22")]),
        ("le 22.11.2018", [("22.11.2018", "2018-11-22")]),
        ("le 22/11/18", [("22/11/18", "2018-11-22")]),
        ("2019-03-05T10:00", []),
        ("le 2019-03-05", [("2019-03-05", "2019-03-05")]),
        ("1er mars 2019", [("1er mars 2019", "2019-03-01")]),
        ("1ᵉʳ mars 2019", [("1ᵉʳ mars 2019", "2019-03-01")]),
        ("le 1 er  septembre 2020", [("1 er  septembre 2020", "2020-09-01")]),
        ("en mars 2019", [("mars 2019", "2019-03")]),
        ("12 fevrier 2020", [("12 fevrier 2020", "2020-02-12")]),
        ("3 aout 2021", [("3 aout 2021", "2021-08-03")]),
        ("5 DÉCEMBRE 2022", [("5 DÉCEMBRE 2022", "2022-12-05")]),
        ("en octobr 2021", [("octobr 2021", "2021-10")]),
        ("nov. 2023", [("nov. 2023", "2023-11")]),
        ("janv. 2020 et sept. 2021", [("janv. 2020", "2020-01"), ("sept. 2021", "2021-09")]),
        ("automne 2020", [("automne 2020", "automne 2020")]),
        ("à la fin de l'année 2022", [("fin de l'année 2022", "fin 2022")]),
        ("début 2020", [("début 2020", "début 2020")]),
        ("mi-mars 2020", [("mi-mars 2020", "mi 2020-03")]),
        ("au premier trimestre 2024", [("premier trimestre 2024", "t1 2024")]),
        ("T2 2024, second semestre 2021", [("T2 2024", "t2 2024"), ("second semestre 2021", "s2 2021")]),
        ("en 2017, le", [("2017", "2017")]),
        ("la période 2019-2022", [("2019-2022", "2019/2022")]),
        ("de 2019 à 2022", [("2019 à 2022", "2019/2022")]),
        ("entre 2019 et 2022", [("2019 et 2022", "2019/2022")]),
        ("2018-19", [("2018-19", "2018/2019")]),
        ("les années 2000", [("années 2000", "2000/2009")]),
        ("du 18 au 24 mars 2019", [("18 au 24 mars 2019", "2019-03-18/2019-03-24")]),
        ("du 28 février au 3 mars 2019", [("28 février au 3 mars 2019", "2019-02-28/2019-03-03")]),
        ("du 15 décembre au 3 janvier 2020", [("15 décembre au 3 janvier 2020", "2019-12-15/2020-01-03")]),
        ("06/02/2023-31/12/2025", [("06/02/2023-31/12/2025", "2023-02-06/2025-12-31")]),
        ("09/2020 à 06/2021", [("09/2020 à 06/2021", "2020-09/2021-06")]),
        ("les 5 et 6 mars à Lyon", [("5 et 6 mars", "2019-03-05/2019-03-06")]),
        ("5-6 mars 2019", [("5-6 mars 2019", "2019-03-05/2019-03-06")]),
        ("les 5 et 12 mars 2019", [("5", "2019-03-05"), ("12 mars 2019", "2019-03-12")]),
        ("le 5 ou le 6 mars", [("5", "2019-03-05"), ("6 mars", "2019-03-06")]),
        ("5 mars et 6 avril 2019", [("5 mars", "2019-03-05"), ("6 avril 2019", "2019-04-06")]),
        ("entre juin et septembre 2023", [("juin et septembre 2023", "2023-06/2023-09")]),
        ("31 février 2019", [("février 2019", "2019-02")]),
        ("31/02/2019", []),
        ("22 novembre\n2018", [("22 novembre\n2018", "2018-11-22")]),
        ("22\u00a0novembre\u202f2018", [("22\u00a0novembre\u202f2018", "2018-11-22")]),
    ],
)
def test_dates_are_found_as_written(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2150 actions",
        "1 400 projets",
        "2 000 euros",
        "2000 euros",
        "2019 territoires",
        "de 2000 à 2500 euros",
        "plus de 2000",
        "France 2030",
        "loi n° 2018-1021",
        "l'article L2019",
        "aujourd'hui, actuellement",
        "la planète Mars",
        "sept projets",
        "formulaire 2047",
        "1.2.2019.4",
    ],
)
def test_what_looks_like_a_date_but_is_none_is_left(text: str) -> None:
    assert find_dates(text, PUBLISHED) == []


@pytest.mark.parametrize(
    ("text", "reference", "iso"),
    [
        ("le 22 novembre dernier", datetime.date(2019, 3, 7), "2018-11-22"),
        ("le 11 octobre dernier", datetime.date(2021, 10, 15), "2021-10-11"),
        ("le 11 octobre dernier", PartialDate(2021, 10), "2021-10-11"),
        ("en mars dernier", datetime.date(2019, 3, 7), "2018-03"),
        ("le 20 décembre prochain", datetime.date(2019, 3, 7), "2019-12-20"),
        ("du 22 novembre", datetime.date(2019, 3, 7), "2018-11-22"),
        ("le 6 septembre", datetime.date(2021, 10, 15), "2021-09-06"),
        ("le 15 janvier", datetime.date(2018, 12, 20), "2019-01-15"),
        ("le 29 février", datetime.date(2019, 3, 7), "2020-02-29"),
        ("le 6 mars", PartialDate(2019), "2019-03-06"),
        ("l'an dernier", datetime.date(2019, 3, 7), "2018"),
    ],
)
def test_a_missing_year_comes_from_the_reference(
    text: str, reference: datetime.date | PartialDate, iso: str
) -> None:
    (mention,) = find_dates(text, reference)
    assert (mention.value.iso(), mention.inferred) == (iso, True)


def test_a_date_without_year_or_reference_is_left_out_but_has_a_span() -> None:
    assert find_dates("le 6 mars") == []
    assert Text("le 6 mars").date_spans == ((3, 9),)


def test_a_modifier_narrows_the_bounds() -> None:
    (end_of_2022,) = find_dates("fin 2022")
    assert (end_of_2022.first, end_of_2022.last) == (datetime.date(2022, 9, 1), datetime.date(2022, 12, 31))
    (mid_march,) = find_dates("mi-mars 2020")
    assert (mid_march.first, mid_march.last) == (datetime.date(2020, 3, 11), datetime.date(2020, 3, 20))


def test_a_range_runs_from_its_first_to_its_last_day() -> None:
    (mention,) = find_dates("de 2019 à 2022")
    assert (mention.first, mention.last) == (datetime.date(2019, 1, 1), datetime.date(2022, 12, 31))


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("22 novembre 2018", "22/11/2018", True),
        ("22 novembre 2018", "23 novembre 2018", False),
        ("mars 2019", "5 mars 2019", False),
        ("fin 2022", "début 2022", False),
        ("2019-2022", "de 2019 à 2022", True),
        ("les 5 et 6 mars 2019", "6 mars 2019", False),
    ],
)
def test_dates_compare_by_meaning(a: str, b: str, same: bool) -> None:
    assert same_date(find_dates(a)[0], find_dates(b)[0]) is same


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_a_date_written_in_french_is_found_again(day: datetime.date) -> None:
    value = PartialDate.parse(day)
    for written in (value.french(), value.iso(), f"{day:%d/%m/%Y}"):
        assert [m.value for m in find_dates(f"Signé le {written}.")] == [value]


@given(st.text(alphabet="0123456789 -/.,aeumrsdt'\nà2019", max_size=80))
def test_mentions_are_in_order_and_inside_the_text(text: str) -> None:
    previous = 0
    for mention in find_dates(text, PUBLISHED):
        assert previous <= mention.start < mention.end <= len(text)
        previous = mention.end


@pytest.mark.parametrize("piece", ["1 ", "1", "1-", "1, ", "mars ", "2019-", "fin de ", "1 et ", " "])
def test_a_hostile_text_is_read_to_its_end(piece: str) -> None:
    find_dates(piece * (200_000 // len(piece)))

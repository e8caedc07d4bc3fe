"""XLSX, CSV, JSON: each row is a passage with the names of its columns, and knows where it stands."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.sample_files import CATALOGUE, csv, json_list, jsonl, xlsx
from index.errors import ReadingError
from index.formats import Canonical
from index.formats.delimited import read_csv, separator_of
from index.formats.tables import MAX_ROWS, Row, header_of
from index.ingest.corpus_folder import read_corpora
from index.storage.passages import cut

Read = Callable[[str, bytes], Canonical]
FIRST = "Dispositif : Diagnostic Lumen | Opérateur : Agence d'essai | Montant maximal : 8 000 euros | Fin : 31/12/2025"


def places(found: Canonical) -> list[str]:
    return [heading.title for heading in found.headings if heading.place]


@pytest.mark.parametrize(
    ("name", "data", "first"),
    [
        ("aides.csv", csv(), "Ligne 2"),
        ("aides.json", json_list(), "Élément 1"),
        ("aides.jsonl", jsonl(), "Ligne 1"),
        ("aides.xlsx", xlsx({"Aides": CATALOGUE}), "Feuille « Aides », ligne 2"),
    ],
)
def test_a_row_says_its_columns_and_knows_its_place(read: Read, name: str, data: bytes, first: str) -> None:
    found = read(name, data)
    assert FIRST in found.text
    assert places(found)[0] == first and len(places(found)) == len(CATALOGUE) - 1
    assert found.detected["title"] == "aides"


@pytest.mark.parametrize("name", ["aides.csv", "aides.json", "aides.jsonl", "aides.xlsx"])
def test_no_passage_holds_two_rows_and_every_citation_names_its_row(tmp_path: Path, name: str) -> None:
    write = {"aides.csv": csv, "aides.json": json_list, "aides.jsonl": jsonl, "aides.xlsx": xlsx}[name]
    (tmp_path / name).write_bytes(write())
    (document,) = read_corpora([tmp_path]).documents
    passages = cut(document)
    for _, *values in CATALOGUE[1:]:
        assert sum(values[0] in passage.text(document) for passage in passages) == 1
    for passage in passages:
        assert {document.section_at(start) for start, _ in passage.sentences} == {document.section_at(passage.start)}
        assert document.place_at(passage.start) is not None
        assert not any(title == document.place_at(passage.start) for title in passage.section)


def test_each_sheet_heads_its_rows(read: Read) -> None:
    found = read("c.xlsx", xlsx())
    assert found.titles == ("Feuille « Aides »", "Feuille « Ateliers »")
    assert places(found)[-2:] == ["Ligne 2", "Ligne 3"]


def test_the_title_above_a_header_is_kept_and_is_no_header(read: Read) -> None:
    assert read("c.xlsx", xlsx()).text.startswith("Feuille « Aides »\n\nCatalogue des aides du réseau\n\nDispositif : ")


def test_numbers_dates_and_shares_are_shown_as_a_french_sheet_shows_them(read: Read) -> None:
    text = read("c.xlsx", xlsx({"Ateliers": [["Nom", "Nombre", "Taux"], ["A", 12.5, 0.125], ["B", 3, 0.5]]})).text
    assert text == "Nom : A | Nombre : 12,5 | Taux : 12,5\u00a0%\n\nNom : B | Nombre : 3 | Taux : 50\u00a0%"
    text = read("d.xlsx", xlsx({"F": [["Nom", "Fin", "Ouvert"], ["A", dt.date(2025, 3, 1), True]]})).text
    assert text == "Nom : A | Fin : 01/03/2025 | Ouvert : oui"


def changed(change: Callable[[Any], None], rows: Sequence[Sequence[Any]] = CATALOGUE) -> bytes:
    """A workbook of those rows after `change`."""
    import io

    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(xlsx({"Aides": rows})))
    change(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_merged_cell_holds_for_each_row_it_covers(read: Read) -> None:
    found = read("c.xlsx", changed(lambda book: book["Aides"].merge_cells("B2:B4")))
    assert found.text.count("Opérateur : Agence d'essai") == 3


def test_formulas_are_not_run_and_those_without_a_value_are_reported(read: Read) -> None:
    def add(book: Any) -> None:
        book["Aides"]["C2"] = "=1+1"

    found = read("c.xlsx", changed(add))
    assert "=1+1" not in found.text and "Montant maximal" not in found.text.split("\n\n")[0]
    assert found.notes[0].startswith("1 formulas have no stored value")


def test_hidden_sheets_are_left_out_and_said(read: Read) -> None:
    def hide(book: Any) -> None:
        book.create_sheet("Brouillon").append(["Secret", "interne"])
        book["Brouillon"].sheet_state = "hidden"

    found = read("c.xlsx", changed(hide))
    assert "Secret" not in found.text and "Brouillon" in found.notes[0]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_the_separator_of_a_csv_is_found(separator: str) -> None:
    rows = ["Nom;Texte;Prix", "A;Oui, mais pas ici, enfin;3", "B;Autre;4"]
    assert separator_of("\n".join(row.replace(",", " ").replace(";", separator) for row in rows)) == separator
    assert separator_of("\n".join(rows)) == ";"


def test_cells_may_hold_separators_lines_and_quotes() -> None:
    found = read_csv('Nom;Texte\n"A;1";"deux\nlignes et un ""mot"" | barre"\n')
    assert found.text == 'Nom : A;1 | Texte : deux lignes et un "mot" / barre'
    assert places(found) == ["Ligne 2"]


def test_a_table_without_column_names_is_read_and_reported() -> None:
    found = read_csv("12;2024\n13;2025\n")
    assert found.text == "12 | 2024\n\n13 | 2025"
    assert "no row names the columns" in found.notes[0]


def test_empty_cells_are_not_named_and_empty_rows_are_not_counted_as_rows() -> None:
    found = read_csv("Nom;Prix\nA;\n;\nB;4\n")
    assert found.text == "Nom : A\n\nNom : B | Prix : 4"
    assert places(found) == ["Ligne 2", "Ligne 4"]


def test_prose_in_a_cell_stands_on_its_own_line() -> None:
    prose = "La région aide les communes. " * 12
    found = read_csv(f"Nom;Description;Prix\nA;{prose};4\n")
    assert found.text == f"Nom : A | Prix : 4\nDescription : {prose.strip()}"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["Nom", "Prix"], ["A", "3"]], 0),
        ([["Les aides"], ["Nom", "Prix"], ["A", "3"]], 1),
        ([["Nom", "2023", "2024"], ["A", "3", "4"]], 0),
        ([["A", "3"], ["B", "4"]], None),
        ([["Nom", "Nom"], ["A", "3"]], None),
        ([["Nom", "Prix"]], None),
    ],
)
def test_the_header_is_the_first_full_row_of_short_distinct_words(rows: list[list[str]], expected: int | None) -> None:
    assert header_of([Row(number, tuple(cells)) for number, cells in enumerate(rows, 1)]) == expected


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", "nom;prix\n" + "a;1\n" * (MAX_ROWS + 2), "more than 20,000 rows"),
        ("a.csv", 'nom;prix\n"a;1\n' + "b;2\n" * 60_000, "never closed"),
        ("a.json", '[{"nom": "a"', "not valid JSON at line 1"),
        ("a.json", '["a", "b"]', "not a list of objects"),
        ("a.json", "[" * 100_000, "nests too deep"),
        ("a.json", json.dumps({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": 1}}}}}}}}), "nests too deep"),
        ("a.jsonl", '{"nom": "a"}\n{"nom": \n', "line 2"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_a_remedy(read: Read, name: str, content: str, reason: str) -> None:
    with pytest.raises(ReadingError, match=reason):
        read(name, content.encode())


def test_inner_fields_are_named_by_their_path(read: Read) -> None:
    data = {
        "aides": [
            {"nom": "A", "contact": {"rue": "1"}, "lieux": ["x", "y"], "taux": 0.5, "ouvert": False, "vide": None}
        ]
    }
    text = read("a.json", json.dumps(data).encode()).text
    assert text == "nom : A | contact › rue : 1 | lieux : x, y | taux : 0,5 | ouvert : non"


@given(st.lists(st.lists(st.text('ab1 |;"é', max_size=8), min_size=2, max_size=4), min_size=1, max_size=8))
def test_any_table_keeps_each_row_in_its_place(rows: list[list[str]]) -> None:
    import csv as standard
    import io

    buffer = io.StringIO()
    standard.writer(buffer, delimiter=";").writerows(rows)
    found = read_csv(buffer.getvalue())
    starts = [heading.start for heading in found.headings]
    assert starts == sorted(set(starts)) and len(starts) <= len(rows)

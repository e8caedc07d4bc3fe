"""Text: what is read of a text is what each reader reads, at most once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from index.language import date_grammar, dates, negation, proper_names, quantities, sentence_forms, text, words
from index.language.sentence_forms import Form
from index.language.text import Text

RAW = "L'aide n'est plus versée à Lyon depuis le 3 mars 2019 : 40 000 € pour 12 forges, soit 2 ans."
READ = (
    "folded", "aligned", "words", "folded_words", "word_stems", "content_words", "shaped_words", "tokens", "stems", "dates",
    "date_spans", "quantities", "clauses", "forms",
)  # fmt: skip
"""All that a text owns."""


@pytest.fixture()
def readings(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each reader was called, wherever `index.language.text` reaches it."""
    counts: dict[str, int] = {}

    def spied(name: str, read: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any) -> Any:
            counts[name] = counts.get(name, 0) + 1
            return read(*arguments)

        return counted

    for module, names in (
        (words, ("fold_aligned", "find_words", "tokens_of")),
        (quantities, ("quantities_beside",)),
        (text, ("written_dates", "shaped_words", "read_clauses", "read_forms")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, spied(name, getattr(module, name)))
    return counts


def test_each_thing_is_read_once_however_often_it_is_asked_for(readings: dict[str, int]) -> None:
    one = Text(RAW)
    for _ in range(3):
        for name in READ:
            assert getattr(one, name)
        assert one.dates_from(dt.date(2020, 1, 1))
    readers = {
        "fold_aligned", "find_words", "tokens_of", "quantities_beside", "written_dates", "shaped_words", "read_clauses",
        "read_forms",
    }  # fmt: skip
    assert readings == dict.fromkeys(readers, 1)


def test_nothing_is_read_before_it_is_asked_for(readings: dict[str, int]) -> None:
    one = Text(RAW)
    assert not readings
    assert one.stems and readings == {"tokens_of": 1}


def test_a_text_holds_what_each_reader_reads() -> None:
    one = Text(RAW)
    assert (one.folded, one.aligned) == (words.fold(RAW), words.fold_aligned(RAW))
    assert one.words == words.words(RAW) and one.folded_words == words.folded_words(RAW)
    assert list(one.tokens) == words.tokens(RAW) and one.stems == set(one.tokens)
    assert list(one.dates) == dates.find_dates(RAW) and list(one.quantities) == quantities.find_quantities(RAW)
    assert one.shaped_words == proper_names.shaped_words(RAW, one.words)
    assert one.clauses == negation.read_clauses(one.shaped_words)
    assert one.forms == sentence_forms.read_forms(RAW, one.folded, one.dates, one.quantities)
    assert Form.DATE | Form.AMOUNT | Form.PLACE in one.forms


def test_words_that_carry_meaning_are_neither_small_words_nor_pronouns() -> None:
    one = Text("Celle-ci, peut-elle durer 2 ans à l'Usine ?")
    assert one.content_words == ("durer", "ans", "usine")
    assert one.word_stems == tuple(map(words.stem, one.folded_words))


def test_a_text_that_does_not_change_keeps_what_was_read_of_it() -> None:
    one = Text(RAW)
    assert one.becoming(RAW) is one
    assert one.becoming("Une autre.") == Text("Une autre.") != one


def test_what_reads_as_a_date_is_no_quantity() -> None:
    one = Text("En mars 2019, 2 019 projets.")
    assert [one.raw[start:end] for start, end in one.date_spans] == ["mars 2019"]
    assert [quantity.text for quantity in one.quantities] == ["2 019"]


def test_a_year_left_out_is_that_of_the_texts_own_date() -> None:
    one = Text("Les candidatures ferment le 11 octobre.")
    assert not one.dates and date_grammar.written_dates(one.raw, one.aligned)
    (closing,) = one.dates_from(dt.date(2023, 6, 1))
    assert closing.first == dt.date(2023, 10, 11) and closing.inferred


def test_an_empty_text_holds_nothing() -> None:
    assert not any(getattr(Text(""), name) for name in READ if name != "forms")

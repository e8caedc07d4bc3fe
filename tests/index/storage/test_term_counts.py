"""The words of documents that did not change are taken over, and never from where they may be wrong."""

from __future__ import annotations

import sqlite3

import pytest
from small_corpora import TEXTS, Place

from index.build import writer
from index.language.words import tokens
from index.storage import term_counts
from index.storage.term_counts import TERMS_FILE


@pytest.fixture
def analysed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ids of the documents whose texts are cut into words from now on."""
    made, ids = writer._terms, []

    def recording(document, spans):  # type: ignore[no-untyped-def]
        ids.append(document.id)
        return made(document, spans)

    monkeypatch.setattr(writer, "_terms", recording)
    return ids


def change(place: Place) -> None:
    place.change({"vte.txt": TEXTS["vte.txt"] + "\nIl dure douze mois.\n"})
    place.build()


def finds_everything(place: Place) -> bool:
    snapshot = place.open()
    return all(snapshot.keywords.document_frequency(token) for token in tokens("décarbonation, recruter, douze"))


def test_only_changed_documents_are_cut_into_words(place: Place, analysed: list[str]) -> None:
    change(place)
    assert analysed == ["vte"] and finds_everything(place)


def test_words_of_another_version_of_the_program_are_not_taken_over(
    place: Place, analysed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_counts, "reading_version", lambda: "une autre version")
    change(place)
    assert len(analysed) == len(TEXTS) and finds_everything(place)


def test_damaged_words_are_made_again(place: Place, analysed: list[str]) -> None:
    """Overwritten in place: the sizes and pages of the file are sound."""
    with sqlite3.connect(place.live_folder / TERMS_FILE) as connection:
        connection.execute("UPDATE terms SET body = zeroblob(length(body))")
    connection.close()
    change(place)
    assert len(analysed) == len(TEXTS) and finds_everything(place)

"""Annotations: what an index says of a sentence is what the sentence says, however often the index was rebuilt."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from small_corpora import Place

from index.errors import SnapshotError
from index.language.sentence_forms import Form
from index.language.text import Text
from index.language.words import tokens
from index.storage.annotations import FOLDER, hashed
from index.storage.snapshot import Snapshot


def held(snapshot: Snapshot, name: str, row: int) -> list:
    """What a kind of annotation says in one row."""
    return getattr(snapshot.annotations, name).runs(np.array([row]), np.array([1]))[0].tolist()


def check(snapshot: Snapshot) -> None:
    """Compares everything with what the texts say."""
    for number in range(len(snapshot.passages)):
        passage, document = snapshot.passage(number)
        context = " ".join((document.title, *passage.section))
        assert set(held(snapshot, "contexts", number)) == {hashed(stem) for stem in tokens(context)}
        first = int(snapshot.passages[number, 3])
        for row, (start, end) in enumerate(passage.sentences, first):
            text = Text(document.text[start:end])
            forms = text.forms | (Form.HEADING if document.is_heading(start, end) else 0)
            assert snapshot.annotations.forms[row] == forms
            assert set(held(snapshot, "stems", row)) == {hashed(stem) for stem in text.stems}
            assert [value for value, _ in held(snapshot, "figures", row)] == [
                float(quantity.value) for quantity in text.quantities
            ]
            assert [first for first, _ in held(snapshot, "dates", row)] == [
                mention.value.first.toordinal() for mention in text.dates
            ]


def test_every_sentence_is_annotated_as_it_reads(built: Place) -> None:
    snapshot = built.open()
    check(snapshot)
    assert snapshot.annotations.forms[:].any() and len(snapshot.annotations.forms) == len(snapshot.sentences)
    snapshot.close()


def test_a_sentence_that_says_what_the_sources_do_not_tell_is_flagged(place: Place) -> None:
    told, untold = "Le plan compte 75 forges.", "Le montant de l'aide n'est pas publié dans les sources consultées."
    place.change({"forges.txt": f"Forges\n\n{told} {untold}\n"})
    place.build()
    snapshot = place.open()
    passages = [(snapshot.passage(number), int(row[3])) for number, row in enumerate(snapshot.passages)]
    forms = {
        document.text[start:end]: Form(int(snapshot.annotations.forms[first + place]))
        for (passage, document), first in passages
        for place, (start, end) in enumerate(passage.sentences)
    }
    assert Form.UNDISCLOSED in forms[untold] and Form.UNDISCLOSED not in forms[told]
    snapshot.close()


def test_unchanged_documents_keep_theirs_when_others_come_and_go(place: Place) -> None:
    place.change({"aaa.txt": "Aides\n\nUne aide de 3 M€ est ouverte depuis mars 2021.\n"})
    (place.corpus / "vte.txt").unlink()
    assert place.build().built
    snapshot = place.open()
    check(snapshot)
    snapshot.close()


def test_another_date_of_publication_dates_the_sentences_anew(place: Place) -> None:
    text = (place.corpus / "prets.md").read_text("utf-8")
    place.change({"prets.md": text.replace("2019-03", "2021-05")})
    assert place.build().built and not place.encoder.encoded
    snapshot = place.open()
    ordinal = snapshot.store.ordinal("prets")
    row = int(snapshot.passages[snapshot.passages_of[ordinal], 3])
    days = [dt.date.fromordinal(day) for day in snapshot.annotations.dated[row].tolist()]
    assert days == [dt.date(2021, 5, 1), dt.date(2021, 5, 31)]
    check(snapshot)
    snapshot.close()


@pytest.mark.parametrize("name", ["forms", "dated", "stems_starts", "contexts"])
def test_annotations_of_another_length_are_refused(place: Place, name: str) -> None:
    path = place.live_folder / FOLDER / f"{name}.npy"
    np.save(path, np.load(path)[:-1])
    with pytest.raises(SnapshotError, match="assistant index --full"):
        place.open()

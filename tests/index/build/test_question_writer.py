"""Accepted questions in a built index: where they point to, and what a later build takes over."""

from __future__ import annotations

import json

import numpy as np
import pytest
from small_corpora import Place

from index.errors import SnapshotError
from index.storage.manifest import MANIFEST_FILE

QUESTIONS = """
- document: prets
  answers: [durent jusqu'à 40 ans, La Banque des Territoires prête aux communes.]
  questions: [C'est long un prêt ?]
- document: vte
  answers: [Le volontariat territorial en entreprise aide les PME à recruter de jeunes diplômés.]
  questions: [c koi le vte, À quoi sert le VTE ?]
"""


@pytest.fixture
def asked(place: Place) -> Place:
    place.change({"questions/a.yaml": QUESTIONS})
    report = place.build()
    assert report.built and report.counts.questions == 3 and report.plan.empty and not place.encoder.encoded
    return place


def test_a_question_points_to_its_passage_and_to_the_sentence_that_holds_its_answer(asked: Place) -> None:
    snapshot = asked.open()
    questions = snapshot.questions
    assert questions.texts == ("C'est long un prêt ?", "c koi le vte", "À quoi sert le VTE ?")
    passage, document = snapshot.passage(int(questions.rows[0]))
    span = questions.span(0)
    assert document.id == "prets" and span in passage.sentences
    assert document.text[slice(*span)] == "Ces prêts durent jusqu'à 40 ans."
    vector = asked.encoder.encode_query("c koi le vte")
    assert np.allclose(questions.vectors[questions.numbers["c koi le vte"]], vector, atol=1e-6)


def test_only_new_questions_are_encoded_and_nothing_is_built_where_none_changed(asked: Place) -> None:
    assert not asked.build().built
    asked.change({"questions/a.yaml": QUESTIONS.replace("c koi le vte, ", "cest quoi un vte, ")})
    assert asked.build().built and asked.encoder.asked == ["cest quoi un vte"] and not asked.encoder.encoded
    assert asked.open().questions.texts == ("C'est long un prêt ?", "cest quoi un vte", "À quoi sert le VTE ?")
    asked.build(full=True)
    assert len(asked.encoder.asked) == 3


def test_a_document_or_a_section_answers_by_its_first_passage_with_sentences(place: Place) -> None:
    long = " ".join(f"La forge numéro {n} travaille le fer et le bronze depuis longtemps." for n in range(30))
    front = "questions: [Quelles forges ?, {section: Moulins, questions: [Quels moulins ?]}]"
    place.change({"forges.md": f"---\n{front}\n---\n## Forges\n\n{long}\n\n## Moulins\n\n{long.replace('forge', 'meule')}\n"})
    place.build()
    snapshot = place.open()
    rows = [int(row) for row in snapshot.questions.rows]
    first, last = (snapshot.passage(row)[0] for row in rows)
    assert first.start == 0 and last.section[-1] == "Moulins" and rows[1] > rows[0]
    assert snapshot.questions.span(0) is None and snapshot.questions.span(1) is None


def test_the_words_of_a_question_are_not_the_documents(asked: Place) -> None:
    keywords = asked.open().keywords
    assert keywords.document_frequency("koi") == keywords.document_frequency("long") == 0


def test_a_snapshot_of_an_older_version_is_made_anew(asked: Place) -> None:
    manifest = asked.live_folder / MANIFEST_FILE
    manifest.write_text(json.dumps({**json.loads(manifest.read_text("utf-8")), "schema_version": 9}), "utf-8")
    with pytest.raises(SnapshotError, match="version 9"):
        asked.open()
    report = asked.build()
    assert report.built and report.counts.questions == 3 and report.repaired


def test_lost_files_of_questions_are_told(asked: Place) -> None:
    (asked.live_folder / "questions/rows.npy").unlink()
    with pytest.raises(SnapshotError, match="damaged"):
        asked.open()

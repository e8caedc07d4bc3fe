"""Corpora of others, made small: read as what is held out of training, indexed once, asked and measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.schema import Answer, Citation, ValidityState
from evaluation.foreign import foreign_measures
from evaluation.foreign.__main__ import main
from evaluation.foreign.foreign_corpora import ForeignCorpus, frequent_questions, piaf, service_public, without_half
from evaluation.foreign.foreign_index import assistant_over
from evaluation.foreign.foreign_measures import (
    SEARCHES,
    evidence_rows,
    faq_figures,
    measure,
    piaf_figures,
    service_public_figures,
)
from evaluation.french_tables import Figure
from evaluation.judging.control_questions import Question
from evaluation.judging.jsonl import JsonLinesError
from evaluation.judging.outcomes import Outcome, judge
from evaluation.reading.examples import HELD_OUT_REPOSITORIES
from index.encoder.encoder import Encoder
from index.storage.snapshot import current_id

MakeAnswer = Callable[..., Answer]
CITATION = Citation(
    n=1, document_id="d", title="Titre", publisher=None, published_on=None, url=None, section=[], quote="q", start=0, end=1,
    validity=ValidityState(),
)  # fmt: skip
PARAGRAPHS = {
    "Le phare d'Ar-Men a été allumé le 31 août 1881. Sa construction a duré quatorze ans.": ("Quand le phare d'Ar-Men a-t-il été allumé ?", "31 août 1881"),
    "La loutre d'Europe vit au bord des rivières. Elle se nourrit de poissons et d'écrevisses.": ("De quoi se nourrit la loutre d'Europe ?", "de poissons et d'écrevisses"),
}  # fmt: skip
PAIRS = {
    "Comment déclarer la perte de ma carte de cantine ?": "La perte de la carte de cantine se déclare en ligne, dans les deux jours.",
    "Puis-je inscrire mon enfant à la piscine ?": "L'inscription à la piscine est ouverte aux enfants de plus de six ans.",
}
SHEETS = {"F1": "Le permis de pêche coûte 20 € par an. Il se demande en mairie.", "F2": "Le composteur est prêté pour trois ans."}


def titles(held_out: bool) -> str:
    """A title that is held out of training, or one that is not."""
    wanted = (f"Article {number}" for number in count())
    return next(each for each in wanted if (int(sha256(each.encode()).hexdigest(), 16) % 10 == 0) is held_out)


def article(title: str) -> dict[str, object]:
    paragraphs = [
        {"context": text, "qas": [{"question": asked, "answers": [{"text": answer, "answer_start": text.index(answer)}]}]}
        for text, (asked, answer) in PARAGRAPHS.items()
    ]
    return {"title": title, "paragraphs": paragraphs}


def lines(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return path


@pytest.fixture
def squad_file(tmp_path: Path) -> Path:
    return lines(tmp_path / "squad.json", {"data": [article(titles(True)), article(titles(False))]})


@pytest.fixture
def faq_file(tmp_path: Path) -> Path:
    rows = [
        {"question": asked, "answer": answer, "theme": "Vie locale", "repo": repository}
        for repository in (HELD_OUT_REPOSITORIES[0], "autre/depot")
        for asked, answer in PAIRS.items()
    ]
    return lines(tmp_path / "faq.jsonl", *rows)


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    folder = tmp_path / "sheets"
    folder.mkdir()
    hidden = {"published_title_do_not_index": "Combien coûte le permis de pêche ?"}
    lines(folder / "documents.jsonl", *({"id": key, "title": f"Fiche {key}", "text": text} | hidden for key, text in SHEETS.items()))
    lines(
        folder / "questions.jsonl",
        {"id": "q1", "question": "Combien coûte le permis de pêche ?", "doc_id": "F1", "answers": ["coûte 20  € par an"], "answerable": True, "kind": "extractive"},
        {"id": "q2", "question": "Pour combien de temps le composteur est-il prêté ?", "doc_id": "F2", "answers": [], "answerable": True, "kind": "retrieval_only"},
        {"id": "q3", "question": "Comment adopter un enfant à l'étranger ?", "doc_id": None, "held_out_doc_id": "F9", "answers": [], "answerable": False, "kind": "held_out"},
    )  # fmt: skip
    return folder


def measured(corpus: ForeignCorpus, work: Path, encoder: Encoder) -> tuple[dict[str, tuple[float | None, int]], foreign_measures.Measured]:
    found = measure(corpus, assistant_over(corpus, work, encoder), lambda other: assistant_over(other, work, encoder))
    return {figure.label: (figure.value, figure.count) for figure in found.figures}, found


def test_only_articles_held_out_of_training_are_taken(squad_file: Path) -> None:
    found = piaf(squad_file)
    assert [document.text for document in found.documents] == list(PARAGRAPHS)
    assert {document.title for document in found.documents} == {titles(True)}
    assert [question.documents for question in found.questions] == [("piaf-0",), ("piaf-1",)]
    assert len(piaf(squad_file, count=1).questions) == 1


def test_only_pairs_of_repositories_held_out_are_taken(faq_file: Path) -> None:
    found = frequent_questions(faq_file)
    assert [document.text for document in found.documents] == list(PAIRS.values())
    assert {document.title for document in found.documents} == {"Vie locale"}


def test_a_half_without_its_documents_keeps_only_their_questions(faq_file: Path) -> None:
    half = without_half(frequent_questions(faq_file))
    [kept], [asked] = half.documents, half.questions
    assert asked.documents != (kept.id,) and not asked.answerable


@pytest.mark.parametrize(
    ("read", "text", "said"),
    [
        (piaf, "{", "not in the shape of SQuAD"),
        (piaf, '{"articles": []}', "not in the shape of SQuAD"),
        (piaf, '{"data": []}', "nothing that is held out"),
        (frequent_questions, '{"question": "Q ?", "answer": "R."}', "without 'repo'"),
        (frequent_questions, "[]", r"f\.json:1 is a list"),
        (frequent_questions, "", "nothing that is held out"),
    ],
)  # fmt: skip
def test_a_file_of_another_shape_is_refused(
    tmp_path: Path, read: Callable[[Path], ForeignCorpus], text: str, said: str
) -> None:
    (file := tmp_path / "f.json").write_text(text, "utf-8")
    with pytest.raises(JsonLinesError, match=said):
        read(file)


def outcome(answer: Answer, cited: str = "", **fields: object) -> Outcome:
    """What became of a question whose document is `d`."""
    citations = [] if not cited else [CITATION.model_copy(update={"document_id": cited})]
    question = Question.model_validate({"id": "q", "question": "Q ?", "documents": ["d"], **fields})
    return judge(question, answer.model_copy(update={"citations": citations}), {}, {"d"})


def values(figures: list[Figure]) -> list[tuple[float | None, int]]:
    return [(figure.value, figure.count) for figure in figures]


def test_a_long_answer_that_holds_the_wording_is_not_counted_and_a_silence_has_no_length(make_answer: MakeAnswer) -> None:
    silent = make_answer("Rien sur 1881.", status="abstained", states=())
    answers = [make_answer("En 1881 [1]."), make_answer("En 1881 [1]." + " mot" * 60), silent]
    found = piaf_figures([outcome(answer, kind="extractive", answers=["1881"]) for answer in answers])
    assert values(found) == [(pytest.approx(1 / 3), 3), (pytest.approx(1 / 3), 3), (32.0, 2)]


def test_the_wording_is_compared_folded_and_what_was_held_out_is_to_meet_silence(make_answer: MakeAnswer) -> None:
    silent = make_answer("Rien.", status="refused", states=())
    outcomes = [
        outcome(make_answer("ELLE COUTE  20 euros"), kind="extractive", answers=["elle  coûte 20 euros"]),
        outcome(silent, kind="extractive", answers=["elle coûte"]),
        outcome(silent, kind="held_out", answerable=False),
        outcome(make_answer(), kind="held_out", answerable=False),
        outcome(make_answer(), kind="retrieval_only"),
    ]
    assert values(service_public_figures(outcomes)) == [(0.5, 2), (0.5, 2), (0.5, 2)]


def test_the_first_document_cited_is_the_one_that_answers(make_answer: MakeAnswer) -> None:
    silent = make_answer("Rien.", status="abstained", states=())
    known = [outcome(make_answer(), cited="d"), outcome(make_answer(), cited="x"), outcome(silent, cited="d"), outcome(make_answer())]
    found = faq_figures(known, [outcome(silent), outcome(make_answer())], [])
    assert values(found) == [(0.75, 4), (0.25, 4), (0.5, 2), (None, 0)]


def test_piaf_is_asked_and_every_search_ranked(squad_file: Path, tmp_path: Path, encoder: Encoder) -> None:
    figures, found = measured(piaf(squad_file), tmp_path / "work", encoder)
    assert figures["réponse qui tient en 60 mots et dit ce qui était attendu"][1] == figures["silence à tort"][1] == 2
    assert set(found.searches["extractive"]) == set(SEARCHES)
    assert all(searched["hit@10"] == 1.0 for searched in found.searches["extractive"].values())


def test_sheets_are_measured_by_kind_and_published_titles_stay_out(sheets: Path, tmp_path: Path, encoder: Encoder) -> None:
    figures, found = measured(service_public(sheets), tmp_path / "work", encoder)
    assert figures["passage attendu dans la réponse"][1] == figures["silence quand la fiche manque"][1] == 1
    assert found.searches["retrieval_only"]["assistant"]["hit@10"] == 1.0
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "work" / "service-public" / "corpus").iterdir())
    assert "Combien coûte" not in written


def test_sheets_may_stand_in_a_file_of_their_own(sheets: Path, tmp_path: Path) -> None:
    elsewhere = lines(tmp_path / "others.jsonl", {"id": "F7", "title": "Fiche", "text": "Autre texte."})
    assert [document.id for document in service_public(sheets, elsewhere).documents] == ["F7"]


def test_frequent_questions_are_asked_known_gone_and_far(
    faq_file: Path, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = [Question(id="g1", question="Combien de lunes a Jupiter ?", expected=("95",))]
    monkeypatch.setattr(foreign_measures, "questions_of", lambda name: far)
    figures, found = measured(frequent_questions(faq_file), tmp_path / "work", encoder)
    assert [number for _, number in figures.values()] == [2, 2, 1, 1]
    assert "fusion des scores" in found.shown and "retirées : répondues à tort" in found.shown


def test_an_index_is_built_once_and_again_only_for_other_documents(squad_file: Path, tmp_path: Path, encoder: Encoder) -> None:
    corpus = piaf(squad_file)
    index = tmp_path / "work" / "piaf" / "index"
    assistant_over(corpus, tmp_path / "work", encoder)
    first = current_id(index)
    assistant_over(corpus, tmp_path / "work", encoder)
    assert current_id(index) == first
    fewer = ForeignCorpus(corpus.name, corpus.publisher, corpus.documents[:1], corpus.questions)
    assert [document.text for document in assistant_over(fewer, tmp_path / "work", encoder).snapshot.documents()] == [corpus.documents[0].text]


def test_evidence_tells_what_answers_were_decided_on(squad_file: Path, tmp_path: Path, encoder: Encoder) -> None:
    corpus = piaf(squad_file)
    rows = evidence_rows(corpus, assistant_over(corpus, tmp_path / "work", encoder))
    assert [(row["id"], row["answerable"], row["removed"]) for row in rows][:2] == [("piaf-q0", True, False), ("piaf-q0", False, True)]
    assert {"corpus", "kind"} < set(rows[0]) and all(isinstance(row["corpus"], str) for row in rows)


def test_the_command_measures_the_corpora_named_and_writes_every_figure(squad_file: Path, faq_file: Path, tmp_path: Path) -> None:
    figures, evidence = tmp_path / "new" / "figures.json", tmp_path / "evidence.jsonl"
    done = CliRunner().invoke(
        main,
        ["--piaf", str(squad_file), "--faq", str(faq_file), "--only", "piaf", "--work", str(tmp_path / "w"),
         "--json", str(figures), "--evidence", str(evidence)],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "## piaf" in done.output and "## faq" not in done.output
    assert json.loads(figures.read_text("utf-8"))["piaf"]["figures"][0]["count"] == 2
    assert len(evidence.read_text("utf-8").splitlines()) == 4


def test_the_command_asks_for_a_corpus(squad_file: Path, tmp_path: Path) -> None:
    for named in ([], ["--piaf", str(squad_file), "--only", "faq"]):
        done = CliRunner().invoke(main, named)
        assert done.exit_code == 2 and "Nommez un corpus" in done.output
    (wrong := tmp_path / "wrong.json").write_text("{", "utf-8")
    done = CliRunner().invoke(main, ["--piaf", str(wrong)])
    assert done.exit_code == 1 and "wrong.json is not in the shape of SQuAD" in done.output

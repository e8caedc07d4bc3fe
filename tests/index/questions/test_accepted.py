"""Questions tied to what answers them: read from real files, and told with their line where they cannot be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.build.builder import build
from index.checking.corpus_checks import check_corpora
from index.ingest.corpus_folder import corpus_files, read_corpora
from index.questions.accepted import Questions, form_of, read_questions
from index.storage.snapshot import open_current

PRETS = "# Durée\n\nLes prêts de la banque durent quarante ans.\n\n# Montant\n\nLes prêts vont jusqu'à 5 millions d'euros.\n"
DURATION, AMOUNT = "Les prêts de la banque durent quarante ans.", "Les prêts vont jusqu'à 5 millions d'euros."
SOURCES = "sources:\n  - {id: bulletin, title: Bulletin, publisher: Bureau des forges, published_on: 2024-05-01}\n"
RECORD = """rules:
  - id: entrer
    subject: Entrer dans le plan
    phase: toutes
    verdict: oui
    text: Toute forge de la vallée entre dans le plan sur simple demande.
    status: current
    sources: [bulletin]
    questions: [Comment on rentre dans le plan ?]
"""


def entry(questions: str, answer: str = DURATION, document: str = "prets", more: str = "") -> str:
    return f'- document: {document}\n  answers: ["{answer}"]\n  questions: {questions}\n{more}'


def corpus_of(folder: Path, *entries: str, front: str = "", **files: str) -> Path:
    (folder / "questions").mkdir(parents=True)
    (folder / "prets.md").write_text(f"---\npublisher: Banque\n{front}---\n{PRETS}", "utf-8")
    if entries:
        (folder / "questions/prets.yaml").write_text("# À la main.\n" + "".join(entries), "utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return folder


def read(corpus: Path) -> Questions:
    reading = read_corpora([corpus])
    assert not reading.problems, reading.problems
    return read_questions([corpus], reading.documents)


def told(questions: Questions) -> list[tuple[str, str]]:
    return [(problem.severity, str(problem)) for problem in questions.problems]


def test_a_question_is_tied_to_its_sentence_and_keeps_its_voice(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, entry("[Combien de temps ?, {asked: cb de tps svp, voice: téléphone, kind: délai}]"))
    found = read(corpus)
    first, second = found.accepted
    text = read_corpora([corpus]).documents[0].text
    assert text[slice(*first.span or ())] == DURATION and first.span == second.span and not found.problems
    assert [(q.text, q.voice, q.kind) for q in found.accepted] == [
        ("Combien de temps ?", None, None),
        ("cb de tps svp", "téléphone", "délai"),
    ]


def test_a_document_a_section_and_a_record_declare_their_own(tmp_path: Path) -> None:
    front = "questions:\n  - Que prête la banque ?\n  - {section: montant, questions: [Jusqu'à combien ?]}\n"
    found = read(corpus_of(tmp_path, front=front, sources=SOURCES, regles=RECORD))
    own = {question.text: question for question in found.accepted}
    assert {text: (q.document_id, q.span) for text, q in own.items()} == {
        "Que prête la banque ?": ("prets", None),
        "Jusqu'à combien ?": ("prets", None),
        "Comment on rentre dans le plan ?": ("entrer", None),
    }
    text = next(d.text for d in read_corpora([tmp_path]).documents if d.id == "prets")
    assert text[own["Jusqu'à combien ?"].begin :].startswith("Montant")


def test_a_file_beside_and_a_list_of_the_folder_declare_them_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Les forges ferment le lundi.\n", "utf-8")
    (tmp_path / "a.meta.yaml").write_text("publisher: Bureau\nquestions: [Ouvert le lundi ?]\n", "utf-8")
    (tmp_path / "b.txt").write_text("Les moulins ouvrent le mardi.\n", "utf-8")
    (tmp_path / "documents.yaml").write_text("- {file: b.txt, publisher: Bureau, questions: [Et le mardi ?]}\n", "utf-8")
    assert {(q.document_id, q.text) for q in read(tmp_path).accepted} == {("a", "Ouvert le lundi ?"), ("b", "Et le mardi ?")}


def test_files_of_questions_are_no_documents(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, entry("[Combien de temps ?]"))
    assert [path.name for path in corpus_files(corpus)] == ["prets.md"]
    (corpus / "questions/note.md").write_text("Une note.\n", "utf-8")
    (stray,) = read_corpora([corpus]).problems
    assert stray.severity == "warning" and stray.file == "questions/note.md" and "Move it" in stray.message


def test_what_is_proposed_is_kept_and_not_used(tmp_path: Path) -> None:
    found = read(corpus_of(tmp_path, entry("[Combien de temps ?]", more="  proposed: true\n")))
    assert not found.accepted and [placed.entry.document for placed in found.proposed] == ["prets"]


@pytest.mark.parametrize(
    ("entries", "severity", "message"),
    [
        ([entry("[Combien ?]", document="pret")], "warning", "questions/prets.yaml:2 [[0].document] unknown document 'pret'"),
        ([entry("[Combien ?]", answer="Vingt ans.")], "warning", "questions/prets.yaml:3 [[0].answers[0]] the document 'prets'"),
        ([entry('["  "]')], "error", "questions/prets.yaml:4 [[0].questions[0].asked]"),
        ([entry("[]")], "error", "questions/prets.yaml:4 [[0].questions]"),
        ([entry("[Combien ?]"), entry("[combien]", AMOUNT)], "error", "questions/prets.yaml:7 [[1].questions[0]] the question"),
        (["prets: [Combien ?]\n"], "error", "questions/prets.yaml:1 must be a list"),
        (["- {document: prets\n"], "error", "questions/prets.yaml:3 not valid YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line_and_left_out(
    tmp_path: Path, entries: list[str], severity: str, message: str
) -> None:
    corpus = corpus_of(tmp_path, *entries)
    found = read(corpus)
    (severity_told, message_told), *_ = told(found)
    assert severity_told == severity and message_told.startswith(message)
    assert len(found.accepted) == len(entries) - 1
    checked = [str(p) for p in check_corpora([corpus], dt.date(2026, 1, 1))]
    assert message_told in checked


def test_an_unknown_section_is_a_warning(tmp_path: Path) -> None:
    found = read(corpus_of(tmp_path, front="questions: [{section: Tarif, questions: [Quel tarif ?]}]\n"))
    assert not found.accepted and told(found)[0][0] == "warning" and "no section is called 'Tarif'" in told(found)[0][1]


def test_the_same_question_twice_on_one_answer_is_one_and_a_sentence_wins_over_its_document(tmp_path: Path) -> None:
    same = entry("[Combien de temps ?, combien de temps]")
    found = read(corpus_of(tmp_path, same, same, front="questions: [COMBIEN DE TEMPS]\n"))
    assert not found.problems and [question.answers for question in found.accepted] == [(DURATION,)]


def test_a_stale_question_never_stops_a_build(tmp_path: Path, recording_encoder) -> None:
    corpus = corpus_of(tmp_path / "corpus", entry("[Combien ?]", answer="Vingt ans."), entry("[Jusqu'à combien ?]", AMOUNT))
    report = build([corpus], tmp_path / "data", recording_encoder)
    assert report.built and [problem.severity for problem in report.problems] == ["warning"]
    snapshot = open_current(tmp_path / "data")
    assert snapshot.questions.texts == ("Jusqu'à combien ?",) and "no longer holds" in snapshot.manifest.problems[0]


def test_a_form_is_the_words_alone() -> None:
    assert form_of("  Où est-CE, l'été ?! ") == form_of("ou est ce l’ete") == "ou est ce l ete"

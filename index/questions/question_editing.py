"""Adding and accepting questions: files keep their comments and their order, and are replaced whole or not at all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml
from pydantic import ValidationError

from index.documents.document import Document
from index.documents.yaml_files import load_yaml, replace_file, yaml_text
from index.errors import IndexingError, Problem
from index.ingest.corpus_folder import QUESTIONS_FOLDER
from index.language.words import fold_aligned
from index.questions.accepted import form_of
from index.questions.question_files import Asked, Entry, question_files, read_entries

FILE = "maintenance.yaml"
"""Where questions go that are added through the product."""
_HEAD = "# Questions acceptées, ajoutées par « assistant questions add » ou par l'API.\n"


class AcceptanceError(IndexingError):
    """A question cannot be added or accepted; the message, in French, says why and what to do."""


class AbsentSentenceError(AcceptanceError):
    """The document does not hold the sentence."""


class DuplicateError(AcceptanceError):
    """The question is tied to an answer already."""


def add_questions(
    corpus: Path,
    document: Document,
    answers: Sequence[str],
    questions: Sequence[str],
    *,
    taken: Collection[str] = (),
    proposed: bool = False,
) -> Entry:
    """Ties questions to sentences of a document, in a file of the corpus; returns what was written.

    `taken`: forms of the questions that documents declare of themselves. A sentence may be typed with other accents, case or
    apostrophes: what is kept is the document's. Raises AbsentSentenceError, DuplicateError, AcceptanceError, OSError."""
    entry = _entry(document, answers, questions, proposed)
    folder = corpus / QUESTIONS_FOLDER
    with _writing(folder):
        held = set(taken)
        for placed in read_entries(corpus)[0]:
            held.update(form_of(one.asked) for one in placed.entry.questions)
        for one in entry.questions:
            if form_of(one.asked) in held:
                raise DuplicateError(f"« {one.asked} » a déjà une réponse : voyez « assistant questions list ».")
            held.add(form_of(one.asked))
        path = folder / FILE
        before = yaml_text(path) if path.is_file() else _HEAD
        known = load_yaml(path, before)
        after = before + "\n" * (not before.endswith("\n")) + _written(entry)
        _replace(path, after, [*(known or []), _plain(entry)])
    return entry


def accept(corpus: Path, document: str | None, questions: Collection[str] = ()) -> list[Entry]:
    """Accepts the entries that are proposed for a document, or for any, and hold one of these questions, or any; returns
    them. Raises AcceptanceError, OSError."""
    wanted = {form_of(question) for question in questions}
    accepted: list[Entry] = []
    with _writing(corpus / QUESTIONS_FOLDER):
        for path in question_files(corpus):
            text = yaml_text(path)
            values = load_yaml(path, text)
            found = [
                placed
                for placed in read_entries(corpus)[0]
                if placed.locator.file == path.relative_to(corpus).as_posix()
                and placed.entry.proposed
                and document in (None, placed.entry.document)
                and (not wanted or wanted & {form_of(one.asked) for one in placed.entry.questions})
            ]
            for placed in found:
                values[placed.number]["proposed"] = False
            if found:
                _replace(path, _without_marks(text, [placed.number for placed in found]), values)
                accepted.extend(placed.entry for placed in found)
    return accepted


def _entry(document: Document, answers: Sequence[str], questions: Sequence[str], proposed: bool) -> Entry:
    exact = tuple(_exact(document, answer) for answer in answers)
    try:
        asked = tuple(Asked(asked=question) for question in questions)
        return Entry(document=document.id, answers=exact, questions=asked, proposed=proposed)
    except ValidationError as error:
        raise AcceptanceError("donnez une à quatre phrases, et des questions de 3 à 500 caractères.") from error


def _exact(document: Document, answer: str) -> str:
    """The sentence as the document writes it. Raises AbsentSentenceError."""
    wanted = answer.strip()
    if wanted and wanted in document.text:
        return wanted
    begin = _loosely(document.text).find(_loosely(wanted)) if wanted else -1
    if begin < 0:
        raise AbsentSentenceError(
            f"le document {document.id} ne contient pas « {wanted} » : copiez la phrase telle que le document l'écrit."
        )
    return document.text[begin : begin + len(wanted)]


def _loosely(text: str) -> str:
    """The text without what typing changes, each character in its place."""
    return fold_aligned(text).replace("\n", " ")


def _plain(entry: Entry) -> dict[str, object]:
    """What a file holds of an entry that was added."""
    return {
        "document": entry.document,
        **({"proposed": True} if entry.proposed else {}),
        "answers": list(entry.answers),
        "questions": [one.asked for one in entry.questions],
    }


def _written(entry: Entry) -> str:
    return yaml.safe_dump([_plain(entry)], allow_unicode=True, sort_keys=False, width=10_000)


def _without_marks(text: str, numbers: Sequence[int]) -> str:
    """The text of a file whose entries of those numbers, ascending, are not proposed any more."""
    listed = yaml.compose(text, Loader=yaml.SafeLoader)
    entries = listed.value if listed is not None else []
    for number in reversed(numbers):
        mark = next(value for key, value in entries[number].value if key.value == "proposed")
        text = text[: mark.start_mark.index] + "false" + text[mark.end_mark.index :]
    return text


def _replace(path: Path, text: str, meant: object) -> None:
    """Puts a text in place of a file, whole. Raises AcceptanceError where it does not say what is meant: a file that is no plain
    list of entries is somebody's to edit."""
    try:
        said = load_yaml(path, text)
    except Problem:
        said = None
    if said != meant:
        raise AcceptanceError(f"{path.name} n'est pas une simple liste d'entrées : modifiez-le à la main.")
    replace_file(path, text)


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Nobody else writes in the folder meanwhile, of this process or another."""
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

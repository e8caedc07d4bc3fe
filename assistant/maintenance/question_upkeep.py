"""Accepted questions as maintainers see them, whatever the door: listed, added, checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.maintenance.index_builds import sources_of
from index.documents.document import QuestionText
from index.ingest.corpus_folder import read_corpora
from index.ingest.file_identity import load_origins
from index.questions.accepted import Questions, form_of, read_questions
from index.questions.question_editing import add_questions
from index.questions.question_files import read_entries
from index.settings import Settings
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id

State = Literal["live", "pending", "proposed"]


class ListedQuestion(BaseModel):
    """Une question, et ce qui y répond."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: QuestionText = Field(description="La question, telle qu'on la pose.")
    document_id: str = Field(description="Le document qui y répond.")
    answers: list[str] = Field(description="Les phrases qui y répondent ; vide quand c'est le document dans son ensemble.")
    state: State = Field(
        description="live : dans l'index en service ; pending : à indexer, ou laissée de côté parce que son document a changé ; "
        "proposed : personne ne l'a acceptée, elle ne sert pas."
    )


def listed(settings: Settings, snapshot: Snapshot, document_id: str | None = None) -> list[ListedQuestion]:
    """The questions of the settings' corpus and of the folders that the snapshot was built from, and those of its documents;
    of one document where one is named. By document, in the order of their files."""
    live = snapshot.questions
    found: dict[str, ListedQuestion] = {}
    for corpus in dict.fromkeys((*map(Path, snapshot.manifest.corpora), settings.corpus.resolve())):
        for placed in read_entries(corpus)[0]:
            entry = placed.entry
            for one in entry.questions:
                form = form_of(one.asked)
                state: State = "proposed" if entry.proposed else "live" if form in live.numbers else "pending"
                found[form] = ListedQuestion(
                    question=one.asked, document_id=entry.document, answers=list(entry.answers), state=state
                )
    for form, number in live.numbers.items():
        if form not in found:
            found[form] = _of_snapshot(snapshot, number)
    kept = [question for question in found.values() if document_id in (None, question.document_id)]
    return sorted(kept, key=lambda question: question.document_id)


def _of_snapshot(snapshot: Snapshot, number: int) -> ListedQuestion:
    """A question that a document declares of itself, or that left its file since."""
    live = snapshot.questions
    document = snapshot.passage(int(live.rows[number]))[1]
    span = live.span(number)
    answers = [document.text[slice(*span)]] if span else []
    return ListedQuestion(question=live.texts[number], document_id=document.id, answers=answers, state="live")


def add(
    settings: Settings, snapshot: Snapshot, document_id: str, answers: Sequence[str], questions: Sequence[str]
) -> list[ListedQuestion]:
    """Ties questions to sentences of a document of the snapshot, in the settings' corpus; they serve once that is indexed.

    Raises KeyError for an unknown document, AcceptanceError, Problem for a file that cannot be read, OSError."""
    document = snapshot.document(document_id)
    entry = add_questions(settings.corpus, document, answers, questions, taken=snapshot.questions.numbers)
    return [
        ListedQuestion(question=one.asked, document_id=entry.document, answers=list(entry.answers), state="pending")
        for one in entry.questions
    ]


def checked(settings: Settings, corpora: Sequence[Path] = ()) -> Questions:
    """The questions of the corpora, read anew beside the documents as their files are now."""
    sources = sources_of(settings, corpora)
    identity = current_id(settings.data)
    known = load_origins(settings.data / SNAPSHOTS / identity) if identity else ()
    return read_questions(sources, read_corpora(sources, known).documents)

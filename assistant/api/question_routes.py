"""GET and POST /api/v1/questions: accepted questions, and one more tied to the sentences that answer it."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import ConfigDict, Field, StringConstraints

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, require
from assistant.maintenance.question_upkeep import ListedQuestion, add, listed
from assistant.presentation import api_models
from assistant.service.answering import live_snapshot
from index.documents.document import QuestionText
from index.errors import Problem
from index.questions.question_editing import AbsentSentenceError, AcceptanceError, DuplicateError
from index.questions.question_files import MOST_ANSWERS
from index.storage.snapshot import Snapshot

logger = logging.getLogger("assistant.api")
router = APIRouter(prefix="/questions", tags=["Questions acceptées"], dependencies=[Depends(require(Role.ADMIN))])
_REFUSED = (problem_kinds.NO_KEY, problem_kinds.WRONG_KEY, problem_kinds.FORBIDDEN)
Live = Annotated[Snapshot, Depends(live_snapshot)]
DocumentId = Annotated[str, Field(min_length=1, max_length=500, description="Identifiant du document qui répond.")]


class QuestionsQuery(api_models.Page):
    """Quelles questions lister."""

    document_id: str | None = Field(default=None, max_length=500, description="Ne garder que celles de ce document.")


class NewQuestion(api_models.Request):
    """Une question, et les phrases qui y répondent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "question": "C'est quoi, le VTE ?",
                    "document_id": "fiche-vte",
                    "answers": ["Le volontariat territorial en entreprise aide les PME à recruter de jeunes diplômés."],
                }
            ]
        }
    )

    question: QuestionText = Field(description="La question, telle qu'on la pose.")
    document_id: DocumentId
    answers: list[Annotated[str, StringConstraints(min_length=1, max_length=2_000)]] = Field(
        min_length=1, max_length=MOST_ANSWERS, description="Phrases du document, telles qu'il les écrit."
    )


@router.get(
    "",
    summary="Liste les questions acceptées",
    responses=problems.documented(*_REFUSED, problem_kinds.INVALID, problem_kinds.NO_INDEX),
)
def list_questions(
    query: Annotated[QuestionsQuery, Query()], request: Request, snapshot: Live, response: Response
) -> api_models.Listing[ListedQuestion]:
    """Par document : celles de l'index en service, celles qu'il reste à indexer, celles qui sont seulement proposées."""
    response.headers["Cache-Control"] = "no-store"
    found = listed(request.app.state.settings, snapshot, query.document_id)
    return api_models.Listing(total=len(found), page=query.page, page_size=query.page_size, items=query.cut(found))


@router.post(
    "",
    status_code=201,
    summary="Lie une question à la phrase qui y répond",
    responses=problems.documented(
        *_REFUSED, problem_kinds.UNREADABLE, problem_kinds.TOO_LARGE, problem_kinds.NOT_JSON, problem_kinds.INVALID,
        problem_kinds.UNKNOWN_DOCUMENT, problem_kinds.ABSENT_SENTENCE, problem_kinds.DUPLICATE_QUESTION,
        problem_kinds.NO_INDEX, problem_kinds.FIXED_CORPUS,
    ),
)  # fmt: skip
def add_question(body: NewQuestion, request: Request, snapshot: Live) -> ListedQuestion:
    """Écrite dans le corpus du serveur. Elle sert une fois l'index reconstruit : POST /api/v1/index/rebuild."""
    try:
        return add(request.app.state.settings, snapshot, body.document_id, body.answers, [body.question])[0]
    except KeyError:
        raise problems.ProblemError(problem_kinds.UNKNOWN_DOCUMENT, problem_kinds.UNKNOWN_DOCUMENT.advice) from None
    except AbsentSentenceError as error:
        raise problems.ProblemError(problem_kinds.ABSENT_SENTENCE, str(error)) from None
    except DuplicateError as error:
        raise problems.ProblemError(problem_kinds.DUPLICATE_QUESTION, str(error)) from None
    except (AcceptanceError, Problem, OSError) as error:
        logger.error("%s", error)
        raise problems.ProblemError(problem_kinds.FIXED_CORPUS, problem_kinds.FIXED_CORPUS.advice) from None

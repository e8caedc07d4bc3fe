"""/api/v1/receipts/{id}: what was answered, from what, and when; kept for a time, erased on request."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from assistant.http import problem_kinds, problems
from assistant.http.admission import Role, caller_of, require
from assistant.journal import Journal, StoredReceipt
from assistant.service.answering import live_journal

router = APIRouter(prefix="/receipts", tags=["Reçus et avis"])

Live = Annotated[Journal, Depends(live_journal)]
AnswerId = Annotated[str, Path(description="Champ « id » de la réponse.", min_length=1, max_length=100)]
_PROBLEMS = problems.documented(
    problem_kinds.NO_KEY,
    problem_kinds.WRONG_KEY,
    problem_kinds.FORBIDDEN,
    problem_kinds.UNKNOWN_RECEIPT,
    problem_kinds.INVALID,
    problem_kinds.NO_JOURNAL,
)


@router.get(
    "/{answer_id}",
    summary="Relit une réponse donnée",
    responses=_PROBLEMS,
    dependencies=[Depends(require(Role.LECTURE))],
)
def get_receipt(request: Request, response: Response, answer_id: AnswerId, journal: Live) -> StoredReceipt:
    """La réponse telle qu'elle a été donnée, avec ses citations, l'index et la version qui l'ont produite. Qui connaît
    l'identifiant, imprévisible, peut la relire ; l'avis qui l'accompagne n'est montré qu'au rôle `helpdesk`."""
    receipt = journal.receipt(answer_id)
    if receipt is None:
        raise problems.ProblemError(problem_kinds.UNKNOWN_RECEIPT, problem_kinds.UNKNOWN_RECEIPT.advice)
    response.headers["Cache-Control"] = "no-store"
    role = caller_of(request.scope).role
    if role is not None and role.allows(Role.HELPDESK):
        return receipt
    return receipt.model_copy(update={"feedback": None})


@router.delete(
    "/{answer_id}",
    summary="Efface une réponse du journal",
    status_code=204,
    responses=_PROBLEMS,
    dependencies=[Depends(require(Role.ADMIN))],
)
def erase_receipt(answer_id: AnswerId, journal: Live) -> None:
    """Efface la question, la réponse et l'avis, sans retour possible."""
    journal.erase(answer_id)

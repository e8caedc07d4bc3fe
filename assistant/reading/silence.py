"""What is said when the documents do not answer: what is missing, the nearest thing they hold, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question.answer_types import PRESUPPOSING, AnswerType
from assistant.question.question import Question
from assistant.reading.abstention import asks_for_contact
from assistant.search.retriever import Hit
from index.language.words import tokens

NEAR_LEAD = "Je n'ai pas trouvé de réponse. Ce qui s'en approche :"
"""Before sentences that come near and do not answer."""
_NEAREST = 0.35
"""Fused score below which the nearest document is too far to be worth naming."""
_FAR = 0.25
"""Rescaled passage similarity below which nothing in the corpus is about the question."""

_TELLING = 0.45
"""Rarity from which a word of a title shows what a corpus is about."""


def is_out_of_scope(question: Question, hits: Sequence[Hit], cover: float) -> bool:
    """True when nothing of the question belongs to the corpus: no name of it, no word of the programme's world, few of its
    words, nothing similar."""
    if question.entities or _is_of_its_world(question, hits):
        return False
    nearest = max((hit.passage_score for hit in hits[:3]), default=0.0)
    return (cover < 0.35 and nearest < 0.6) or nearest < _FAR


def _is_of_its_world(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether the question says a word of the programme's: one it declares, else one of the titles found for it."""
    programme = question.programme
    if not (programme.stems | programme.scope).isdisjoint(question.terms):
        return True
    told = {term for term, weight in question.terms.items() if weight >= _TELLING}
    return not programme.scope and any(not told.isdisjoint(tokens(hit.document.title)) for hit in hits)


def not_known(question: Question, hits: Sequence[Hit], *, outside: bool) -> tuple[str, list[str]]:
    """(the French text, what is missing)."""
    if outside:
        return question.programme.declared.out_of_scope, []
    missing = [lacking(question)]
    text = "Je ne sais pas : cette information ne figure pas dans les documents dont je dispose."
    if hits and hits[0].fused_score >= _NEAREST:
        document = hits[0].document
        dated = f", {document.published_on.french()}" if document.published_on else ""
        issuer = f" ({document.publisher}{dated})" if document.publisher else ""
        text += f" Le document le plus proche est « {document.title} »{issuer}."
    if contact := question.programme.declared.contact:
        text += f" {contact}"
    return text, missing


_WANTED: tuple[tuple[AnswerType, str], ...] = (
    (AnswerType.PERCENTAGE, "le taux demandé"),
    (AnswerType.AMOUNT, "le montant demandé"),
    (AnswerType.DURATION, "la durée ou le délai demandé"),
    (AnswerType.AGE, "l'âge demandé"),
    (AnswerType.TIME, "l'horaire demandé"),
    (AnswerType.DATE, "la date demandée"),
    (AnswerType.PLACE, "le lieu demandé"),
    (AnswerType.PERSON, "le nom demandé"),
    (AnswerType.ORGANISATION, "l'organisme demandé"),
    (AnswerType.NUMBER, "le nombre demandé"),
    (AnswerType.LIST, "la liste demandée"),
)
"""What each type of thing is called, the narrowest first."""


def lacking(question: Question) -> str:
    """What is missing where the documents do not answer a question, by what was asked: a rate, a place, a contact, a cause."""
    if asks_for_contact(question):
        return "Les documents consultés ne donnent pas le contact demandé."
    if PRESUPPOSING.search(question.folded):
        return "Les documents consultés n'en donnent pas la cause."
    wanted = next((name for kind, name in _WANTED if kind in question.answer_types), None)
    return f"Les documents consultés ne donnent pas {wanted}." if wanted else "Les documents consultés n'y répondent pas."


def unanswered(question: Question) -> str:
    """What is missing where the documents do not answer one of the parts of a question."""
    return f"Les documents consultés ne répondent pas à : « {question.text} »"


def partly_known(question: Question) -> str:
    """What is missing where a model says that the documents answer a part only."""
    return f"Les documents consultés ne répondent pas à toute la question : « {question.text} »"

"""What is said when the documents do not answer: what is missing, the nearest thing they hold, whom to ask."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.question.question import Question
from assistant.search.retriever import Hit
from index.language.words import stem

GREETING = (
    "Bonjour ! Je réponds aux questions sur le programme Territoires d'industrie et les offres de ses opérateurs, avec des "
    "sources datées. Que voulez-vous savoir : une date, un chiffre, une aide, qui contacter ?"
)
_OUTSIDE = (
    "Cette question est hors sujet pour moi : je ne traite que le programme Territoires d'industrie et les offres de ses "
    "opérateurs."
)
_NEAREST = 0.35
"""Fused score below which the nearest document is too far to be worth naming."""
_FAR = 0.25
"""Rescaled passage similarity below which nothing in the corpus is about the question."""


_PROGRAMME = frozenset(
    stem(word)
    for word in (
        "programme", "dispositif", "territoire", "label", "labellisation", "candidature", "candidater", "adhérer", "adhésion",
        "phase", "intercommunalité", "agglomération", "commune", "collectivité", "élus", "binôme", "opérateur",
        "projet", "dossier", "contrat", "subvention", "diagnostic", "partenaire", "usine", "industrie", "industriel",
        "entreprise", "PME", "friche", "foncier",
    )
)  # fmt: skip


def is_out_of_scope(question: Question, hits: Sequence[Hit], cover: float) -> bool:
    """True when nothing of the question belongs to the corpus: no name of it, no word for the programme or who takes part in
    it or what it is about, few of its words, nothing similar."""
    if question.entities or not _PROGRAMME.isdisjoint(question.terms):
        return False
    nearest = max((hit.passage_score for hit in hits[:3]), default=0.0)
    return (cover < 0.35 and nearest < 0.6) or nearest < _FAR


def not_known(question: Question, hits: Sequence[Hit], *, outside: bool) -> tuple[str, list[str]]:
    """(the French text, what is missing)."""
    if outside:
        return _OUTSIDE, []
    missing = [unanswered(question)]
    text = "Je ne sais pas : cette information ne figure pas dans les documents dont je dispose."
    if hits and hits[0].fused_score >= _NEAREST:
        document = hits[0].document
        dated = f", {document.published_on.french()}" if document.published_on else ""
        issuer = f" ({document.publisher}{dated})" if document.publisher else ""
        text += f" Le document le plus proche est « {document.title} »{issuer}."
    return text, missing


def unanswered(question: Question) -> str:
    """What is missing where the documents do not answer a question, or a part of one."""
    return f"Les documents consultés ne répondent pas à : « {question.text} »"


def partly_known(question: Question) -> str:
    """What is missing where a model says that the documents answer a part only."""
    return f"Les documents consultés ne répondent pas à toute la question : « {question.text} »"

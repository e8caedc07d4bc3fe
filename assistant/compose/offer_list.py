"""Offers: complete filtered lists, counted; never the best few posing as all."""

from __future__ import annotations

import datetime as dt
import re

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import Records, as_drafted, sentences_of
from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.question.residual_terms import residual_terms
from assistant.question.temporal_expressions import ENDED, STILL
from assistant.schema import Intent
from index.documents.document import Document, Validity, validity_at
from index.documents.quote import Quote
from index.language.phrases import Phrases
from index.records.kinds.offer import Offer

_ASKED = re.compile(
    r"\b(?:quel(?:le)?s? (?:sont |autres |type d')?(?:les |aides?|offres?|dispositifs?|financements?|outils?|services?)"
    r"|liste des|toutes? les (?:aides?|offres?)|que propose\w*|propose quoi|(?:aides?|offres?) (?:de|pour|a|du|des)\b|qu'est[- ]ce que .{0,30} propose)"
)
_WHICH = re.compile(r"\bquel(?:le)?s? (?:autres )?$", re.IGNORECASE)
_MOST = 25
"""A longer list is no answer: the question is then read for what it says."""
_FEW = 4
"""Offers up to which each is described rather than named."""
_FEW_BUDGET = 130
_OFFERS = Phrases((
    "aide", "offre", "dispositif", "outil", "service", "opérateur", "mobiliser", "droit", "financer", "financement", "soutien",
    "soutenir",
))  # fmt: skip
"""What says that offers are asked for, whichever."""
_OVER = (Validity.EXPIRED, Validity.SUPERSEDED)
_NOT_OVER = tuple(state for state in Validity if state not in _OVER)
_Chosen = list[tuple[Document, Offer]]


def compose_offers(context: Context) -> Draft | None:
    """Every offer that passes the filters of the question; None where it asks for no list or names no filter."""
    question, records, as_of = context.question, context.records, context.as_of
    folded = question.folded
    asks = question.intent in (Intent.OFFERS, Intent.OPERATORS, Intent.OTHER) and _asks_for_offers(question)
    if not asks or question.wants(AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER, AnswerType.YES_NO):
        return None
    operators = {e.document_id for e in question.entities if e.kind == "operator"}
    if any(e.kind == "offer" for e in question.entities):
        return None
    kinds = question.programme.aids.found_in(question.analysis)
    beneficiaries = question.programme.beneficiaries.found_in(question.analysis)
    ended, open_ = bool(ENDED.search(folded)), bool(STILL.search(folded))
    if not (operators or kinds or beneficiaries or ended or open_):
        return None
    chosen = [
        (document, offer)
        for document, offer in _offers(records)
        if (not operators or operators & set(offer.operators))
        and (not kinds or kinds & set(offer.aid))
        and (not beneficiaries or operators or beneficiaries & set(offer.beneficiaries))
    ]
    filters = (question.programme.aids.phrases, question.programme.beneficiaries.phrases, _OFFERS, ENDED, STILL)
    if len(chosen) < 2 or residual_terms(question, filters):
        return None
    if ended or open_:
        return _ended(chosen, as_of) if ended else _open(chosen, as_of)
    if len(chosen) > _MOST:
        return None
    if kinds and len(chosen) <= _FEW:
        return _described([document for document, _ in chosen])
    return _listed(chosen, as_of)


def _asks_for_offers(question: Question) -> bool:
    """ "Quelles aides…", or "quelles subventions…" where that is a kind of aid."""
    kinds = question.programme.aids.mentions(question.analysis)
    return bool(_ASKED.search(question.folded)) or any(_WHICH.search(question.text[: kind.start]) for kind in kinds)


def _offers(records: Records) -> list[tuple[Document, Offer]]:
    return [(document, Offer.model_validate(document.record)) for document in records.documents("offer")]


def _described(documents: list[Document]) -> Draft:
    """The amount of each of a few offers and, where that fits, what it is, which comes first."""
    sentences: list[DraftSentence] = []
    for document in documents:
        quotes = [q for field in ("amount", "text") if (q := next(sentences_of(document, field), None)) is not None]
        sentences += sorted(as_drafted(quotes, _FEW_BUDGET // len(documents)), key=lambda drafted: drafted.quotes[0].start)
    return Draft(tuple(sentences))


def _listed(chosen: _Chosen, as_of: dt.date) -> Draft:
    """One counted sentence for the offers that may still be asked for, one for those that ended."""
    open_, over = _in_state(chosen, as_of, *_NOT_OVER), _in_state(chosen, as_of, *_OVER)
    return Draft((*_named(open_, "offres recensées"), *_named(over, "offres terminées")))


def _ended(chosen: _Chosen, as_of: dt.date) -> Draft | None:
    """Those that ended."""
    return _if_few(_in_state(chosen, as_of, *_OVER), "offres terminées")


def _open(chosen: _Chosen, as_of: dt.date) -> Draft | None:
    """Those known to be in force, with how many others may be, or those that may be: that sources no longer speak of an
    offer does not make it one to promise."""
    current = _in_state(chosen, as_of, Validity.IN_FORCE)
    unsure = _in_state(chosen, as_of, *(state for state in _NOT_OVER if state is not Validity.IN_FORCE))
    if not current:
        none = "Aucune de ces offres n'est connue pour être en vigueur aujourd'hui."
        return _if_few(unsure, "offres dont la validité n'est pas connue", none)
    if not unsure:
        return _if_few(current, "offres en vigueur")
    others = "l'autre offre recensée" if len(unsure) == 1 else f"{len(unsure)} autres offres recensées"
    return _if_few(current, "offres en vigueur", f"La validité actuelle de {others} n'est pas connue.")


def _if_few(pairs: _Chosen, noun: str, *missing: str) -> Draft | None:
    """The draft that names them; None where there are none, or too many."""
    return Draft(_named(pairs, noun), missing) if 0 < len(pairs) <= _MOST else None


def _in_state(chosen: _Chosen, as_of: dt.date, *states: Validity) -> _Chosen:
    return [pair for pair in chosen if _validity(pair[1], as_of) in states]


def _named(pairs: _Chosen, noun: str) -> tuple[DraftSentence, ...]:
    """One sentence that counts and names them; none where there are none."""
    if not pairs:
        return ()
    quotes = tuple(_name_of(document) for document, _ in pairs)
    names = ", ".join(quote.text for quote in quotes)
    return (DraftSentence(f"{names}.", quotes, lead=_counted(len(pairs), noun)),)


def _counted(number: int, noun: str) -> str:
    """ "3 offres terminées :", "1 offre terminée :"."""
    if number == 1:
        noun = noun.replace("offres", "offre").replace("ées", "ée")
    return f"{number} {noun} :"


def _name_of(document: Document) -> Quote:
    """The name as the record's text gives it, in its first heading."""
    heading = document.headings[0]
    return Quote(document, heading.start, heading.end)


def _validity(offer: Offer, as_of: dt.date) -> Validity:
    return validity_at(as_of, offer.status, offer.valid_from, offer.valid_to)


register(
    Composer(
        "offer_list",
        "des offres sont demandées par opérateur, forme d'aide, bénéficiaire ou validité, et rien d'autre",
        compose_offers,
        needs_evidence=False,
    )
)

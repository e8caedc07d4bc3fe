"""Offers: complete filtered lists, counted; never the best few posing as all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from assistant.answering.draft import Draft, DraftSentence, Quote
from assistant.answering.fields import Records, as_drafted, sentences_of
from assistant.cues import AnswerType
from assistant.question import Question, terms_of
from assistant.schema import Intent
from index.documents import Document, Validity, validity_at
from index.french import fold
from index.records import Beneficiary, Offer, OfferKind

_ASKED = re.compile(
    r"\b(?:quel(?:le)?s? (?:sont |autres |type d')?(?:les |aides?|offres?|dispositifs?|prets?|financements?|subventions?|outils?|services?)"
    r"|liste des|toutes? les (?:aides?|offres?)|que propose\w*|propose quoi|(?:aides?|offres?) (?:de|pour|a|du|des)\b|qu'est[- ]ce que .{0,30} propose)"
)
_KINDS: Mapping[OfferKind, re.Pattern[str]] = {
    OfferKind.LOAN: re.compile(r"\b(?:prets?|emprunts?|emprunter)\b"),
    OfferKind.GRANT: re.compile(r"\bsubventions?\b"),
    OfferKind.EQUITY: re.compile(r"\b(?:fonds propres|capital|participations?|investissements?|investir)\b"),
    OfferKind.ENGINEERING: re.compile(r"\b(?:ingenierie|etudes?|conseil)\b"),
    OfferKind.HIRING: re.compile(r"\b(?:recrut\w*|embauch\w*|main-d'oeuvre)\b"),
    OfferKind.TRAINING: re.compile(r"\b(?:form(?:er|ation|ations)|apprenti\w*|competences?)\b"),
    OfferKind.HOUSING: re.compile(r"\b(?:log(?:er|ement|ements)|loyers?)\b"),
    OfferKind.EXPORT: re.compile(r"\b(?:export\w*|international\w*|etranger)\b"),
    OfferKind.GUARANTEE: re.compile(r"\b(?:garanti\w*|consign\w*)\b"),
}
_BENEFICIARIES: Mapping[str, frozenset[Beneficiary]] = {
    r"\b(?:collectivites?|communes?|intercommunalites?|epci|elus?|maires?)\b": frozenset(
        {Beneficiary.LOCAL_AUTHORITY, Beneficiary.TERRITORY}
    ),
    r"\b(?:entreprises?|pme|eti|industriels?|societes?)\b": frozenset(
        {Beneficiary.COMPANY, Beneficiary.SME, Beneficiary.MID_CAP}
    ),
    r"\b(?:jeunes?|etudiants?|diplomes?|alternants?|apprentis?)\b": frozenset({Beneficiary.YOUNG_PERSON}),
    r"\b(?:demandeurs? d'emploi|chomeurs?)\b": frozenset({Beneficiary.JOB_SEEKER}),
    r"\b(?:salaries?)\b": frozenset({Beneficiary.EMPLOYEE}),
}
_ENDED_ASKED = re.compile(r"\b(?:termine\w*|clos(?:es?)?|fini\w*|arrete\w*|expire\w*|fermee?s?|supprime\w*)\b")
_OPEN_ASKED = re.compile(r"\b(?:encore|toujours|ouverte?s?|en vigueur)\b")
_MOST = 25
"""A longer list is no answer: the question is then read for what it says."""
_FEW = 4
"""Offers up to which each is described rather than named."""
_FEW_BUDGET = 130
_GENERIC = (
    r"\b(?:aides?|offres?|dispositifs?|outils?|services?|programmes?|territoires?|d'?industrie|industriel\w*|existe\w*|propose\w*|proposer|"
    r"disponibles?|possibles?|operateurs?|mobilis\w*|pour|avoir|obtenir|beneficier|demander|droit|recensee?s?|liste|toutes?|tous|actuel\w*|"
    r"projets?|rural\w*|petites?|moyennes?|grandes?|locales?|territoriales?|financ\w*|soutien|soutenir|aujourd'hui|besoin|cherche\w*|trouver|donne\w*|peut|peuvent|fait|faire)\b"
)
"""Words of a question for a list that say nothing of which list."""
_OVER = (Validity.EXPIRED, Validity.SUPERSEDED)
_Chosen = list[tuple[Document, Offer]]
_TELLING = 0.45
"""Rarity from which a word of the question says something."""


def compose_offers(question: Question, records: Records, as_of: dt.date) -> Draft | None:
    """Every offer that passes the filters of the question; None where it asks for no list or names no filter."""
    folded = question.folded
    asks = question.intent in (Intent.OFFERS, Intent.OPERATORS, Intent.OTHER) and _ASKED.search(folded)
    if not asks or question.wants(AnswerType.DATE, AnswerType.DURATION, AnswerType.NUMBER, AnswerType.YES_NO):
        return None
    operators = {e.document_id for e in question.entities if e.kind == "operator"}
    if any(e.kind == "offer" for e in question.entities):
        return None
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(folded)}
    beneficiaries = frozenset().union(*(b for pattern, b in _BENEFICIARIES.items() if re.search(pattern, folded)))
    of_a_state = bool(_ENDED_ASKED.search(folded) or _OPEN_ASKED.search(folded))
    if not operators and not kinds and not beneficiaries and not of_a_state:
        return None
    chosen = [
        (document, offer)
        for document, offer in _offers(records)
        if (not operators or operators & set(offer.operators))
        and (not kinds or kinds & set(offer.aid))
        and (not beneficiaries or operators or beneficiaries & set(offer.beneficiaries))
    ]
    if len(chosen) < 2 or _asks_for_more(question, operators):
        return None
    if of_a_state:
        return _of_their_state(chosen, as_of, ended=bool(_ENDED_ASKED.search(folded)))
    if len(chosen) > _MOST:
        return None
    if kinds and len(chosen) <= _FEW:
        return _described([document for document, _ in chosen])
    return _listed(chosen, as_of)


def _offers(records: Records) -> list[tuple[Document, Offer]]:
    return [(document, Offer.model_validate(document.record)) for document in records.documents("offer")]


def _asks_for_more(question: Question, operators: set[str | None]) -> bool:
    """True when the question holds a telling word that no filter stands for: it then asks about a thing, not a list."""
    states = (_ENDED_ASKED.pattern, _OPEN_ASKED.pattern)
    filters = [*(p.pattern for p in _KINDS.values()), *_BENEFICIARIES, _GENERIC, *states]
    text = question.folded
    for entity in question.entities:
        text = text.replace(fold(entity.name), " ").replace(fold(question.text[entity.start : entity.end]), " ")
    for pattern in filters:
        text = re.sub(pattern, " ", text)
    return any(weight >= _TELLING for weight in terms_of(text).values())


def _described(documents: list[Document]) -> Draft:
    """The amount of each of a few offers and, where that fits, what it is, which comes first."""
    sentences: list[DraftSentence] = []
    for document in documents:
        quotes = [q for field in ("amount", "text") if (q := next(sentences_of(document, field), None)) is not None]
        sentences += sorted(as_drafted(quotes, _FEW_BUDGET // len(documents)), key=lambda drafted: drafted.quotes[0].start)
    return Draft(tuple(sentences))


def _listed(chosen: _Chosen, as_of: dt.date) -> Draft:
    """One counted sentence for the offers that may still be asked for, one for those that ended."""
    ended = _in_state(chosen, as_of, *_OVER)
    open_ = [pair for pair in chosen if pair not in ended]
    return Draft((*_named(open_, "offres recensées"), *_named(ended, "offres terminées")))


def _of_their_state(chosen: _Chosen, as_of: dt.date, *, ended: bool) -> Draft | None:
    """Those that ended, or those known to be in force, with how many others may be: that sources no longer speak of an
    offer does not make it one to promise. None where there is none to name."""
    over = _in_state(chosen, as_of, *_OVER)
    if ended:
        return Draft(_named(over, "offres terminées")) if 0 < len(over) <= _MOST else None
    current = _in_state(chosen, as_of, Validity.IN_FORCE)
    if not current:
        unsure = [pair for pair in chosen if pair not in over]
        none = ("Aucune de ces offres n'est connue pour être en vigueur aujourd'hui.",)
        return Draft(_named(unsure, "offres dont la validité n'est pas connue"), none) if 0 < len(unsure) <= _MOST else None
    others = len(chosen) - len(over) - len(current)
    told = f"La validité actuelle de {others} autres offres recensées n'est pas connue."
    missing = (told if others > 1 else told.replace("1 autres offres recensées", "l'autre offre recensée"),) if others else ()
    return Draft(_named(current, "offres en vigueur"), missing) if 0 < len(current) <= _MOST else None


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

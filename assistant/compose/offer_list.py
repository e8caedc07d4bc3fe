"""Offers: complete filtered lists, counted; never the best few posing as all."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import Records, as_drafted, sentences_of
from assistant.question.answer_types import AnswerType
from assistant.question.question import Question, terms_of
from assistant.schema import Intent
from index.documents.document import Document, Validity, validity_at
from index.documents.quote import Quote
from index.language.words import fold
from index.records.kinds.offer import Offer

_ASKED = re.compile(
    r"\b(?:quel(?:le)?s? (?:sont |autres |type d')?(?:les |aides?|offres?|dispositifs?|prets?|financements?|subventions?|outils?|services?)"
    r"|liste des|toutes? les (?:aides?|offres?)|que propose\w*|propose quoi|(?:aides?|offres?) (?:de|pour|a|du|des)\b|qu'est[- ]ce que .{0,30} propose)"
)
_KINDS: Mapping[str, re.Pattern[str]] = {
    "prêt": re.compile(r"\b(?:prets?|emprunts?|emprunter)\b"),
    "subvention": re.compile(r"\bsubventions?\b"),
    "fonds propres": re.compile(r"\b(?:fonds propres|capital|participations?|investissements?|investir)\b"),
    "ingénierie": re.compile(r"\b(?:ingenierie|etudes?|conseil)\b"),
    "recrutement": re.compile(r"\b(?:recrut\w*|embauch\w*|main-d'oeuvre)\b"),
    "formation": re.compile(r"\b(?:form(?:er|ation|ations)|apprenti\w*|competences?)\b"),
    "logement": re.compile(r"\b(?:log(?:er|ement|ements)|loyers?)\b"),
    "export": re.compile(r"\b(?:export\w*|international\w*|etranger)\b"),
    "garantie": re.compile(r"\b(?:garanti\w*|consign\w*)\b"),
}
_BENEFICIARIES: Mapping[str, frozenset[str]] = {
    r"\b(?:collectivites?|communes?|intercommunalites?|epci|elus?|maires?)\b": frozenset(
        {"collectivité", "territoire"}
    ),
    r"\b(?:entreprises?|pme|eti|industriels?|societes?)\b": frozenset(
        {"entreprise", "PME", "ETI"}
    ),
    r"\b(?:jeunes?|etudiants?|diplomes?|alternants?|apprentis?)\b": frozenset({"jeune"}),
    r"\b(?:demandeurs? d'emploi|chomeurs?)\b": frozenset({"demandeur d'emploi"}),
    r"\b(?:salaries?)\b": frozenset({"salarié"}),
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
_NOT_OVER = tuple(state for state in Validity if state not in _OVER)
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
    ended, open_ = (bool(pattern.search(folded)) for pattern in (_ENDED_ASKED, _OPEN_ASKED))
    if not (operators or kinds or beneficiaries or ended or open_):
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
    if ended or open_:
        return _ended(chosen, as_of) if ended else _open(chosen, as_of)
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

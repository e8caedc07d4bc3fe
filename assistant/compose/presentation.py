"""Presentation of what a question names: an offer, an operator, or two of them compared."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.extraction import CEILING
from assistant.compose.record_fields import as_drafted, sentences_of
from assistant.question.question import Question, terms_of
from assistant.reading.candidates import Candidate
from assistant.reading.silence import tells_not
from assistant.schema import Intent
from index.documents.document import Document
from index.documents.quote import Quote
from index.language.words import fold
from index.records.kinds.offer import KIND as OFFER
from index.records.registry import kind_of
from index.storage.snapshot import Snapshot

_ASKED_FIELDS = (
    ("amount", re.compile(r"\b(?:montants?|combien|couts?|coute\w*|prix|cher|cheres?|tarifs?|payer|finances?|budgets?)\b")),
    ("eligible", re.compile(r"\b(?:pour qui|a qui|quel public|qui peut|eligib\w*|beneficiaires?|taille|entreprises?)\b")),
    ("period", re.compile(r"\b(?:quand|dates?|periodes?|jusqu'\w+|en vigueur|encore|valables?)\b")),
)
"""Words of a comparison that say which field is compared, before all others."""
_COMPARED_BUDGET = 104
"""Words for two things compared: the same two or three fields of both."""
_ASKS_WHAT_IT_DOES = re.compile(r"^(?:et |mais )?(?:que|qu'est-ce que) (?:fait|font|finance|couvre|permet)\b")
_PROGRAMME = re.compile(r"\b(?:programme|territoires?|d'industrie|industriel\w*|industrie)\b")
_TELLING = 0.45
"""Rarity from which a word that is left asks for more than a presentation."""
_RELATIVE = re.compile(r"\b(?:dont|que|qu'|qui|ou)\s")


def compose_definition(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> Draft | None:
    """What an offer or operator is or does, where the question asks for nothing else; None for any other question."""
    presented = question.intent is Intent.DEFINITION or _asks_what_it_does(question)
    if not presented or question.answer_types:
        return None
    named = _named(question, snapshot)
    if not named or (len(named) > 1 and not _only_the_first_is_asked(question)):
        return None
    document = named[0]
    own = [c.quote for c in candidates if c.quote.document.id == document.id and not c.features.heading]
    quotes = _unique([*_opening(document), *own])
    return Draft(tuple(as_drafted(quotes, CEILING)))


def compose_comparison(question: Question, candidates: Sequence[Candidate], snapshot: Snapshot) -> Draft | None:
    """What each of two things is, one after the other; None where the question does not name two."""
    if question.intent is not Intent.COMPARISON:
        return None
    named = _named(question, snapshot)
    if len(named) != 2 or _compares_already(candidates, named):
        return None
    chosen: list[list[Quote]] = [[], []]
    words = 0
    for field in _compared_fields(question):
        pair = [[q] if (q := next(sentences_of(d, field), None)) and not tells_not(q.text) else [] for d in named]
        length = sum(len(quote.text.split()) for quotes in pair for quote in quotes)
        if not all(pair) or (words and words + length > _COMPARED_BUDGET):
            continue
        words += length
        chosen = [told + quotes for told, quotes in zip(chosen, pair, strict=True)]
    if not all(chosen):
        return None
    return Draft(tuple(DraftSentence(quote.text.strip(), (quote,)) for told in chosen for quote in told))


def _asks_what_it_does(question: Question) -> bool:
    """ "Que finance le Fonds vert ?", not "que finance l'offre pour les écoles de production ?"."""
    if not _ASKS_WHAT_IT_DOES.search(question.folded):
        return False
    rest = _PROGRAMME.sub(" ", _ASKS_WHAT_IT_DOES.sub(" ", question.folded))
    for entity in question.entities:
        rest = rest.replace(fold(question.text[entity.start : entity.end]), " ")
    return all(weight < _TELLING for weight in terms_of(rest).values())


def _compared_fields(question: Question) -> list[str]:
    """Fields of both in the order in which they are told: those that the question names, then the usual ones."""
    asked = [field for field, pattern in _ASKED_FIELDS if pattern.search(question.folded)]
    return list(dict.fromkeys((*asked, *OFFER.presented)))


def _only_the_first_is_asked(question: Question) -> bool:
    """True where whatever else the question names stands in a relative clause ("le fonds dont parle la région")."""
    named = [entity for entity in question.entities if entity.document_id]
    return all(_RELATIVE.search(fold(question.text[named[0].end : other.start])) for other in named[1:])


def _compares_already(candidates: Sequence[Candidate], named: Sequence[Document]) -> bool:
    """True where the best sentence is of a sheet that speaks of both: it compares better than two records side by side."""
    if not candidates or candidates[0].quote.document.kind != "document":
        return False
    title = fold(candidates[0].quote.document.title)
    return all(any(fold(name) in title for name in _short_names(document)) for document in named)


def _short_names(document: Document) -> tuple[str, ...]:
    return (document.title, *(name for name in document.names if name.isupper()), document.title.split(" ")[0])


def _named(question: Question, snapshot: Snapshot) -> list[Document]:
    ids = dict.fromkeys(entity.document_id for entity in question.entities if entity.document_id)
    return [document for document in (snapshot.document(i) for i in ids if i) if _presented(document)]


def _opening(document: Document) -> list[Quote]:
    """The first sentence of each field, then the others."""
    fields = [list(sentences_of(document, field)) for field in _presented(document)]
    return [quote for field in fields for quote in field[:1]] + [quote for field in fields for quote in field[1:]]


def _presented(document: Document) -> tuple[str, ...]:
    """The fields that say what a document is, the most telling first; none of one whose kind is not asked about so."""
    kind = kind_of(document.kind)
    return kind.presented if kind else ()


def _unique(quotes: Sequence[Quote]) -> list[Quote]:
    return list({(quote.start, quote.end): quote for quote in quotes}.values())

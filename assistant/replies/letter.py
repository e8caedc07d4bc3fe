"""The letter: what a reply says, whatever the format it is written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.presentation.labels import VALIDITY, french_date, safe_url
from assistant.presentation.links import text_url
from assistant.reading.silence import NEAR_LEAD
from assistant.schema import Answer, Citation

MISSING = "Ce que les documents ne disent pas"
SOURCES = "Sources"
READ = "Lire la citation dans son texte"
PUBLICATION = "Voir la publication"
_GREETING = "Bonjour,"
_CLOSING = "Cordialement,"
_SUBJECT = 90
"""Characters of the question that a subject line shows."""
_UNWRITABLE = re.compile("[\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
"""No characters of XML, and marks that turn the direction of what follows."""


@dataclass(frozen=True)
class Statement:
    """A sentence of the answer and the numbers of its sources."""

    text: str
    notes: tuple[int, ...]

    @property
    def marks(self) -> str:
        """ "[1][2]"."""
        return "".join(f"[{n}]" for n in self.notes)


@dataclass(frozen=True)
class Footnote:
    """A source: what is cited, whose it is, of which date, and where it can be read."""

    n: int
    title: str
    details: str
    """Issuer, date and validity, such as "Info-Chalon, 26 juin 2023, en vigueur"."""
    quote: str
    link: str | None
    """Page of our own where the quote is highlighted."""
    url: str | None
    """Address of the publication."""


@dataclass(frozen=True)
class Letter:
    subject: str
    greeting: str
    reminder: str
    """The question that is answered."""
    statements: tuple[Statement, ...]
    missing: tuple[str, ...]
    footnotes: tuple[Footnote, ...]
    validity: str
    closing: str
    reference: str


def letter_of(answer: Answer, base_url: str) -> Letter:
    """The letter of an answer; `base_url` as in `assistant.replies.formats.reply`. Line breaks and characters that a format could
    not hold are taken out."""
    question = _clean(answer.question)
    statements = tuple(statement(s.text, s.citations) for s in answer.sentences)
    text = _clean(answer.answer)
    return Letter(
        subject=f"Réponse à votre question : {_shortened(question)}",
        greeting="" if text.startswith("Bonjour") else _GREETING,
        reminder=f"Vous avez posé la question suivante : « {question} »",
        statements=statements or _silence(answer),
        missing=_missing(answer),
        footnotes=tuple(_footnote(citation, base_url) for citation in answer.citations),
        validity=f"Réponse valable au {french_date(answer.as_of)}, d'après les documents cités.",
        closing=_CLOSING,
        reference=f"Référence de la réponse : {answer.id}",
    )


def _silence(answer: Answer) -> tuple[Statement, ...]:
    """What is said in place of an answer; what comes near, each sentence with its source."""
    if not answer.near:
        return (Statement(_clean(answer.answer), ()),)
    return (Statement(NEAR_LEAD, ()), *(statement(s.text, s.citations) for s in answer.near))


def statement(text: str, citations: Sequence[int]) -> Statement:
    """A sentence of an answer, as a letter has it."""
    return Statement(_clean(text), tuple(citations))


def _missing(answer: Answer) -> tuple[str, ...]:
    """What was asked and is not covered, unless the answer itself already says it."""
    if answer.status.is_silent:
        return ()
    said = {sentence.text for sentence in answer.sentences}
    return tuple(_clean(item) for item in answer.missing if item not in said)


def _footnote(citation: Citation, base_url: str) -> Footnote:
    issuer = citation.publisher or "éditeur non identifié"
    date = french_date(citation.published_on) or "date inconnue"
    validity = VALIDITY[citation.validity.state].lower()
    link = text_url(citation.document_id, citation.start, citation.end)
    url = safe_url(citation.url)
    return Footnote(
        n=citation.n,
        title=_clean(citation.title),
        details=_clean(f"{issuer}, {date}, {validity}"),
        quote=_clean(citation.quote),
        link=base_url.rstrip("/") + link if base_url else None,
        url=_clean(url).replace(" ", "%20") if url else None,
    )


def _shortened(text: str) -> str:
    if len(text) <= _SUBJECT:
        return text
    return text[:_SUBJECT].rsplit(" ", 1)[0] + "…"


def _clean(text: str) -> str:
    """One line, without control characters and lone surrogates; no-break spaces stay."""
    kept = (
        " " if category == "Cc" else c
        for c in _UNWRITABLE.sub("", text)
        if (category := unicodedata.category(c)) != "Cs"
    )
    return re.sub(" {2,}", " ", "".join(kept)).strip()

"""Excerpts: the passages a model is given, numbered, as many as its context holds."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose.draft import Draft
from assistant.generation.masking import Mask
from assistant.proof.citations import backing
from assistant.reading.candidates import state_of
from assistant.search.retriever import Hit
from index.documents.document import Document, Validity
from index.documents.quote import Quote
from index.language.dates import PartialDate
from index.language.sentences import split_sentences
from index.records.registry import kind_of

_STATES = {
    Validity.IN_FORCE: "en vigueur",
    Validity.EXPIRED: "expiré",
    Validity.SUPERSEDED: "remplacé",
    Validity.ANNOUNCED: "annoncé",
    Validity.UNKNOWN: "validité inconnue",
}
_OVERHEAD = 200
"""Characters around the text of an excerpt: its head and delimiters."""


@dataclass(frozen=True)
class Excerpt:
    """`document.text[start:end]`, known to the model by its number."""

    number: int
    document: Document
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    """Spans in the document, headings left out."""

    @property
    def text(self) -> str:
        return self.document.text[self.start : self.end]

    def shown(self, as_of: dt.date, mask: Mask) -> dict[str, object]:
        """What the prompt says of it."""
        quote = Quote(self.document, self.start, self.end)
        source = backing(quote)
        date = source.published_on if source else self.document.published_on
        publisher = source.publisher if source else self.document.publisher
        section = self.document.section_at(self.sentences[0][0]) if self.sentences else ()
        return {
            "number": self.number,
            "title": mask.hide(" › ".join(dict.fromkeys((self.document.title, *section)))),
            "publisher": mask.hide(publisher or "inconnu"),
            "date": date.french() if date else "inconnue",
            "validity": _STATES[state_of(self.document, self.start, self.end, as_of)],
            "fields": mask.hide(_fields(self.document)),
            "text": mask.hide(self.text),
        }


class TokenCounter:
    """Tokens of a text, by what the endpoint itself said of earlier prompts; cautious until it has said something."""

    CAUTIOUS = 3.0
    """Characters per token; French takes 3.5 to 4.5 with the vocabularies of today's models."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ratio = self.CAUTIOUS

    def characters(self, tokens: int) -> int:
        """How many characters that many tokens hold at least."""
        return int(tokens * self._ratio)

    def learn(self, characters: int, tokens: int | None) -> None:
        """A prompt of so many characters was counted as so many tokens; the smallest ratio seen is kept, less a tenth."""
        if tokens and characters > 500:
            seen = max(1.0, 0.9 * characters / tokens)
            with self._lock:
                known = self._ratio if self._ratio != self.CAUTIOUS else seen
                self._ratio = min(known, seen)


def choose(draft: Draft, hits: Sequence[Hit], most: int) -> list[Excerpt]:
    """What holds the quotes of the extractive draft, then the other passages found, by rank, within `most` characters.

    The first is given whatever its length, up to as many of its sentences as fit."""
    spans: dict[tuple[str, int, int], tuple[Document, int, int]] = {}
    quotes = [quote for sentence in draft.sentences for quote in sentence.quotes]
    for quote in quotes:
        held = next((hit for hit in hits if _holds(hit, quote)), None)
        start, end = (held.passage.start, held.passage.end) if held else (quote.start, quote.end)
        spans.setdefault((quote.document.id, start, end), (quote.document, start, end))
    for hit in hits:
        key = (hit.document.id, hit.passage.start, hit.passage.end)
        spans.setdefault(key, (hit.document, hit.passage.start, hit.passage.end))
    excerpts: list[Excerpt] = []
    left = most
    for document, start, end in spans.values():
        if end - start + _OVERHEAD > left:
            if excerpts:
                break  # a later one that is shorter would jump the queue of those that matter more
            end = _cut(document, start, end, max(left - _OVERHEAD, 200))
        excerpts.append(Excerpt(len(excerpts) + 1, document, start, end, _sentences(document, start, end)))
        left -= end - start + _OVERHEAD
    return excerpts


def _holds(hit: Hit, quote: Quote) -> bool:
    inside = hit.passage.start <= quote.start and quote.end <= hit.passage.end
    return hit.document.id == quote.document.id and inside


def _sentences(document: Document, start: int, end: int) -> tuple[tuple[int, int], ...]:
    spans = ((start + a, start + b) for a, b in split_sentences(document.text[start:end]))
    return tuple(span for span in spans if not document.is_heading(*span))


def _cut(document: Document, start: int, end: int, room: int) -> int:
    """The end of the last sentence that fits; of the first one where none does."""
    ends = [start + b for _, b in split_sentences(document.text[start:end])]
    return max((e for e in ends if e - start <= room), default=ends[0] if ends else end)


def _fields(document: Document) -> str:
    """ "opérateurs : bpifrance ; aide : prêt", for a record; nothing for a free text."""
    kind, known = kind_of(document.kind), document.record or {}
    shown = kind.shown.items() if kind else ()
    told = {french: known[name] for name, french in shown if known.get(name) not in (None, "", [], False)}
    return " ; ".join(f"{french} : {_plain(value)}" for french, value in told.items())


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    if value is True:
        return "oui"
    text = str(value)
    try:
        return PartialDate.parse(text).french() if text[:4].isdigit() else text
    except ValueError:
        return text

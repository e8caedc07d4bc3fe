"""From a draft to what is shown: each sentence verified against its quotes, numbered citations, one text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from assistant.compose import tally
from assistant.compose.draft import Draft, DraftSentence
from assistant.proof.citations import backing, cite
from assistant.proof.verification import CitedQuote, check_quote, verify
from assistant.schema import Citation, Sentence, SentenceState
from index.documents.quote import Quote


@dataclass(frozen=True)
class Assembled:
    """What stands of a draft."""

    text: str
    sentences: list[Sentence]
    citations: list[Citation]
    faults: tuple[str, ...] = ()
    """Of each sentence that is left out, what its quotes do not prove: a kind of `assistant.proof.verification.Finding`, or
    `count` for a list that miscounts them."""

    @property
    def dropped(self) -> int:
        """Sentences left out."""
        return len(self.faults)


class Assembler:
    """Takes drafted sentences one by one, and numbers the citations of those that stand in reading order."""

    def __init__(self, as_of: dt.date) -> None:
        self._as_of = as_of
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._citations: list[Citation] = []
        self._sentences: list[Sentence] = []
        self._faults: list[str] = []

    def add(self, drafted: DraftSentence) -> tuple[Sentence, list[Citation]] | None:
        """The sentence as shown, with the citations it is the first to use; None for one that fails, which is left out."""
        state, fault = _judged(drafted)
        if state is SentenceState.UNSUPPORTED:
            tally.UNPROVEN.add(1)
            self._faults.append(fault)
            return None
        known = len(self._citations)
        used: list[int] = []
        for quote in drafted.quotes:
            key = (quote.document.id, quote.start, quote.end)
            if key not in self._numbers:
                self._numbers[key] = len(self._citations) + 1
                self._citations.append(cite(quote, self._numbers[key], self._as_of))
            used.append(self._numbers[key])
        sentence = Sentence(text=f"{drafted.lead} {drafted.text}".strip(), citations=used, state=state)
        self._sentences.append(sentence)
        return sentence, self._citations[known:]

    def assembled(self) -> Assembled:
        """All that stood so far."""
        return Assembled(text_of(self._sentences), list(self._sentences), list(self._citations), tuple(self._faults))


def assemble(draft: Draft, as_of: dt.date) -> Assembled:
    """Verifies a draft and numbers its citations in reading order. What fails is left out."""
    assembler = Assembler(as_of)
    for drafted in draft.sentences:
        assembler.add(drafted)
    return assembler.assembled()


def text_of(sentences: list[Sentence]) -> str:
    """The sentences one after the other, each followed by its `[n]` marks."""
    return " ".join(
        f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}".strip() for sentence in sentences
    )


def _judged(sentence: DraftSentence) -> tuple[SentenceState, str]:
    """Its state, and the kind of the first thing that its quotes do not prove; empty where they prove all."""
    if not all(check_quote(q.document.text, q.start, q.end, q.text) for q in sentence.quotes):
        return SentenceState.UNSUPPORTED, "quote"
    counted = [int(number) for number in re.findall(r"\d+", sentence.lead)]
    if counted and counted != [len(sentence.quotes)]:
        return SentenceState.UNSUPPORTED, "count"
    verdict = verify(sentence.text, [cited_quote(quote) for quote in sentence.quotes])
    return verdict.state, verdict.findings[0].kind if verdict.findings else ""


def cited_quote(quote: Quote) -> CitedQuote:
    """A quote with the issuer and date of the publication it rests on."""
    source = backing(quote)
    document = quote.document
    return CitedQuote(
        text=quote.text,
        publisher=source.publisher if source else document.publisher,
        title=document.title,
        published_on=source.published_on if source else document.published_on,
    )

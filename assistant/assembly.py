"""From a draft to what is shown: each sentence verified against its quotes, numbered citations, one text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from assistant import tally
from assistant.answering.draft import Draft, DraftSentence, Quote
from assistant.citing import backing, cite
from assistant.schema import Citation, Sentence, SentenceState
from assistant.verification import Evidence, check_quote, verify


@dataclass(frozen=True)
class Assembled:
    """What stands of a draft. `dropped`: sentences that failed verification and are not shown."""

    text: str
    sentences: list[Sentence]
    citations: list[Citation]
    dropped: int


def assemble(draft: Draft, as_of: dt.date) -> Assembled:
    """Verifies a draft and numbers its citations in reading order. What fails is left out."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    dropped = 0
    for drafted in draft.sentences:
        state = _state(drafted)
        if state is SentenceState.UNSUPPORTED:
            tally.UNPROVEN.add(1)
            dropped += 1
            continue
        used: list[int] = []
        for quote in drafted.quotes:
            key = (quote.document.id, quote.start, quote.end)
            if key not in numbers:
                numbers[key] = len(citations) + 1
                citations.append(cite(quote, numbers[key], as_of))
            used.append(numbers[key])
        sentences.append(Sentence(text=f"{drafted.lead} {drafted.text}".strip(), citations=used, state=state))
    return Assembled(text_of(sentences), sentences, citations, dropped)


def text_of(sentences: list[Sentence]) -> str:
    """The sentences one after the other, each followed by its `[n]` marks."""
    return " ".join(
        f"{sentence.text} {''.join(f'[{n}]' for n in sentence.citations)}".strip() for sentence in sentences
    )


def _state(sentence: DraftSentence) -> SentenceState:
    if not all(check_quote(q.document.text, q.start, q.end, q.text) for q in sentence.quotes):
        return SentenceState.UNSUPPORTED
    counted = [int(number) for number in re.findall(r"\d+", sentence.lead)]
    if counted and counted != [len(sentence.quotes)]:
        return SentenceState.UNSUPPORTED
    return verify(sentence.text, [_evidence(quote) for quote in sentence.quotes]).state


def _evidence(quote: Quote) -> Evidence:
    source = backing(quote)
    document = quote.document
    return Evidence(
        quote=quote.text,
        publisher=source.publisher if source else document.publisher,
        title=document.title,
        published_on=source.published_on if source else document.published_on,
    )

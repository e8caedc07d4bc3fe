"""What an answer says twice: two documents of a corpus often report one fact, the one with more beside it."""

from __future__ import annotations

from dataclasses import replace

from assistant.compose.draft import Draft, DraftSentence
from assistant.proof.verification import CitedQuote, verify
from assistant.schema import SentenceState
from index.language.sentence_forms import Form

_ALIKE = 0.8
"""Share of a sentence's stems in another one below which that one cannot tell it whole."""


def said_once(draft: Draft) -> Draft:
    """The draft without the sentences that another one tells whole, figure for figure and word for word; of two that
    tell the same, the first stays. Lists are left as they are, and so is what a following sentence leans on."""
    kept = list(draft.sentences)
    if len(kept) < 2 or any(_of_a_list(sentence) for sentence in kept):
        return draft
    for place in reversed(range(len(kept))):
        sentence, after = kept[place], kept[place + 1 :]
        others = kept[:place] + after
        if any(_tells(other, sentence) for other in others) and not (after and _leans_on(after[0], sentence)):
            kept = others
    return replace(draft, sentences=tuple(kept))


def _of_a_list(sentence: DraftSentence) -> bool:
    return bool(sentence.lead) or sentence.text.rstrip().endswith((":", ";", ","))


def _tells(other: DraftSentence, sentence: DraftSentence) -> bool:
    """Whether the one proves the other, as a quote would."""
    said, told = sentence.analysis.stems, other.analysis.stems
    if len(said & told) < _ALIKE * len(said):
        return False
    return verify(sentence.text, [CitedQuote(text=other.text)]).state is SentenceState.VERIFIED


def _leans_on(after: DraftSentence, sentence: DraftSentence) -> bool:
    """Whether the sentence that follows, of the same document, points back to it ("Elle dure…")."""
    same = after.quotes[0].document.id == sentence.quotes[-1].document.id
    return same and Form.LEANS_BACK in after.analysis.forms

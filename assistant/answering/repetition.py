"""What an answer says twice: two documents of a corpus often report one fact, the one with more beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer_match import stems_of
from assistant.answering.draft import Draft, DraftSentence
from assistant.schema import SentenceState
from assistant.verification import Evidence, verify
from index.forms import Form, forms_of

_ALIKE = 0.8
"""Share of a sentence's stems in another one below which that one cannot tell it whole."""


def said_once(draft: Draft) -> Draft:
    """The draft without the sentences that another one tells whole, figure for figure and word for word; of two that
    tell the same, the first stays. Lists are left as they are, and so is what a following sentence leans on."""
    kept = list(draft.sentences)
    if len(kept) < 2 or any(_of_a_list(sentence) for sentence in kept):
        return draft
    for sentence in draft.sentences[::-1]:
        others = [other for other in kept if other is not sentence]
        if any(_tells(other, sentence) for other in others) and not _leant_on(sentence, kept):
            kept = others
    return replace(draft, sentences=tuple(kept))


def _of_a_list(sentence: DraftSentence) -> bool:
    return bool(sentence.lead) or sentence.text.rstrip().endswith((":", ";", ","))


def _tells(other: DraftSentence, sentence: DraftSentence) -> bool:
    """Whether the one proves the other, as a quote would."""
    said, told = stems_of(sentence.text), stems_of(other.text)
    if len(said & told) < _ALIKE * len(said):
        return False
    return verify(sentence.text, [Evidence(quote=other.text)]).state is SentenceState.VERIFIED


def _leant_on(sentence: DraftSentence, sentences: Sequence[DraftSentence]) -> bool:
    """Whether the sentence after it, of the same document, points back to it ("Elle dure…")."""
    place = next(number for number, other in enumerate(sentences) if other is sentence)
    after = sentences[place + 1 : place + 2]
    return any(
        other.quotes[0].document.id == sentence.quotes[-1].document.id and bool(forms_of(other.text) & Form.LEANS_BACK)
        for other in after
    )

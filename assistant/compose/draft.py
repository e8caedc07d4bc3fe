"""What a composer hands over: sentences with the quotes they rest on, before verification."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from index.documents.quote import Quote
from index.language.text import Text


@dataclass(frozen=True)
class DraftSentence:
    """French text of one sentence and the quotes that prove it, in the order they are cited."""

    text: str
    quotes: tuple[Quote, ...]
    lead: str = ""
    """What introduces a list that the composer counted ("7 offres recensées :"): no source says it, the list does."""

    @cached_property
    def analysis(self) -> Text:
        """What is read of its text."""
        return Text(self.text)


@dataclass(frozen=True)
class Draft:
    """An answer before verification."""

    sentences: tuple[DraftSentence, ...]
    missing: tuple[str, ...] = ()
    """What was asked and is not covered, in French."""
    silence: str = ""
    """What is said in place of an answer, in French, where the composer knows that there is none; there are no sentences
    then."""

    @property
    def words(self) -> int:
        return sum(len(f"{sentence.lead} {sentence.text}".split()) for sentence in self.sentences)

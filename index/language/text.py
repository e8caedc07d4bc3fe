"""A text and what is read of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from index.language import dates, quantities, words
from index.language.date_grammar import WrittenDate, written_dates
from index.language.dates import DateMention, PartialDate
from index.language.negation import Clause, read_clauses
from index.language.proper_names import ShapedWord, shaped_words
from index.language.quantities import Quantity
from index.language.sentence_forms import Form, read_forms
from index.language.words import Word


@dataclass(frozen=True)
class Text:
    """Owns what is read of a text: each thing is read once, when it is first asked for.

    For questions, sentences and quotes alike: whoever reads a text in more than one way, or more than once, keeps its
    `Text`. Offsets are those of `raw`.
    """

    raw: str

    def becoming(self, raw: str) -> Text:
        """The text `raw`: this one, with all that was read of it, where nothing changed."""
        return self if raw == self.raw else Text(raw)

    @cached_property
    def folded(self) -> str:
        """`index.language.words.fold`: for comparing; its length may differ."""
        return words.fold(self.raw)

    @cached_property
    def aligned(self) -> str:
        """`index.language.words.fold_aligned`: folded, one character for each of `raw`."""
        return words.fold_aligned(self.raw)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Its words with their offsets."""
        return words.find_words(self.raw, self.aligned)

    @cached_property
    def folded_words(self) -> tuple[str, ...]:
        """Its words, folded: what names are compared by."""
        return tuple(words.fold(word.text) for word in self.words)

    @cached_property
    def word_stems(self) -> tuple[str, ...]:
        """The stem of each of its words: what phrases are compared by."""
        return tuple(map(words.stem, self.folded_words))

    @cached_property
    def content_words(self) -> tuple[str, ...]:
        """Its folded words that carry meaning: neither single letters nor stop words nor pronouns."""
        bare = (word.strip("'-") for word in self.folded_words)
        return tuple(w for w in bare if len(w) > 1 and w not in words.STOP_WORDS and w not in words.PRONOUNS)

    @cached_property
    def shaped_words(self) -> tuple[ShapedWord, ...]:
        """Its words with their stems, their capitals and what stands around them."""
        return shaped_words(self.raw, self.words)

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """What keyword search counts, in order, repeats kept."""
        return tuple(words.tokens_of(self.folded))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The tokens, each once."""
        return frozenset(self.tokens)

    @cached_property
    def _written_dates(self) -> list[list[WrittenDate]]:
        return written_dates(self.raw, self.aligned)

    @cached_property
    def dates(self) -> tuple[DateMention, ...]:
        """The dates that its own words tell: none whose year is not written."""
        return tuple(dates.resolve_dates(self._written_dates))

    def dates_from(self, reference: dt.date | PartialDate) -> tuple[DateMention, ...]:
        """Its dates, with the years left out taken from the date of the text, see `index.language.dates.resolve_dates`."""
        return tuple(dates.resolve_dates(self._written_dates, reference))

    @cached_property
    def date_spans(self) -> tuple[tuple[int, int], ...]:
        """Spans of all that reads as a date, those without a year included."""
        return tuple(dates.date_spans(self._written_dates))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """The numbers that are no dates."""
        return tuple(quantities.quantities_beside(self.date_spans, self.raw, self.aligned))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """What it says and denies, clause by clause."""
        return read_clauses(self.shaped_words)

    @cached_property
    def forms(self) -> Form:
        """What it holds that a question may ask for, and how it is built."""
        return read_forms(self.raw, self.folded, self.dates, self.quantities)

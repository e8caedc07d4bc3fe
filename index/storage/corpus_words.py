"""The words of a corpus as they are spelled, for the repair of questions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.language.words import fold, stem, words
from index.storage.arrays import mapped
from index.storage.string_table import Strings, Vocabulary

_BITS = {letter: 1 << number for number, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_OTHER = 1 << 26


class CorpusWords:
    """Folded word → (its most frequent spelling, occurrences), in files; letters are kept as bits, so that words near
    another are sought among few."""

    def __init__(self, folder: Path) -> None:
        """Raises OSError or ValueError where the files are missing or do not fit."""
        self._folded = Vocabulary(folder, "words")
        self._spellings = Strings(folder, "spellings")
        self._stems = Vocabulary(folder, "stems")
        self._counts = mapped(folder / "word_counts.npy")
        self._letters = mapped(folder / "word_letters.npy")
        if not len(self._folded) == len(self._spellings) == len(self._counts) == len(self._letters):
            raise ValueError("the words and their spellings differ in number")

    def __len__(self) -> int:
        return len(self._folded)

    def __iter__(self) -> Iterator[str]:
        return iter(self._folded)

    def __contains__(self, folded: str) -> bool:
        return folded in self._folded

    def get(self, folded: str) -> tuple[str, int] | None:
        """(usual spelling, occurrences); None for a word the corpus does not have."""
        number = self._folded.number(folded)
        return None if number is None else (self._spellings[number], int(self._counts[number]))

    def has_stem(self, stemmed: str) -> bool:
        """Whether a word of the corpus has that stem."""
        return stemmed in self._stems

    def resembling(self, folded: str, edits: int, least: int) -> list[str]:
        """Words that occur `least` times or more and may be `edits` edits away: of a fitting length, and with no more
        letters that one has and the other has not than so many edits make."""
        found: list[str] = []
        for length in range(len(folded) - edits, len(folded) + edits + 1):
            numbers = self._folded.of_length(length)
            span = slice(numbers.start, numbers.stop)
            differing = np.bitwise_count(self._letters[span] ^ np.uint32(letters_of(folded)))
            near = np.flatnonzero((differing <= 2 * edits) & (self._counts[span] >= least))
            found += [word for number in near.tolist() if (word := self._folded[numbers[number]]).isalpha()]
        return found


class WordCounter:
    """Counts words; memory grows with the vocabulary, not with the texts."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def add(self, spellings: Mapping[str, int]) -> None:
        """Adds occurrences by spelling, see `spellings_of`."""
        add_counts(self._counts, spellings)

    def save(self, folder: Path) -> None:
        """Writes the files of `CorpusWords`; what has no letter is no word."""
        found: dict[str, Counter[str]] = {}
        for spelling, count in self._counts.items():
            found.setdefault(fold(spelling), Counter())[spelling] = count
        kept = (word for word in found if any(character.isalpha() for character in word))
        ordered = Vocabulary.create(folder, "words", kept)
        counts = [found[word] for word in ordered]
        Strings.write(folder, "spellings", (spellings.most_common(1)[0][0] for spellings in counts))
        Vocabulary.create(folder, "stems", {stem(word) for word in ordered})
        np.save(folder / "word_counts.npy", np.array([spellings.total() for spellings in counts], dtype=np.int64))
        letters: NDArray[np.uint32] = np.array([letters_of(word) for word in ordered], dtype=np.uint32)
        np.save(folder / "word_letters.npy", letters)


def add_counts(total: dict[str, int], counts: Mapping[str, int]) -> None:
    """Adds occurrences to those in `total`."""
    for name, count in counts.items():
        total[name] = total.get(name, 0) + count


def spellings_of(texts: Iterable[str]) -> dict[str, int]:
    """Occurrences of each word of the texts as it is spelled, in lower case, in the order of their first one."""
    return dict(Counter(word.text.lower() for text in texts for word in words(text)))


def letters_of(folded: str) -> int:
    """Which letters a folded word has, a bit each; one more for whatever else it has."""
    bits = 0
    for character in folded:
        bits |= _BITS.get(character, _OTHER)
    return bits

"""Short phrases looked for in a text whatever their number, gender or accents: "aide" is in "Quelles aides ?".

They are data: spoken forms of a vocabulary, other names of a programme."""

from __future__ import annotations

from collections.abc import Iterable

from index.language.words import folded_words, stem


class Phrases:
    """Phrases found by the stems of their words, side by side and in order; words of three letters or fewer as they stand."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._keys = sorted({_key(form) for form in forms} - {()}, key=len, reverse=True)

    def found_in(self, text: str) -> bool:
        """Whether one of the phrases stands in `text`."""
        return bool(self.spans(_key(text)))

    def without(self, text: str) -> str:
        """The folded words of `text` that belong to none of the phrases, joined by spaces."""
        taken = {place for start, end in self.spans(_key(text)) for place in range(start, end)}
        return " ".join(word for place, word in enumerate(folded_words(text)) if place not in taken)

    def spans(self, key: tuple[str, ...]) -> list[tuple[int, int]]:
        """Where phrases stand among the stems of a text, as `[start, end)` numbers of its words; of each place
        the longest."""
        found: list[tuple[int, int]] = []
        place = 0
        while place < len(key):
            length = next((len(own) for own in self._keys if key[place : place + len(own)] == own), 0)
            if length:
                found.append((place, place + length))
            place += max(1, length)
        return found


def _key(text: str) -> tuple[str, ...]:
    return tuple(map(stem, folded_words(text)))

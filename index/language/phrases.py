"""Short phrases looked for in a text whatever their number, gender or accents: "aide" is in "Quelles aides ?".

They are data: spoken forms of a vocabulary, other names of a programme."""

from __future__ import annotations

from collections.abc import Iterable

from index.language.text import Text

Key = tuple[str, ...]


class Phrases:
    """Phrases found by the stems of their words, side by side and in order; words of three letters or fewer as they stand."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._by_first: dict[str, list[Key]] = {}
        for key in sorted({Text(form).word_stems for form in forms} - {()}, key=len, reverse=True):
            self._by_first.setdefault(key[0], []).append(key)

    def found_in(self, text: Text) -> bool:
        """Whether one of the phrases stands in `text`."""
        return bool(self.spans(text))

    def without(self, text: Text) -> str:
        """The folded words of `text` that belong to none of the phrases, joined by spaces."""
        taken = {place for start, end in self.spans(text) for place in range(start, end)}
        return " ".join(word for place, word in enumerate(text.folded_words) if place not in taken)

    def spans(self, text: Text) -> list[tuple[int, int]]:
        """Where phrases stand in a text, as `[start, end)` numbers of its words; of each place the longest."""
        key = text.word_stems
        found: list[tuple[int, int]] = []
        place = 0
        while place < len(key):
            known = self._by_first.get(key[place], ())
            length = next((len(own) for own in known if key[place : place + len(own)] == own), 0)
            if length:
                found.append((place, place + length))
            place += max(1, length)
        return found

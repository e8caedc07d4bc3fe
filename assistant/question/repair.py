"""Repair of a question as typed: SMS forms, missing apostrophes, misspellings, aliases. Corpus words never change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from index.language.dictionary import speller
from index.language.general_lexicon import Entry, EntryKind, Lexicon
from index.language.text import Text
from index.language.words import Word, fold, folded_forms, folded_words, normalise, stem
from index.storage.corpus_words import CorpusWords

_REPLACED = (EntryKind.SMS, EntryKind.SPELLING, EntryKind.ALIAS)
_EXPANDED = (EntryKind.ACRONYM, EntryKind.FORMER_NAME)
_ELIDED = ("qu", "l", "d", "j", "n", "s", "c", "m", "t")
_FUZZY_ELIDED = ("qu", "l", "d")
"""What is elided before nouns: the word behind may be misspelled too. Others only before an exact corpus word."""
_VOWELS = tuple("aeiouyhàâéèêëîïôùûœ")
_DETERMINERS = frozenset(["le", "la", "les", "l'", "un", "une", "des", "du", "de", "d'", "au", "aux"])
_SHORTEST = 4
"""Letters below which a word is not repaired: every short string is one letter away from many words."""
_LONG = 8
"""Letters from which two may be wrong."""
_AMBIGUOUS = 6
"""Letters up to which a misspelling is repaired only where no other French word is as near."""
_ASKING = ("pourquoi", "combien", "comment", "quand", "quel", "quelle", "quels", "quelles", "jusque")
_RARE = 2
"""A corpus word met less often than this is not trusted as the right spelling of another."""


@dataclass(frozen=True)
class Repaired:
    """`text` reads as French; `expansions` pairs what it mentions with another name of it, for keyword search."""

    text: Text
    expansions: tuple[tuple[str, str], ...] = ()


class Repairer:
    """Built once per snapshot from its lexicon and the words of its corpus."""

    def __init__(self, lexicon: Lexicon, known: CorpusWords) -> None:
        self._known = known
        self._forms = dict(self._safe_forms(lexicon.of_kind(*_REPLACED)))
        self._expansions: dict[tuple[str, ...], list[str]] = {}
        for entry in lexicon.of_kind(*_EXPANDED):
            for one, other in ((entry.form, entry.means), (entry.means, entry.form)):
                self._expansions.setdefault(folded_words(one), []).append(other)
            for variant in entry.variants:
                self._expansions.setdefault(folded_words(variant), []).extend((entry.means, entry.form))
        for form, means in self._written_otherwise(lexicon):
            self._expansions.setdefault(folded_words(means), []).append(form)
        self._longest = longest_by_first((*self._forms, *self._expansions))

    def _written_otherwise(self, lexicon: Lexicon) -> Iterable[tuple[str, str]]:
        """Aliases whose words stand in the corpus, with what they mean: a source that writes "A. Lumen" speaks of
        Agence Lumen too. None made of ordinary French words only."""
        for entry in lexicon.of_kind(EntryKind.ALIAS):
            for form in (entry.form, *entry.variants):
                key = folded_words(form)
                ordinary = all(part in folded_forms() for part in key)
                if not ordinary and key != folded_words(entry.means) and all(part in self._known for part in key):
                    yield form, entry.means

    def repair(self, question: str) -> Repaired:
        """The question with every repair applied, and the expansions of what it then mentions."""
        typed = Text(re.sub(r"\s+", " ", normalise(question)).strip())
        accented = typed.folded != typed.raw.lower()  # whoever types some accents types those that matter
        text = self._with_spelling(self._with_forms(typed), accented)
        return Repaired(text, self.expansions_of(text))

    def knows(self, word: str) -> bool:
        """True for a word of the corpus, whatever its case and accents."""
        return fold(word) in self._known

    def _with_forms(self, text: Text) -> Text:
        """Replaces lexicon forms, longest first, unless the text already says what the form means there."""
        raw, found, keys = text.raw, text.words, text.folded_words
        out: list[str] = []
        copied = index = 0
        while index < len(found):
            length, means = self._match(keys, index)
            if not length or _already_said(keys, index, length, means):
                index += 1
                continue
            first, last = found[index], found[index + length - 1]
            out += [raw[copied : first.start], _glue(raw, first.start, means)]
            copied = last.end
            if out[-1].endswith(("'", "’")):
                while copied < len(raw) and raw[copied] == " ":
                    copied += 1
            index += length
        return text.becoming("".join(out) + raw[copied:])

    def _match(self, keys: tuple[str, ...], index: int) -> tuple[int, str]:
        for length in range(min(self._longest.get(keys[index], 0), len(keys) - index), 0, -1):
            means = self._forms.get(keys[index : index + length])
            if means is not None:
                return length, means
        return 0, ""

    def _safe_forms(self, entries: Iterable[Entry]) -> Iterable[tuple[tuple[str, ...], str]]:
        """Forms that may be replaced: never one made of ordinary French words only, whatever a lexicon says, save for
        a misspelling of several words."""
        for entry in entries:
            for form in (entry.form, *entry.variants):
                key = key_of(form) if entry.kind is EntryKind.ALIAS else folded_words(form)
                ordinary = all(part in folded_forms() for part in key)
                if ordinary and (entry.kind is EntryKind.ALIAS or len(key) == 1):
                    continue
                if key and key != folded_words(entry.means):
                    yield key, entry.means

    def expansions_of(self, text: Text) -> tuple[tuple[str, str], ...]:
        """What a text mentions, each with another name of it."""
        keys = text.folded_words
        found: dict[tuple[str, str], None] = {}
        for index in range(len(keys)):
            for length in range(1, min(self._longest.get(keys[index], 0), len(keys) - index) + 1):
                form = keys[index : index + length]
                for other in self._expansions.get(form, ()):
                    found[" ".join(form), other] = None
        return tuple(found)

    def _with_spelling(self, text: Text, accented: bool) -> Text:
        out: list[str] = []
        copied = 0
        for word in text.words:
            better = self._better(word, accented)
            if better != word.text:
                out += [text.raw[copied : word.start], better]
                copied = word.end
        return text.becoming("".join(out) + text.raw[copied:])

    def _better(self, word: Word, accented: bool) -> str:
        """The word as it should be spelled; itself when it is known, short, or like nothing known."""
        folded = fold(word.text)
        if len(folded) < _SHORTEST or not folded.isalpha():
            return word.text
        known = self._known.get(folded)
        if known is not None:
            missing_accents = known[0] != word.text and word.text.islower() and not accented
            return known[0] if missing_accents and word.text not in self._dictionary else word.text
        if self._is_french(word.text.lower()) or self._known.has_stem(stem(folded)):
            return word.text
        asking = _question_word(folded)
        if asking is not None:
            return asking.capitalize() if word.text[:1].isupper() else asking
        nearest = (
            self._unglued(folded, exact=True)
            or self._nearest(folded, 1)
            or self._unglued(folded, exact=False)
            or self._nearest(folded, 2)
        )
        if nearest is None or "'" in nearest:
            return nearest or word.text
        if len(folded) <= _AMBIGUOUS and not _same_letters(nearest, folded) and self._has_neighbour(folded, nearest):
            return word.text
        spelling = self._spelling(nearest)
        return spelling.capitalize() if word.text[:1].isupper() else spelling

    def _is_french(self, word: str) -> bool:
        dictionary = self._dictionary
        return word in dictionary or fold(word) in folded_forms()

    def _unglued(self, folded: str, *, exact: bool) -> str | None:
        """ "dartisanat" → "d'artisanat": an elided word typed without its apostrophe."""
        for prefix in _ELIDED:
            rest = folded.removeprefix(prefix)
            if rest == folded or len(rest) < _SHORTEST or not rest.startswith(_VOWELS):
                continue
            match = rest if rest in self._known else None
            if not exact and prefix in _FUZZY_ELIDED:
                match = match or self._nearest(rest, 1)
            if match is not None:
                return f"{prefix}'{self._spelling(match)}"
        return None

    def _nearest(self, folded: str, allowed: int) -> str | None:
        """The corpus word at most `allowed` edits away (never two below eight letters), the most frequent of the
        nearest."""
        if allowed > 1 and len(folded) < _LONG:
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        choices = self._known.resembling(folded, allowed, _RARE)
        found = process.extract(folded, choices, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=8)
        if not found:
            return None

        def rank(item: tuple[str, float, int]) -> tuple[float, bool, bool, int]:
            word, edits, _ = item
            return edits, not _same_letters(word, folded), word[0] != folded[0], -self._occurrences(word)

        return min(found, key=rank)[0]

    def _has_neighbour(self, folded: str, other: str) -> bool:
        """True when a French word outside the corpus is as near as `other`: then nobody knows what was meant."""
        neighbours = speller().edit_distance_1(folded)
        return any(word in self._dictionary and fold(word) != other for word in neighbours)

    def _spelling(self, folded: str) -> str:
        known = self._known.get(folded)
        return known[0] if known else folded

    def _occurrences(self, folded: str) -> int:
        known = self._known.get(folded)
        return known[1] if known else 0

    @cached_property
    def _dictionary(self) -> Mapping[str, int]:
        return speller().word_frequency.dictionary


def key_of(name: str) -> tuple[str, ...]:
    """Folded words of a name, leading determiners left out: what names are compared by."""
    parts = list(folded_words(name))
    while parts and parts[0] in _DETERMINERS:
        parts.pop(0)
    return tuple(parts)


def _question_word(folded: str) -> str | None:
    """ "pourqoui" → "pourquoi": the word that asks is seldom one of the corpus."""
    return next((word for word in _ASKING if word != folded and sorted(word) == sorted(folded)), None)


def _same_letters(one: str, other: str) -> bool:
    """Whether only doubled letters or the order of letters differ: "raport" can only be "rapport", "paln" only "plan"."""
    return _single(one) == _single(other) or sorted(one) == sorted(other)


def longest_by_first(keys: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """First word → words of the longest key that begins with it: at most places of a text nothing need be looked up."""
    longest: dict[str, int] = {}
    for key in filter(None, keys):
        longest[key[0]] = max(longest.get(key[0], 0), len(key))
    return longest


def _single(folded: str) -> str:
    """The word with doubled letters written once."""
    return re.sub(r"(.)\1+", r"\1", folded)


def _already_said(keys: tuple[str, ...], index: int, length: int, means: str) -> bool:
    """True where the form is part of its own meaning ("Agence" inside "Agence Lumen")."""
    full = folded_words(means)
    for shift in range(len(full) - length + 1):
        begin = index - shift
        here = full[shift : shift + length] == keys[index : index + length]
        if begin >= 0 and here and keys[begin : begin + len(full)] == full:
            return True
    return False


def _glue(text: str, start: int, means: str) -> str:
    """Elides what stands before: "de" + "aide" is rare enough in SMS forms to leave; only spaces are cared for."""
    return means if start == 0 or text[start - 1] in " '’(-" else f" {means}"

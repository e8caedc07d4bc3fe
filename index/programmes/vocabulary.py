"""An open vocabulary of a programme, looked for in texts: which phases, kinds of aid or beneficiaries a question names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from index.language.phrases import Key, Phrases
from index.language.text import Text
from index.programmes.programme import Term

_AND, _ARTICLES = "et", frozenset(("le", "la", "l'", "les"))


class Mention(NamedTuple):
    """`text[start:end]` names the term of this id."""

    term: str
    start: int
    end: int


class Vocabulary:
    """The terms of a vocabulary, found by their names and spoken forms. One form may stand for several terms."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = tuple(terms)
        self._ids: dict[Key, dict[str, None]] = {}
        forms = [(term.id, form) for term in self.terms for form in term.forms]
        for identity, form in forms:
            self._ids.setdefault(Text(form).word_stems, {})[identity] = None
        self.phrases = Phrases(form for _, form in forms)
        self.aside = frozenset(term.id for term in self.terms if term.aside)

    def found_in(self, text: Text) -> frozenset[str]:
        """Ids of the terms that `text` names."""
        return frozenset(mention.term for mention in self.mentions(text))

    def mentions(self, text: Text) -> list[Mention]:
        """Where `text` names terms, in its order. Two that share a word are both found: "phases 1 et 2"."""
        key, found = text.word_stems, text.words
        spans = [(start, end, key[start:end]) for start, end in self.phrases.spans(text)]
        for _, end, form in list(spans):
            other = self._joined_behind(key, end, form)
            if other is not None:
                spans.append((other, other + 1, (*form[:-1], key[other])))
        return [
            Mention(identity, found[start].start, found[end - 1].end)
            for start, end, form in sorted(spans)
            for identity in self._ids[form]
        ]

    def _joined_behind(self, key: Key, end: int, form: Key) -> int | None:
        """Place of a word behind "et" that makes another term with all but the last word of `form`; None where none does."""
        if key[end : end + 1] != (_AND,):
            return None
        place = end + 2 if key[end + 1 : end + 2] and key[end + 1] in _ARTICLES else end + 1
        return place if place < len(key) and (*form[:-1], key[place]) in self._ids else None

"""Forms of the lexicon that would harm questions: everyday words, and one form for two meanings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from index.checking.survey import Placed, Survey
from index.documents.document import Document
from index.errors import Problem
from index.language.dictionary import speller
from index.language.general_lexicon import Entry, EntryKind
from index.language.words import fold, stem, words

_REWRITTEN = (EntryKind.SMS, EntryKind.SPELLING)
"""Kinds whose forms are replaced wherever they stand in a question, whatever their case."""
COMMON = 200
"""Occurrences from which a word form of the frequency list counts as everyday French. The list (film subtitles) has
"laide" 1069 times and "dune" 300 times; chat forms that slipped into it, such as "qqn" and "ct", 57 times at most."""


def lexicon_problems(surveys: Sequence[Survey]) -> Iterator[tuple[Survey, Problem]]:
    """Problems of the entries of all corpora together, as one index reads them together."""
    corpus_words = _words_of(document for survey in surveys for document in survey.documents)
    meanings: dict[str, str] = {}
    for survey in surveys:
        for entry in survey.entries:
            for keys, form in _forms(entry.value):
                key = fold(form)
                if entry.value.kind in _REWRITTEN:
                    for message in _everyday(form, key, entry.value.means, corpus_words):
                        yield survey, entry.problem(message, *keys)
                if key == fold(entry.value.means):
                    continue  # "insee" for "INSEE": sets the case, and contradicts no other meaning
                yield from ((survey, p) for p in _second_meaning(entry, keys, form, key, meanings))


def _forms(entry: Entry) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("form",), entry.form
    for number, variant in enumerate(entry.variants):
        yield ("variants", number), variant


def _everyday(form: str, key: str, means: str, corpus_words: frozenset[str]) -> Iterator[str]:
    """A single word that people write in its own right. The meaning itself with other accents, case or ending
    ("binomes" for "binôme") is what the entry is there to repair."""
    if len(words(form)) != 1 or len(key) < 2 or stem(key) in {stem(word.text) for word in words(means)}:
        return
    shown = f" ({key!r} once accents and case are gone)" if key != form else ""
    remedy = "put other words around it (« c'est laide », not « laide »), or remove it."
    if _frequencies().get(key, 0) >= COMMON:
        yield f"{form!r} is an everyday French word{shown}, and would be replaced in every question: {remedy}"
    elif key in corpus_words:
        yield f"{form!r} is a word of the corpus, and would be replaced in questions about it: {remedy}"


def _second_meaning(
    entry: Placed[Entry],
    keys: tuple[str | int, ...],
    form: str,
    key: str,
    meanings: dict[str, str],
) -> Iterator[Problem]:
    other = meanings.setdefault(key, entry.value.means)
    if fold(other) != fold(entry.value.means):
        message = f"{form!r} already means {other!r}: keep one meaning, or tell the two forms apart."
        yield entry.problem(message, *keys)


def _words_of(documents: Iterable[Document]) -> frozenset[str]:
    return frozenset(
        fold(word.text) for document in documents for text in (document.title, document.text) for word in words(text)
    )


@lru_cache(maxsize=1)
def _frequencies() -> Mapping[str, int]:
    """Folded word → occurrences of its most frequent spelling in film subtitles, see `index.language.dictionary`."""
    found: dict[str, int] = {}
    for word, count in speller().word_frequency.dictionary.items():
        key = fold(word)
        found[key] = max(count, found.get(key, 0))
    return found

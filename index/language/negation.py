"""What a text denies: negations with the words they bear on, clause by clause.

A heuristic for the French of administrations, on the safe side: where a denied word is not denied on the other
side, the sentence does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.language.closed_classes import Table, WordSet, load
from index.language.proper_names import ShapedWord


@dataclass(frozen=True, slots=True)
class Negation:
    """A negation: the stems of the first words it bears on, and whether it restricts ("ne … que")."""

    start: int
    end: int
    scope: tuple[str, ...]
    only: bool

    @property
    def head(self) -> str:
        return self.scope[0] if self.scope else ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text with one verb at most, in principle: its stems and its negations."""

    start: int
    stems: frozenset[str]
    negations: tuple[Negation, ...]

    @property
    def denied(self) -> frozenset[str]:
        """Stems that are said not to be."""
        return frozenset(negation.head for negation in self.negations if negation.scope and not negation.only)


class _Negations(Table):
    particles: WordSet
    second_halves: WordSet
    alone: WordSet
    not_denying: WordSet
    breaks: WordSet
    carriers: WordSet
    auxiliaries: WordSet


_WORDS = load("negations.yaml", _Negations)
_REACH = 8  # words between "ne" and its second half: "n'a, à ce jour et dans ce territoire, pas signé" is rarer
_FARTHEST = 12  # words from a negation to what it bears on
_ADVERB = re.compile(r"(?:ell|iv|eus|air|iqu|al|ibl|abl|lein|ier)ement$")


def read_clauses(words: Sequence[ShapedWord]) -> tuple[Clause, ...]:
    """The clauses of a text, in order."""
    return tuple(_read(clause) for clause in _split(words))


def _split(words: Sequence[ShapedWord]) -> Iterator[Sequence[ShapedWord]]:
    start = 0
    for i, word in enumerate(words):
        if i > start and (word.breaks or word.shape.folded in _WORDS.breaks):
            yield words[start:i]
            start = i
    if start < len(words):
        yield words[start:]


def _read(words: Sequence[ShapedWord]) -> Clause:
    stems = frozenset(stem for word in words for stem in word.shape.stems)
    return Clause(words[0].start, stems, tuple(_negations(words)))


def _negations(words: Sequence[ShapedWord]) -> Iterator[Negation]:
    second_halves: set[int] = set()
    for i, word in enumerate(words):
        folded = word.shape.folded
        if folded in _WORDS.particles:
            reach = range(i + 1, min(len(words), i + _REACH))
            half = next((j for j in reach if words[j].shape.folded in _WORDS.second_halves), None)
            only = False
            if half is None:
                half = next((j for j in reach if words[j].shape.folded in ("que", "qu'")), None)
                only = half is not None
            if half is not None:
                second_halves.add(half)
            end = words[half].end if half is not None else word.end
            yield Negation(word.start, end, _scope(words, i), only)
        elif folded in _WORDS.alone and i not in second_halves:
            following = words[i + 1].shape.folded if i + 1 < len(words) else ""
            if f"{folded} {following}" not in _WORDS.not_denying:
                yield Negation(word.start, word.end, _scope(words, i), False)


def _scope(words: Sequence[ShapedWord], cue: int) -> tuple[str, ...]:
    """Stems of the first two words that a negation bears on, adverbs and carrying verbs passed over."""
    found: list[str] = []
    for word in words[cue + 1 : cue + 1 + _FARTHEST]:
        folded = word.shape.folded
        if found and folded in _WORDS.auxiliaries:
            break
        if not word.shape.stems or folded in _WORDS.carriers or folded in _WORDS.alone or _ADVERB.search(folded):
            continue
        found.append(word.shape.stems[0])
        if len(found) == 2:
            break
    if not found:  # "Les communes ? Aucune."
        found = [word.shape.stems[0] for word in words[max(0, cue - _FARTHEST) : cue] if word.shape.stems][-1:]
    return tuple(found)


def contradicts(said: Sequence[Clause], held: Sequence[Clause]) -> Iterator[tuple[str, str]]:
    """What the first text denies and the second does not, or the other way round, as ("added"|"lost", stem)."""
    bearing = {(n.only, stem) for clause in held for n in clause.negations for stem in (*n.scope, "")}
    for clause in said:
        yield from (("added", n.head) for n in clause.negations if (n.only, n.head) not in bearing)
    denied = frozenset().union(*(clause.denied for clause in held))
    if denied:
        for clause in said:
            for stem in sorted((clause.stems & denied) - _all_scopes(clause.negations)):
                if _is_best_denied(stem, clause, held):
                    yield "lost", stem


def _all_scopes(negations: Iterable[Negation]) -> frozenset[str]:
    return frozenset(stem for negation in negations if not negation.only for stem in negation.scope)


def _is_best_denied(stem: str, said: Clause, held: Sequence[Clause]) -> bool:
    """Whether the clause that says most of the same denies `stem`."""
    denying, asserting = -1, -1
    for clause in held:
        if stem in clause.denied:
            denying = max(denying, len(clause.stems & said.stems))
        elif stem in clause.stems:
            asserting = max(asserting, len(clause.stems & said.stems))
    return denying > asserting

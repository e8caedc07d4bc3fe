"""What a text denies: negations with the words they bear on, clause by clause.

A heuristic for the French of administrations, on the safe side: where a denied word is not denied on the other
side, the sentence does not pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.language.proper_names import Token
from index.language.words import word_set


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


_NE = word_set("ne n'")
_WITH_NE = word_set("pas plus jamais rien aucun aucune guere ni nul nulle")
_ALONE = word_set("pas aucun aucune jamais sans ni non nul nulle rien guere")
_NOT_DENYING = {("sans", "doute"), ("non", "seulement"), ("sans", "cesse"), ("sans", "precedent")}
_BREAKS = word_set("mais car qui dont et ou tandis lorsque")
_REACH = 8  # words between "ne" and its second half: "n'a, à ce jour et dans ce territoire, pas signé" is rarer
_FARTHEST = 12  # words from a negation to what it bears on
# Verbs that carry another one: "ne doit pas être éligible" denies "éligible".
_CARRIERS = word_set(
    """
    doit doivent devra devront devrait devraient pourra pourront pourrait pourraient semble semblent
    permet permettent
    """
)
_ADVERB = re.compile(r"(?:ell|iv|eus|air|iqu|al|ibl|abl|lein|ier)ement$")
_AUXILIARIES = word_set("est sont a ont sera seront etait etaient peut peuvent fut furent")


def read_clauses(tokens: Sequence[Token]) -> tuple[Clause, ...]:
    """The clauses of a text, in order."""
    return tuple(_read(clause) for clause in _split(tokens))


def _split(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for i, token in enumerate(tokens):
        if i > start and (token.breaks or token.shape.folded in _BREAKS):
            yield tokens[start:i]
            start = i
    if start < len(tokens):
        yield tokens[start:]


def _read(tokens: Sequence[Token]) -> Clause:
    stems = frozenset(stem for token in tokens for stem in token.shape.stems)
    return Clause(tokens[0].start, stems, tuple(_negations(tokens)))


def _negations(tokens: Sequence[Token]) -> Iterator[Negation]:
    second_halves: set[int] = set()
    for i, token in enumerate(tokens):
        folded = token.shape.folded
        if folded in _NE:
            reach = range(i + 1, min(len(tokens), i + _REACH))
            half = next((j for j in reach if tokens[j].shape.folded in _WITH_NE), None)
            only = False
            if half is None:
                half = next((j for j in reach if tokens[j].shape.folded in ("que", "qu'")), None)
                only = half is not None
            if half is not None:
                second_halves.add(half)
            end = tokens[half].end if half is not None else token.end
            yield Negation(token.start, end, _scope(tokens, i), only)
        elif folded in _ALONE and i not in second_halves:
            following = tokens[i + 1].shape.folded if i + 1 < len(tokens) else ""
            if (folded, following) not in _NOT_DENYING:
                yield Negation(token.start, token.end, _scope(tokens, i), False)


def _scope(tokens: Sequence[Token], cue: int) -> tuple[str, ...]:
    """Stems of the first two words that a negation bears on, adverbs and carrying verbs passed over."""
    found: list[str] = []
    for token in tokens[cue + 1 : cue + 1 + _FARTHEST]:
        folded = token.shape.folded
        if found and folded in _AUXILIARIES:
            break
        if not token.shape.stems or folded in _CARRIERS or folded in _ALONE or _ADVERB.search(folded):
            continue
        found.append(token.shape.stems[0])
        if len(found) == 2:
            break
    if not found:  # "Les communes ? Aucune."
        found = [token.shape.stems[0] for token in tokens[max(0, cue - _FARTHEST) : cue] if token.shape.stems][-1:]
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

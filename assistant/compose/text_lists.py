"""Lists of free texts: a lead-in and its items, marked with a bullet or not, shown whole or by their heads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.question.answer_types import AnswerType
from assistant.question.question import Question
from assistant.reading.candidates import Candidate
from index.documents.quote import Quote
from index.language.words import fold

LIST_CEILING = 130
"""Words a list with its lead-in may have; a longer one is shown by the heads of its items."""
_WHOLE_ITEM = 12
"""Words from which an item of a list reads as a sentence."""
_SHORT_LIST = 60
"""Words up to which a list is shown whole for one of its items: "siègent les acteurs suivants :" and one of five misleads."""
_LONGEST = 40
"""Items looked at."""
_ALIKE = 2
"""Words by which items without a bullet begin alike: "Un principe de…", "Un principe de…"."""
_HEAD = re.compile(r"^[^,;:(.]{3,}(?=\s?[,;:(])")
"""What an item says before it goes into detail: "l'attractivité, grâce notamment à…"."""

BULLET = re.compile(r"^\s*(?:[•▪◦*–-]|\d{1,2}[.)])\s+")

Siblings = Mapping[int, Candidate]
"""The candidates of one passage, by their place in it."""


def is_bulleted(candidate: Candidate) -> bool:
    return bool(BULLET.match(candidate.text))


def opens_list(candidate: Candidate) -> bool:
    return candidate.text.rstrip().endswith(":")


def list_from(lead: Candidate, siblings: Siblings) -> tuple[Candidate, ...]:
    """The lead-in with its items: whole where they fit, else by their heads, else as many as fit."""
    items = _items_after(lead, siblings)
    if _words((lead, *items)) <= LIST_CEILING:
        return (lead, *items)
    heads = _heads(items)
    if heads and _words((lead, *heads)) <= LIST_CEILING:
        return (lead, *heads)
    fitting: list[Candidate] = [lead, *items[:1]]
    for item in items[1:]:
        if _words((*fitting, item)) > LIST_CEILING:
            break
        fitting.append(item)
    return tuple(fitting)


def list_around(question: Question, item: Candidate, siblings: Siblings) -> tuple[Candidate, ...]:
    """A question that wants the list gets all of it; any other, the item alone when it is long enough to stand alone,
    else with its lead-in: "Régions de France ;" says nothing by itself."""
    lead = item.place
    while lead in siblings and is_bulleted(siblings[lead]):
        lead -= 1
    opener = siblings.get(lead)
    if opener is None or not opens_list(opener):
        return (item,)
    if question.wants(AnswerType.LIST) and opener.features.cover >= 0.5 * item.features.cover:
        return list_from(opener, siblings)
    if _words((item,)) >= _WHOLE_ITEM:
        return (item,)
    whole = list_from(opener, siblings)
    return whole if _words(whole) <= _SHORT_LIST else (opener, item)


def _items_after(lead: Candidate, siblings: Siblings) -> list[Candidate]:
    following: list[Candidate] = []
    for number in range(lead.place + 1, lead.place + 1 + _LONGEST):
        if number not in siblings:
            break
        following.append(siblings[number])
    if not following:
        return []
    first = following[0]
    if is_bulleted(first):
        return _run(following, is_bulleted)
    if first.text.rstrip().endswith(";"):
        items = _run(following, lambda item: item.text.rstrip().endswith(";"))
        return following[: len(items) + 1]  # the last one ends the sentence
    alike = _run(following, lambda item: _beginning(item) == _beginning(first))
    return alike if len(alike) > 1 else following[:1]


def _run(candidates: Sequence[Candidate], belongs: Callable[[Candidate], bool]) -> list[Candidate]:
    """The first ones that belong, up to the first that does not."""
    found: list[Candidate] = []
    for candidate in candidates:
        if not belongs(candidate):
            break
        found.append(candidate)
    return found


def _beginning(item: Candidate) -> list[str]:
    return fold(item.text[:_LONGEST]).split()[:_ALIKE]


def _heads(items: Sequence[Candidate]) -> list[Candidate] | None:
    """Each item cut to its head, which is still an exact quote; None where one of them has none."""
    heads: list[Candidate] = []
    for item in items:
        quote = bare_quote(item)
        match = _HEAD.match(quote.text)
        if match is None:
            return None
        comma = item is not items[-1] and quote.text[match.end() :].startswith(",")
        heads.append(item._replace(quote=replace(quote, end=quote.start + match.end() + comma)))
    return heads


def bare_quote(candidate: Candidate) -> Quote:
    """The quote without the bullet, which is layout."""
    quote = candidate.quote
    match = BULLET.match(quote.text)
    return replace(quote, start=quote.start + match.end()) if match else quote


def _words(candidates: Sequence[Candidate]) -> int:
    return sum(len(candidate.text.split()) for candidate in candidates)

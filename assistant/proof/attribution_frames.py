"""The closed ways in which a sentence may name the source of its quote, its date and its validity.

Only inside these frames may publisher, title and dates come from a document's metadata instead of its text:

    Selon la Caisse Aubarède (mars 2019) : …           D'après Localtis, mars 2019 : …      Selon Localtis, …
    … (publié le 5 mars 2019)      … (source : Localtis, mars 2019)      … (Localtis, mars 2019)
    … (en vigueur jusqu'au 31 décembre 2022)      … (valable à partir de mars 2019)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from index.language.dates import PartialDate, find_dates
from index.language.words import fold


class Sourced(Protocol):
    """What a frame is checked against."""

    @property
    def publisher(self) -> str | None: ...
    @property
    def title(self) -> str | None: ...
    @property
    def published_on(self) -> PartialDate | None: ...
    @property
    def validity(self) -> tuple[PartialDate | None, PartialDate | None]: ...


S = TypeVar("S", bound=Sourced)


@dataclass(frozen=True, slots=True)
class Unframed:
    """A sentence without its proven frames, and whether a frame at its head spoke for all of it."""

    text: str
    led: bool


_WHEN = r"(?P<when>(?:le |en |du )?[^(),:;]{4,32})"
_LEADS = tuple(
    re.compile(r"(?:Selon|D'après|Pour) (?P<who>[^():;]{2,160}?)" + tail, re.IGNORECASE)
    for tail in (
        rf" ?\((?:(?:publiée?s? |paru(?:e|s|es)? ))?{_WHEN}\) ?[:,] ?",
        rf", {_WHEN} ?: ?",
        r" ?: ?",
        r", ",
    )
)
_BRACKET = re.compile(r" ?\((?P<inside>[^()]{4,240})\)")
_PUBLISHED = re.compile(
    r"(?:texte |document |page |article )?(?:publi|par|mis)(?:é|u)?e?s?(?: en ligne)?"
    rf"(?: par (?P<who>[^,]{{2,120}}?))? (?=le |en ){_WHEN}",
    re.IGNORECASE,
)
_SOURCE = re.compile(rf"(?:sources? ?: ?)?(?P<who>.{{2,160}}), {_WHEN}", re.IGNORECASE)
_SOURCE_ALONE = re.compile(r"sources? ?: ?(?P<who>.{2,160})", re.IGNORECASE)
_VALID = re.compile(
    r"(?:en vigueur|valable|applicable|valide) (?P<side>depuis|à partir|à compter|jusqu')"
    r"(?:en|au?x?|du|de|d')? ?(?:le )?(?P<when>.{4,32})",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"(?:l'|le |la |les |« ?|\" ?)+")
_CLOSING = re.compile(r"[ »\".]+$")
_BEFORE_WHEN = re.compile(r"(?:le|en|du|de|d') ?", re.IGNORECASE)


def remove_frames(sentence: str, evidence: Sequence[S]) -> tuple[Unframed, list[S]]:
    """Take out the frames that the metadata of `evidence` prove; what remains is to be proven by quotes.

    A frame that no metadata prove stays in the text, where it is a claim like any other. When one frame leads the
    sentence and there is no other, only the evidence that it names is handed back.

    Args:
        sentence: normalised, without citation marks.
    """
    body, kept, trailing = sentence, list(evidence), 0
    for bracket in reversed(list(_BRACKET.finditer(sentence))):
        if any(_is_proven(bracket["inside"], item) for item in evidence):
            body = body[: bracket.start()] + body[bracket.end() :]
            trailing += 1
    for pattern in _LEADS:
        lead = pattern.match(body)
        named = [item for item in evidence if lead and _is_named(item, lead)]
        if lead and named:
            return Unframed(body[lead.end() :].strip(), True), kept if trailing else named
    return Unframed(body, False), kept


def _is_named(item: Sourced, frame: re.Match[str]) -> bool:
    groups = frame.groupdict()
    who, when = groups.get("who"), groups.get("when")
    return (who is None or _is_issuer(who, item)) and (when is None or _covers(when, item.published_on))


def _is_proven(inside: str, item: Sourced) -> bool:
    inside = inside.strip()
    if valid := _VALID.fullmatch(inside):
        ends = item.validity
        return _covers(valid["when"], ends[1] if valid["side"].lower() == "jusqu'" else ends[0])
    for pattern in (_PUBLISHED, _SOURCE, _SOURCE_ALONE):
        if (frame := pattern.fullmatch(inside)) and _is_named(item, frame):
            return True
    return False


def _is_issuer(who: str, item: Sourced) -> bool:
    return bool(who.strip()) and _bare(who) in {_bare(name) for name in (item.publisher, item.title) if name}


def _bare(name: str) -> str:
    folded = _CLOSING.sub("", fold(name))
    article = _ARTICLE.match(folded)
    return folded[article.end() :] if article else folded


def _covers(written: str, known: PartialDate | None) -> bool:
    """Whether `written` is one plain date and the known one, or a coarser form of it."""
    if known is None:
        return False
    bare = written.strip()
    if prefix := _BEFORE_WHEN.match(bare):
        bare = bare[prefix.end() :]
    dates = find_dates(bare)
    if len(dates) != 1 or (dates[0].start, dates[0].end) != (0, len(bare)):
        return False
    date = dates[0]
    return date.end_value is None and not date.modifier and date.value.contains(known)

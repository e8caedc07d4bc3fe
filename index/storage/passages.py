"""Passages: cuts of a document that never split a sentence, a table row, or a list from its lead-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.documents.document import Document
from index.language.sentences import split_sentences

CUT_VERSION = 4
"""Raise it when the cut changes: unchanged documents are then cut and encoded again."""

TARGET_WORDS = 130
"""Chosen on the development sets (`docs/decisions/`): shorter cuts lose context, longer ones blur the vector."""
MAX_WORDS = 260
"""Hard limit; about 400 tokens of the carried encoder, which reads 512 with title and section."""
_MIN_WORDS = 50
"""A section shorter than this shares its passage with the next one."""
_OVERRUN = 1.4
"""A paragraph that is nearly done is finished rather than cut: its sentences lean on each other."""
_MAX_SENTENCE = 2_000
"""Characters beyond which a "sentence" is a flattened table, cut at a space."""

_ITEM = re.compile(r"\s*(?:[•▪◦*–-]|\d{1,2}[.)]|[a-z]\))\s")


@dataclass(frozen=True, slots=True)
class Passage:
    """`document.text[start:end]`, with the spans of its sentences and headings, in order (document offsets)."""

    document_id: str
    start: int
    end: int
    section: tuple[str, ...]
    sentences: tuple[tuple[int, int], ...]

    @property
    def id(self) -> str:
        """Stable for the same cut of the same document."""
        return f"{self.document_id}:{self.start}-{self.end}"

    def text(self, document: Document) -> str:
        return document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class _Unit:
    """What may not be cut: a sentence, or a lead-in with the head of its list, with the headings before it."""

    start: int
    end: int
    words: int
    sentences: tuple[tuple[int, int], ...]
    opens_section: bool
    opens_paragraph: bool
    place: str | None


def cut(document: Document) -> list[Passage]:
    """The passages of a document, in order; together they cover all of its sentences. A passage stays within one page,
    slide or row, so that its place is known; only a sentence that runs over the page goes with it."""
    passages: list[Passage] = []
    group: list[_Unit] = []
    words = 0

    def close() -> None:
        nonlocal group, words
        if group:
            sentences = tuple(span for unit in group for span in unit.sentences)
            start, end = group[0].start, group[-1].end
            anchor = sentences[0][0] if sentences else start
            passages.append(Passage(document.id, start, end, document.titles_at(anchor), sentences))
        group, words = [], 0

    for unit in _units(document):
        limit = TARGET_WORDS if unit.opens_paragraph else TARGET_WORDS * _OVERRUN
        full = words + unit.words > limit and words >= _MIN_WORDS
        moved = bool(group) and unit.place != group[-1].place
        if moved or full or words + unit.words > MAX_WORDS or (unit.opens_section and words >= _MIN_WORDS):
            close()
        group.append(unit)
        words += unit.words
    close()
    return passages


def encoded_text(document: Document, passage: Passage) -> tuple[str, int]:
    """What the encoder reads for a passage (title, section, text) and the offset at which the passage begins in it."""
    text = passage.text(document)
    lead = document.title + "\n" if document.titled and not text.startswith(document.title) else ""
    if passage.section and passage.section[-1] != document.title:
        lead += " › ".join(passage.section) + "\n"
    return lead + text, len(lead)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for start, end in split_sentences(text):
        while end - start > _MAX_SENTENCE:
            space = text.rfind(" ", start + 1, start + _MAX_SENTENCE)
            middle = space if space > start else start + _MAX_SENTENCE
            yield start, middle
            start = middle + (text[middle : middle + 1] == " ")
        if end > start:
            yield start, end


def _units(document: Document) -> Iterator[_Unit]:
    text = document.text
    ends = {heading.start: heading.end for heading in document.headings}
    spans = list(_spans(text))
    position = 0
    opening: list[tuple[int, int]] = []
    while position < len(spans):
        start, end = spans[position]
        if ends.get(start) == end:
            opening.append((start, end))
            position += 1
            continue
        last = _last_of_unit(document, spans, position, ends)
        begin = opening[0][0] if opening else start
        paragraph = bool(opening) or position == 0 or "\n\n" in text[spans[position - 1][1] : start]
        finish = spans[last][1]
        sentences = (*opening, *spans[position : last + 1])
        place = document.place_at(begin)
        yield _Unit(begin, finish, _count(text[begin:finish]), sentences, bool(opening), paragraph, place)
        opening = []
        position = last + 1
    if opening:  # headings with nothing after them are still text people look for
        begin, finish = opening[0][0], opening[-1][1]
        yield _Unit(begin, finish, _count(text[begin:finish]), tuple(opening), True, True, document.place_at(begin))


def _last_of_unit(document: Document, spans: list[tuple[int, int]], position: int, ends: dict[int, int]) -> int:
    """Index of the last span that belongs with `spans[position]`: the list it opens, whole where it fits; the tail of
    a longer one follows on its own, and so does what stands in another place."""
    text = document.text
    start, end = spans[position]
    last = position
    if not text[start:end].rstrip().endswith(":"):
        return last
    place = document.place_at(start)
    length = _count(text[start:end])

    def follows(number: int) -> bool:
        return number < len(spans) and document.place_at(spans[number][0]) == place

    while follows(last + 1) and _is_item(text, spans[last + 1][0]):
        length += _count(text[slice(*spans[last + 1])])
        if length > MAX_WORDS:
            break
        last += 1
    if last == position and follows(position + 1) and spans[position + 1][0] not in ends:
        last += 1
    return last


def _is_item(text: str, start: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    return bool(_ITEM.match(text, line_start)) and not text[line_start:start].strip(" •▪◦*–-0123456789.)")


def _count(text: str) -> int:
    return text.count(" ") + text.count("\n") + 1

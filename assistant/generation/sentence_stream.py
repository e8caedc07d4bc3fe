"""From a stream of text to whole sentences with the extracts they cite, whatever the slicing of the stream."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.language.sentences import split_sentences

LONGEST = 2_000
"""Characters; text that goes on without a boundary is cut here, and no proof will accept it."""

_NUMBERS = r"\d{1,3}(?:\s*(?:,|;|–|-|\bet\b)\s*(?:n[°º]\s*)?\d{1,3})*"
MARK = re.compile(
    rf"\s*[\[【]\s*(?:(?:extrait|source|passage|document|citation)s?\s*)?(?:n[°º]\s*)?({_NUMBERS})\s*[\]】]",
    re.IGNORECASE,
)
"""`[1]`, `[1, 2]`, `[1-3]`, `[extrait 1]`, `【1】`."""
_MARKS_AT_HEAD = re.compile(rf"(?:{MARK.pattern})+\s*[.;,]?", re.IGNORECASE)
_OPEN_MARK = re.compile(r"\s*[\[【][^\]】]{0,40}$")
_UNFINISHED_MARK = re.compile(r"\s*[\[【][\d\s,;–-]*$")
_RANGE = re.compile(r"(\d{1,3})\s*[–-]\s*(\d{1,3})")
_WIDEST_RANGE = 20
_LEAD = re.compile(r"^\s*(?:#{1,6}\s+|>\s+|(?:[•·‣▪◦●*–—-]|\d{1,2}[.)])\s+)+")
_LABEL = re.compile(r"^(?:réponse(?: finale)?|answer)\s*:\s*", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*\*|__|`")
_MISSING = re.compile(r"^\W*manque\b\W*:", re.IGNORECASE)
_THINKS, _THOUGHT = "<think>", "</think>"


@dataclass(frozen=True)
class Written:
    """One sentence of a model.

    Attributes:
        text: without marks, bullets and emphasis.
        numbers: of the extracts it cites, in order, each once; empty where it cites none.
        missing: it says that something is missing, rather than what the extracts hold.
    """

    text: str
    numbers: tuple[int, ...] = ()
    missing: bool = False


class SentenceCutter:
    """Takes a stream in any slicing; what comes out depends on the text alone.

    A sentence is given out once the first word of the next one is whole: only then are its marks, which models put
    before or after its full stop, known to be all there."""

    def __init__(self) -> None:
        self._buffer = ""
        self._begun = False

    def feed(self, text: str) -> Iterator[Written]:
        """The sentences that `text` completes."""
        for character in text:
            self._buffer += character
            if self._thinks():
                continue
            if character.isspace() or len(self._buffer) > LONGEST:
                yield from self._whole()

    def close(self) -> Iterator[Written]:
        """What is left at the end of the stream."""
        if not self._thinks():
            yield from map_written(_pieces(self._buffer))
        self._buffer = ""

    def _thinks(self) -> bool:
        """True within the reasoning that some models put before their answer; it is left out."""
        if self._begun:
            return False
        head = self._buffer.lstrip()
        if head.startswith(_THINKS):
            end = head.find(_THOUGHT)
            if end < 0:
                return True
            self._buffer = head[end + len(_THOUGHT) :]
        elif _THINKS.startswith(head):
            return bool(head)
        self._begun = True
        return False

    def _whole(self) -> Iterator[Written]:
        if len(self._buffer) > LONGEST:
            yield from map_written([self._buffer])
            self._buffer = ""
            return
        pieces = _pieces(self._buffer)
        if len(pieces) < 2 or _OPEN_MARK.match(pieces[-1]):
            return
        yield from map_written(pieces[:-1])
        self._buffer = pieces[-1] + self._buffer[len(self._buffer.rstrip()) :]


def map_written(pieces: list[str]) -> Iterator[Written]:
    """Each piece read; those that say nothing are left out."""
    for piece in pieces:
        written = read_sentence(piece)
        if written is not None:
            yield written


def read_sentence(raw: str) -> Written | None:
    """The sentence and the extracts it cites; None for what holds neither letter nor digit."""
    raw = _EMPHASIS.sub("", raw)
    numbers = tuple(dict.fromkeys(n for mark in MARK.finditer(raw) for n in _numbers(mark[1])))
    text = _LEAD.sub("", _UNFINISHED_MARK.sub("", MARK.sub("", raw)))
    text = " ".join(_LABEL.sub("", _LEAD.sub("", text)).split())
    if not any(character.isalnum() for character in text):
        return None
    return Written(text, numbers, missing=bool(_MISSING.match(text)))


def _pieces(text: str) -> list[str]:
    """Sentences of a text, line by line, with the marks that follow each."""
    pieces: list[str] = []
    for line in _EMPHASIS.sub("", text).split("\n"):
        for start, end in split_sentences(line):
            piece = line[start:end]
            marks = _MARKS_AT_HEAD.match(piece)
            if marks and pieces:
                pieces[-1] += " " + marks[0].strip()
                piece = piece[marks.end() :].strip()
            if piece:
                pieces.append(piece)
    return pieces


def _numbers(inside: str) -> list[int]:
    span = _RANGE.fullmatch(inside.strip())
    if span and 0 <= int(span[2]) - int(span[1]) <= _WIDEST_RANGE:
        return list(range(int(span[1]), int(span[2]) + 1))
    return [int(number) for number in re.findall(r"\d{1,3}", inside)]

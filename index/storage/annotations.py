"""Annotations: what is known of each sentence and passage when the index is built, so that no question reads it again."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.documents.document import Document, Status
from index.language.quantities import find_quantities
from index.language.sentence_forms import Form, dates_of, read_forms
from index.language.words import stem, tokens
from index.storage.arrays import GrowingArray, GrowingRagged, Ragged, mapped

FOLDER = "annotations"
Spans = Sequence[tuple[int, int]]


def hashed(stem: str) -> int:
    """CRC-32 of a stem: the same in every process, and needs no vocabulary. Two stems of one passage that share it
    would count for each other, once in some millions of passages; quotes are checked on the text."""
    return zlib.crc32(stem.encode())


@dataclass(frozen=True)
class Rows:
    """Rows of various lengths, one after the other: values (n, …), and how many of them each row has (r,)."""

    values: NDArray
    lengths: NDArray[np.int64]


@dataclass(frozen=True)
class Block:
    """The annotations of one document that follow from its text, title and headings."""

    forms: NDArray[np.uint32]
    """(s,): `Form` of each sentence."""
    stems: Rows
    """uint32: hashes of the stems of each sentence."""
    dates: Rows
    """int32 (n, 2): first and last day of each date of a sentence, as ordinals (`datetime.date.toordinal`)."""
    figures: Rows
    """float64 (n, 2): value of each quantity, hash of the stem of its unit (0 without one)."""
    contexts: Rows
    """uint32, for each passage: hashes of the stems of its title and section."""


class Annotations:
    """The annotations of a snapshot.

    Rows of `forms`, `dated`, `states`, `stems`, `dates` and `figures` are sentences, those of `contexts` passages; see
    `Block`. Days are ordinals, 0 where there is none:
        `dated` (s, 2) int32, first and last day of the date the sentence stands under: that of its attribution or the
        publication of its document;
        `states` (s, 3) int32, number of its status (`status_of`), first and last day that it holds."""

    def __init__(self, folder: Path, passages: int, sentences: int) -> None:
        """Raises OSError or ValueError where the files are missing or do not fit."""
        folder = folder / FOLDER
        self.forms: NDArray[np.uint32] = mapped(folder / "forms.npy")
        self.dated: NDArray[np.int32] = mapped(folder / "dated.npy")
        self.states: NDArray[np.int32] = mapped(folder / "states.npy")
        self.stems = Ragged(folder, "stems")
        self.dates = Ragged(folder, "dates")
        self.figures = Ragged(folder, "figures")
        self.contexts = Ragged(folder, "contexts")
        each = (self.forms, self.dated, self.states, self.stems, self.dates, self.figures)
        if any(len(held) != sentences for held in each) or len(self.contexts) != passages:
            raise ValueError(f"the {FOLDER} differ in length")

    def block(self, passages: slice, sentences: slice) -> Block:
        """The annotations of one document, given the rows of its passages and of its sentences."""
        return Block(
            self.forms[sentences],
            Rows(*self.stems.slice(sentences)),
            Rows(*self.dates.slice(sentences)),
            Rows(*self.figures.slice(sentences)),
            Rows(*self.contexts.slice(passages)),
        )


class AnnotationWriter:
    """Writes the annotations of a snapshot, document by document."""

    def __init__(self, folder: Path) -> None:
        folder = folder / FOLDER
        folder.mkdir()
        self._forms = GrowingArray(folder, "forms", (), np.uint32)
        self._dated = GrowingArray(folder, "dated", (2,), np.int32)
        self._states = GrowingArray(folder, "states", (3,), np.int32)
        self._stems = GrowingRagged(folder, "stems", (), np.uint32)
        self._dates = GrowingRagged(folder, "dates", (2,), np.int32)
        self._figures = GrowingRagged(folder, "figures", (2,), np.float64)
        self._contexts = GrowingRagged(folder, "contexts", (), np.uint32)

    def append(self, document: Document, sentences: Spans, block: Block) -> None:
        """Adds a document. What its metadata say of its sentences is read here: that changes without its text."""
        self._forms.append(block.forms)
        self._dated.append(_dated(document, sentences))
        self._states.append(_states(document, sentences))
        for growing, rows in (
            (self._stems, block.stems), (self._dates, block.dates), (self._figures, block.figures),
            (self._contexts, block.contexts),
        ):  # fmt: skip
            growing.append(rows.values, rows.lengths)

    def close(self) -> None:
        """Writes the headers."""
        for array in (self._forms, self._dated, self._states, self._stems, self._dates, self._figures, self._contexts):
            array.close()


def annotate(document: Document, passages: Spans, sentences: Spans) -> Block:
    """The annotations of a document cut into these passages (start, end) and sentences."""
    forms: list[int] = []
    stems, dates, figures, contexts = _Growing(()), _Growing((2,)), _Growing((2,)), _Growing(())
    for start, end in sentences:
        text = document.text[start:end]
        mentions, quantities = dates_of(text), find_quantities(text)
        form = read_forms(text, mentions, quantities)
        forms.append(form | Form.HEADING if document.is_heading(start, end) else form)
        stems.add(_hashes(tokens(text)))
        dates.add(
            [(m.value.first.toordinal(), (m.end_value or m.value).last.toordinal()) for m in mentions]
        )
        figures.add([(float(q.value), hashed(stem(q.unit)) if q.unit else 0) for q in quantities])
    for start, _ in passages:
        contexts.add(_hashes(tokens(" ".join((document.title, *document.titles_at(start))))))
    return Block(
        np.array(forms, dtype=np.uint32),
        stems.rows(np.uint32),
        dates.rows(np.int32),
        figures.rows(np.float64),
        contexts.rows(np.uint32),
    )


class _Growing:
    """Rows of various lengths as they come."""

    def __init__(self, columns: tuple[int, ...]) -> None:
        self._columns = columns
        self._values: list = []
        self._lengths: list[int] = []

    def add(self, values: Sequence) -> None:
        self._values.extend(values)
        self._lengths.append(len(values))

    def rows(self, dtype: type) -> Rows:
        values: NDArray = np.array(self._values, dtype=dtype).reshape(-1, *self._columns)
        return Rows(values, np.array(self._lengths, dtype=np.int64))


def _hashes(found: Sequence[str]) -> list[int]:
    return [hashed(token) for token in dict.fromkeys(found)]


def _dated(document: Document, sentences: Spans) -> NDArray[np.int32]:
    """`Annotations.dated` of the sentences of a document."""
    published = document.published_on
    found = np.zeros((len(sentences), 2), dtype=np.int32)
    if published is not None:
        found[:] = published.first.toordinal(), published.last.toordinal()
    for number, (start, end) in enumerate(sentences if document.attributions else ()):
        attribution = document.attribution_at(start, end)
        if attribution is not None and attribution.valid_from is not None:
            found[number] = attribution.valid_from.first.toordinal(), attribution.valid_from.last.toordinal()
    return found


def status_of(number: int) -> Status | None:
    """The status with that number in `Annotations.states`."""
    return _STATUSES[number]


def number_of(status: Status | None) -> int:
    """Its number there."""
    return _NUMBERS[status]


_STATUSES: tuple[Status | None, ...] = (None, *Status)
_NUMBERS = {status: number for number, status in enumerate(_STATUSES)}


def _states(document: Document, sentences: Spans) -> NDArray[np.int32]:
    """`Annotations.states` of the sentences of a document."""
    spans = sentences if document.attributions else sentences[:1]
    found = np.zeros((len(sentences), 3), dtype=np.int32)
    for number, (start, end) in enumerate(spans):
        status, first, last = document.stated_at(start, end)
        row = number_of(status), first.first.toordinal() if first else 0, last.last.toordinal() if last else 0
        found[number if document.attributions else slice(None)] = row
    return found

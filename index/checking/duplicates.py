"""Texts that say the same: identical or near-identical documents."""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.checking.survey import Survey
from index.documents.document import Document
from index.errors import Problem
from index.language.words import fold, words
from index.records.registry import kinds

SHINGLE = 4
"""Words per shingle: long enough that two sheets on one subject share few by chance."""
NEAR = 0.8
"""Jaccard similarity of the shingle sets from which two texts are near duplicates (Broder 1997)."""
_SKETCH = 64
"""Smallest shingle hashes kept per document to find candidates. Two texts of similarity 0.8 share about 57 of them,
and fewer than `_SHARED` in less than one case in a billion."""
_SHARED = 16
_CROWD = 50
"""Documents beyond which a shingle is boilerplate, and no longer a trace of copying: keeps the pass linear."""
_SHORTEST = 20
"""Words under which two texts are alike by their nature ("non publié dans les sources consultées")."""


@dataclass(frozen=True)
class Twin:
    """Two documents that say the same; `first` comes first in the corpora."""

    first: Document
    second: Document
    similarity: float


def duplicate_texts(surveys: Sequence[Survey]) -> Iterator[tuple[Survey, Problem]]:
    """Two files with one text are indexed once and cited together: a warning, as for a near-identical text, because
    two newspapers may well print one dispatch. Two records that say the same are an error."""
    owners = [(survey, document) for survey in surveys for document in survey.documents]
    survey_of = {id(document): survey for survey, document in owners}
    for survey in surveys:
        paths = {document.id: document.path for document in survey.documents}
        for duplicate in survey.reading.duplicates:
            yield survey, Problem(duplicate.path, _once(paths[duplicate.document_id]), severity="warning")
    for twin in twins([document for _, document in owners]):
        survey = survey_of[id(twin.second)]
        if twin.first.text == twin.second.text and twin.second.record is None:
            yield survey, survey.problem(twin.second, _once(twin.first.path), severity="warning")
        elif twin.similarity == 1:
            message = f"has the same text as {twin.first.path}: remove one of the two."
            yield survey, survey.problem(twin.second, message)
        else:
            message = (
                f"is {twin.similarity:.0%} the same text as {twin.first.path}: keep one, or say in `replaces` which is"
                " the newer."
            )
            yield survey, survey.problem(twin.second, message, severity="warning")


def _once(path: str) -> str:
    return f"has the same text as {path}: it is indexed once and cited with both; remove one unless both are meant."


def twins(documents: Sequence[Document]) -> list[Twin]:
    """Pairs of similarity `NEAR` or more, in time linear in the text.

    A bottom-k sketch (Broder 1997) and an inverted index find the candidates, the full sets judge them. Written
    here rather than taken from datasketch: for 1,000 texts of 500 shingles its MinHash index took 0.8 s (and 0.65 s
    to import, with SciPy), this one 0.2 s. Documents of the programme's members are alike by design and left out."""
    shingles: list[frozenset[int]] = []
    holders: dict[int, list[int]] = defaultdict(list)
    found: list[Twin] = []
    members = {kind.id for kind in kinds() if kind.is_member}
    kept = [document for document in documents if document.kind not in members]
    for number, document in enumerate(kept):
        own = _shingles(document.text)
        shingles.append(own)
        shared: Counter[int] = Counter()
        sketch = sorted(own)[:_SKETCH]
        for shingle in sketch:
            crowd = holders[shingle]
            if len(crowd) < _CROWD:
                shared.update(crowd)
                crowd.append(number)
        for other, count in shared.items():
            if count >= min(_SHARED, len(sketch) // 2):
                similarity = len(own & shingles[other]) / len(own | shingles[other])
                if similarity >= NEAR and not _replaced(document, kept[other]):
                    found.append(Twin(kept[other], document, similarity))
    return found


def _replaced(a: Document, b: Document) -> bool:
    """True where one of the two already says that it replaces the other."""
    return a.id in b.replaces or b.id in a.replaces


def _shingles(text: str) -> frozenset[int]:
    """Hashes of the runs of `SHINGLE` words; none for a text that is too short to be judged."""
    folded = [fold(word.text) for word in words(text)]
    if len(folded) < _SHORTEST:
        return frozenset()
    runs = (" ".join(folded[at : at + SHINGLE]) for at in range(len(folded) - SHINGLE + 1))
    return frozenset(zlib.crc32(run.encode()) for run in runs)

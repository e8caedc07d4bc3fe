"""Write the files of a snapshot: blocks of unchanged documents are copied, the others cut and encoded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.build.plan import Hashed
from index.documents.document import Document
from index.encoder.encoder import EncodedText, Encoder
from index.language.words import tokens
from index.programmes.programme import NEUTRAL, Programme
from index.storage.annotations import AnnotationWriter, annotate
from index.storage.annotations import Block as Annotated
from index.storage.arrays import GrowingArray, mapped
from index.storage.corpus_words import WordCounter, add_counts, spellings_of
from index.storage.document_store import DocumentStore
from index.storage.keywords import VOCABULARY, KeywordWriter
from index.storage.manifest import Counts
from index.storage.passages import Passage, cut, encoded_text
from index.storage.string_table import Vocabulary
from index.storage.term_counts import Terms, TermsFile
from index.storage.vector_backends import EMBEDDED, create_vectors
from index.storage.vector_store import BATCH, Entry, VectorBackend, VectorStore

if TYPE_CHECKING:
    from index.storage.snapshot import Snapshot

_TITLES_HELD = 8_192
"""Titles and names whose vectors a build holds, 12 MB: an operator is named by each of its offers, and is encoded once."""


@dataclass(frozen=True)
class _Block:
    """All rows of one document: passages (p, 4) [start, end, first sentence in the block, sentences], sentences
    (s, 2), their vectors, title vectors, and the token counts of each passage."""

    passages: NDArray[np.int32]
    sentences: NDArray[np.int32]
    passage_vectors: NDArray[np.float32]
    sentence_vectors: NDArray[np.float16]
    title_vectors: NDArray[np.float32]


class SnapshotWriter:
    """Writes one snapshot folder. `live`, when given, was made with the same encoder."""

    def __init__(
        self,
        folder: Path,
        encoder: Encoder,
        live: Snapshot | None,
        programme: Programme = NEUTRAL,
        backend: VectorBackend = EMBEDDED,
    ) -> None:
        """`programme`: what the documents belong to."""
        self._folder = folder
        self._backend = backend
        self._programme = programme
        self._encoder = encoder
        self._live = live
        self._reusable = {} if live is None else {encoding: ordinal for ordinal, _, _, encoding in live.store.hashes()}
        d = encoder.dimension
        self._arrays = {
            "passages": GrowingArray(folder, "passages", (5,), np.int32),
            "sentences": GrowingArray(folder, "sentences", (2,), np.int32),
            "passage_vectors": GrowingArray(folder, "passage_vectors", (d,), np.float32),
            "sentence_vectors": GrowingArray(folder, "sentence_vectors", (d,), np.float16),
            "title_vectors": GrowingArray(folder, "title_vectors", (d,), np.float32),
            "title_documents": GrowingArray(folder, "title_documents", (), np.int32),
        }
        self._titles: dict[str, NDArray[np.float32]] = {}
        self._vectors: VectorStore | None = None

    def close(self) -> None:
        """Releases the vector store."""
        if self._vectors is not None:
            self._vectors.close()
            self._vectors = None

    def write(
        self, hashed: Sequence[Hashed], *, stale: Collection[str], progress: Callable[[str, int, int], None]
    ) -> Counts:
        """Writes all files but the lexicon and the manifest. `stale`: ids of the documents whose passages in the vector store
        of `live` must go."""
        vectors, held = self._open_vectors(stale)
        DocumentStore.write(self._folder / "documents.sqlite", hashed)
        total = len(hashed)
        pending: list[Entry] = []
        for ordinal, (document, block) in enumerate(self._blocks(hashed)):
            progress("encodage", ordinal + 1, total)
            if document.id not in held:
                pending.extend(self._entries(document, block))
            if len(pending) >= BATCH:
                vectors.add(pending)
                pending = []
            self._append(ordinal, block)
        vectors.add(pending)
        vectors.finish()
        counts = Counts(
            documents=total,
            passages=self._arrays["passages"].rows,
            sentences=self._arrays["sentences"].rows,
            titles=self._arrays["title_vectors"].rows,
        )
        for array in self._arrays.values():
            array.close()
        self.close()  # Chroma's graph: two kilobytes of memory a passage
        progress("mots", 0, total)
        self._write_words(hashed)
        return counts

    def _open_vectors(self, stale: Collection[str]) -> tuple[VectorStore, set[str]]:
        """The collection, and the ids of the documents whose passages it already holds: those of the live one that still
        hold, where its backend copies it.

        A server cannot copy a collection (only Chroma's distributed deployment forks one): there all vectors are sent,
        from the arrays of the live snapshot, which costs what adding them costs and no encoding."""
        live = self._live
        if live is None or live.programme.id != self._programme.id:
            return self._created(None), set()
        vectors = self._created(live.folder)
        if not vectors.count():
            return vectors, set()
        kept = {identity: ordinal for ordinal, identity, _, _ in live.store.hashes() if identity not in stale}
        rows = np.isin(live.passages[:, 0], list(kept.values()))
        vectors.delete(live.ids_of(np.flatnonzero(~rows)))
        if vectors.count() == int(rows.sum()):
            return vectors, set(kept)
        vectors.close()  # the live collection was not whole: nothing of it is taken over
        self._backend.drop(self._folder)
        return self._created(None), set()

    def _created(self, live: Path | None) -> VectorStore:
        self._vectors = create_vectors(self._folder, self._backend, self._encoder.dimension, live)
        return self._vectors

    def _blocks(self, hashed: Sequence[Hashed]) -> Iterator[tuple[Document, _Block]]:
        """One block per document, in order; new ones are encoded in windows so that batches are full."""
        window: list[tuple[Document, _Block | None]] = []
        fresh = 0
        for document, _, encoding in hashed:
            block = self._copied(encoding)
            window.append((document, block))
            fresh += block is None
            if fresh >= 64 or len(window) >= 512:
                yield from self._encoded(window)
                window, fresh = [], 0
        yield from self._encoded(window)

    def _copied(self, encoding: str) -> _Block | None:
        ordinal = self._reusable.get(encoding)
        if ordinal is None or self._live is None:
            return None
        live = self._live
        first, last = int(live.passages_of[ordinal]), int(live.passages_of[ordinal + 1])
        rows = np.array(live.passages[first:last])
        within = _sentences_of(rows)
        passages = rows[:, 1:]
        passages[:, 2] -= within.start
        titles = np.searchsorted(live.title_documents, [ordinal, ordinal + 1])
        return _Block(
            passages, live.sentences[within], live.passage_vectors[first:last],
            live.sentence_vectors[within], live.title_vectors[titles[0] : titles[1]],
        )  # fmt: skip

    def _encoded(self, window: Sequence[tuple[Document, _Block | None]]) -> Iterator[tuple[Document, _Block]]:
        fresh = [document for document, block in window if block is None]
        cuts = [cut(document) for document in fresh]
        names = self._unknown([name for document in fresh for name in document.search_names])
        texts = list(names)
        spans: list[list[tuple[int, int]]] = [[] for _ in names]
        for document, passages in zip(fresh, cuts, strict=True):
            for passage in passages:
                text, lead = encoded_text(document, passage)
                shift = lead - passage.start
                texts.append(text)
                spans.append([(start + shift, end + shift) for start, end in passage.sentences])
        vectors = iter(self._encoder.encode_passages(texts, spans))
        self._titles.update((name, next(vectors).whole) for name in names)
        made = iter([self._block(document, passages, vectors) for document, passages in zip(fresh, cuts, strict=True)])
        for document, block in window:
            yield document, block if block is not None else next(made)

    def _unknown(self, names: Sequence[str]) -> list[str]:
        """The names whose vectors are not held, once each; all of `names` where too many would be held."""
        unknown = dict.fromkeys(name for name in names if name not in self._titles)
        if len(self._titles) + len(unknown) > _TITLES_HELD:
            self._titles.clear()
            unknown = dict.fromkeys(names)
        return list(unknown)

    def _block(self, document: Document, passages: Sequence[Passage], vectors: Iterator[EncodedText]) -> _Block:
        rows: list[tuple[int, int, int, int]] = []
        spans: list[tuple[int, int]] = []
        wholes, pooled = [], []
        for passage in passages:
            encoded = next(vectors)
            rows.append((passage.start, passage.end, len(spans), len(passage.sentences)))
            spans.extend(passage.sentences)
            wholes.append(encoded.whole)
            pooled.append(encoded.sentences)
        titles = [self._titles[name] for name in document.search_names]
        d = self._encoder.dimension
        return _Block(
            np.array(rows, dtype=np.int32).reshape(-1, 4),
            np.array(spans, dtype=np.int32).reshape(-1, 2),
            np.array(wholes, dtype=np.float32).reshape(-1, d),
            np.concatenate(pooled).astype(np.float16) if pooled else np.empty((0, d), np.float16),
            np.array(titles, dtype=np.float32).reshape(-1, d),
        )

    def _entries(self, document: Document, block: _Block) -> Iterator[Entry]:
        programme = None if self._programme.is_neutral else self._programme.id
        spans = [tuple(span) for span in block.sentences.tolist()]
        for (start, end, first, count), vector in zip(block.passages.tolist(), block.passage_vectors, strict=True):
            within = tuple(spans[first : first + count])
            titles = document.titles_at(within[0][0] if within else start)
            yield Entry(vector, Passage(document.id, start, end, titles, within), document, programme)

    def _append(self, ordinal: int, block: _Block) -> None:
        first = self._arrays["sentences"].rows
        rows = np.empty((len(block.passages), 5), dtype=np.int32)
        rows[:, 0] = ordinal
        rows[:, 1:3] = block.passages[:, :2]
        rows[:, 3] = block.passages[:, 2] + first
        rows[:, 4] = block.passages[:, 3]
        self._arrays["passages"].append(rows)
        self._arrays["sentences"].append(block.sentences)
        self._arrays["passage_vectors"].append(block.passage_vectors)
        self._arrays["sentence_vectors"].append(block.sentence_vectors)
        self._arrays["title_vectors"].append(block.title_vectors)
        self._arrays["title_documents"].append(np.full(len(block.title_vectors), ordinal, dtype=np.int32))

    def _write_words(self, hashed: Sequence[Hashed]) -> None:
        """BM25 over title, names, section and text of each passage, the words of the corpus with their counts, and what
        is known of each sentence."""
        passages, sentences = mapped(self._folder / "passages.npy"), mapped(self._folder / "sentences.npy")
        bounds = np.searchsorted(passages[:, 0], np.arange(len(hashed) + 1))
        numbers: dict[str, int] = {}
        each = KeywordWriter(self._folder / "keywords", numbers)
        # Long documents repeat their words and differ widely in length: both corrections are stronger for them.
        whole = KeywordWriter(self._folder / "document_keywords", numbers, k1=2.0, b=0.9)
        counter = WordCounter()
        with (
            closing(TermsFile(self._folder, self._live.folder if self._live else None)) as kept,
            closing(AnnotationWriter(self._folder)) as annotations,
        ):
            for ordinal, (document, _, encoding) in enumerate(hashed):
                rows = passages[bounds[ordinal] : bounds[ordinal + 1]]
                spans = rows[:, 1:3].tolist()
                terms = kept.of(encoding, partial(_terms, document, spans))
                each.append(terms.passages)
                whole.append([_sum_of(terms.passages)])
                counter.add(terms.spellings)
                within = sentences[_sentences_of(rows)].tolist()
                annotated = self._annotated(encoding) if kept.same_program else None
                annotations.append(document, within, annotated or annotate(document, spans, within))
        vocabulary = Vocabulary.create(self._folder, VOCABULARY, numbers)
        each.finish(vocabulary)
        whole.finish(vocabulary)
        counter.save(self._folder)

    def _annotated(self, encoding: str) -> Annotated | None:
        """The annotations of the live document with that encoding hash."""
        ordinal, live = self._reusable.get(encoding), self._live
        if ordinal is None or live is None:
            return None
        first, last = live.passages_of[ordinal : ordinal + 2].tolist()
        return live.annotations.block(slice(first, last), _sentences_of(live.passages[first:last]))


def _sentences_of(passages: NDArray[np.int32]) -> slice:
    """Rows of the sentences of a document, from those of its passages."""
    if not len(passages):
        return slice(0, 0)
    return slice(int(passages[0, 3]), int(passages[-1, 3] + passages[-1, 4]))


def _sum_of(counts: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for each in counts:
        add_counts(total, each)
    return total


def _terms(document: Document, spans: Sequence[tuple[int, int]]) -> Terms:
    """The words of a document with these passages."""
    lead = tokens(" \n ".join((document.title, *document.names)))
    return Terms(
        passages=[
            dict(Counter(lead + tokens(" ".join(document.titles_at(start))) + tokens(document.text[start:end])))
            for start, end in spans
        ],
        spellings=spellings_of((document.title, *document.names, document.text)),
    )

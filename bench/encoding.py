"""The served encoder beside sentence-transformers on torch: same weights, same texts, same processor, in turns.

`python -m bench.encoding FOLDER SCRATCH` writes the peer's model, in a process of its own: it takes two gigabytes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measure import Row, Sample, interleaved

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.encoder.encoder import Encoder

ROUNDS = 3
PEER = "torch fp32"


def save_reference(folder: Path, scratch: Path) -> Path:
    """The carried weights as a sentence-transformers folder, as a user of that library would load it.

    `scratch` receives about 490 MB on the way. Raises ModelError."""
    from index.encoder.prepare.carried_model import CARRIED_MODEL, CarriedModel
    from index.encoder.prepare.reference_model import quiet

    with quiet():
        CarriedModel().load(CARRIED_MODEL, scratch).model.save(str(folder))
    return folder


def open_reference(folder: Path) -> SentenceTransformer:
    """The model of a sentence-transformers folder, on the processor."""
    from sentence_transformers import SentenceTransformer

    from index.encoder.prepare.reference_model import quiet

    with quiet():
        return SentenceTransformer(str(folder), device="cpu")


def encoding_rows(
    encoder: Encoder, reference: SentenceTransformer, queries: Sequence[str], passages: Sequence[str]
) -> list[Row]:
    """Milliseconds per query, one at a time, and passages per second, in batches; both sides warmed up first.

    Ours and the peer's take turns, query by query and batch by batch, so that another load on the machine weighs on
    both."""
    query_prompt, passage_prompt = encoder.card.query_prompt, encoder.card.passage_prompt
    encoder.encode_query(queries[0])
    reference.encode(query_prompt + queries[0])
    per_query = [
        (1000 * _seconds(encoder.encode_query, query), 1000 * _seconds(reference.encode, query_prompt + query))
        for query in queries
    ]
    per_second = []
    for turn in range(ROUNDS):
        texts = list(passages[turn::ROUNDS])
        ours = _seconds(lambda batch: list(encoder.encode_passages(batch)), texts)
        theirs = _seconds(reference.encode, [passage_prompt + text for text in texts])
        per_second.append((len(texts) / ours, len(texts) / theirs))
    query_ours, query_theirs = interleaved(per_query)
    passage_ours, passage_theirs = interleaved(per_second)
    return [
        Row("encode a question", "ms", query_ours, query_theirs, PEER),
        Row("encode passages", "passages/s", passage_ours, passage_theirs, PEER, better="higher"),
    ]


def agreement(encoder: Encoder, reference: SentenceTransformer, texts: Sequence[str]) -> Row:
    """Cosine of our passage vectors to the reference's; the lowest of `texts` is the first value."""
    theirs = reference.encode([encoder.card.passage_prompt + text for text in texts])
    ours = [encoded.whole for encoded in encoder.encode_passages(texts)]
    cosines = sorted(float(a @ b) for a, b in zip(ours, theirs, strict=True))
    return Row("cosine to the torch vectors", "", Sample(tuple(cosines)), aim=0.98, better="higher")


def _seconds(encode: Callable[..., object], given: object) -> float:
    started = time.perf_counter()
    encode(given)
    return time.perf_counter() - started


if __name__ == "__main__":
    save_reference(Path(sys.argv[1]), Path(sys.argv[2]))

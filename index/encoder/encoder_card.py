"""The card of a prepared encoder: `encoder.json`, what serving must know, what proves a folder whole.

Light on purpose: read by every process, so it imports no library.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.errors import IndexingError

CARD_FILE = "encoder.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
SENTENCEPIECE_FILE = "sentencepiece.model"
"""In place of the former, where the vocabulary can be served by SentencePiece itself."""
CARD_SCHEMA = 3

_SAMPLES, _SAMPLE_BYTES = 16, 4096
"""Pages of a file read to see that it holds what was written: a third of a millisecond for 80 MB, where reading
all of it would take 0.2 s and bring weights into memory that no question needs."""


class ModelError(IndexingError):
    """A model cannot be prepared; the message says why and what to do."""


class EncoderError(IndexingError):
    """A prepared model cannot be served; the message says what to run."""


class CardError(ValueError):
    """`encoder.json` is missing, unreadable, or does not match the files beside it."""


@dataclass(frozen=True)
class FileProof:
    """What a file of the folder held when it was prepared.

    ``size`` in bytes; ``sha256`` of all of it, which identifies it; ``sample`` of pages spread over it, which
    tells cheaply a file that was cut, emptied or half copied.
    """

    size: int
    sha256: str
    sample: str

    @classmethod
    def of(cls, path: Path) -> FileProof:
        """Raises ``OSError``."""
        return cls(path.stat().st_size, sha256_of(path), _sample_of(path))

    def holds(self, path: Path) -> bool:
        """Whether the file is still there, as long, and with the same sample. Raises ``OSError``."""
        return path.is_file() and path.stat().st_size == self.size and _sample_of(path) == self.sample


@dataclass(frozen=True)
class EncoderCard:
    """Everything that is known of a prepared encoder.

    ``pooling`` is ``mean`` or ``cls``; ``files`` has the proof of every other file of the folder, by name;
    ``verification`` holds the similarity to the reference model measured when the folder was prepared.
    """

    name: str
    spec: str
    source: str
    source_sha256: str
    dimension: int
    max_tokens: int
    pooling: str
    query_prompt: str
    passage_prompt: str
    files: Mapping[str, FileProof]
    created_on: str
    verification: dict[str, float | int | str] = field(default_factory=dict)
    schema: int = CARD_SCHEMA

    @property
    def fingerprint(self) -> str:
        """The name and a hash of all that determines a vector: graph, weights, tokenizer, prompts, pooling, length."""
        facts = [
            *(f"{name} {proof.sha256}" for name, proof in sorted(self.files.items())),
            self.query_prompt,
            self.passage_prompt,
            self.pooling,
            str(self.max_tokens),
        ]
        digest = hashlib.sha256("\x00".join(facts).encode()).hexdigest()
        return f"{self.name}-{digest[:16]}"

    def write(self, folder: Path) -> None:
        """Write `encoder.json` into ``folder``."""
        content = asdict(self)
        prompts = {"query": content.pop("query_prompt"), "passage": content.pop("passage_prompt")}
        content |= {"prompts": prompts, "fingerprint": self.fingerprint}
        text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
        (folder / CARD_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> EncoderCard:
        """The card of ``folder``, once its files were found to be those it describes (by size and by sample).

        Raises :class:`CardError` naming the file at fault.
        """
        path = folder / CARD_FILE
        try:
            card = cls._from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise CardError(f"{path} is missing") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CardError(f"{path} is unreadable: {error}") from error
        prove(folder, card.files)
        return card

    @classmethod
    def _from_json(cls, content: dict[str, Any]) -> EncoderCard:
        if content.get("schema") != CARD_SCHEMA:
            raise ValueError(f"schema {content.get('schema')!r} is not {CARD_SCHEMA}")
        stored = content.pop("fingerprint")
        prompts = content.pop("prompts")
        files = {name: FileProof(**proof) for name, proof in content.pop("files").items()}
        card = cls(**content, files=files, query_prompt=prompts["query"], passage_prompt=prompts["passage"])
        if card.fingerprint != stored:
            raise ValueError("its fingerprint does not match its content")
        if MODEL_FILE not in files or not {TOKENIZER_FILE, SENTENCEPIECE_FILE} & set(files):
            raise ValueError("it does not name the model and the tokenizer")
        return card


def prove(folder: Path, files: Mapping[str, FileProof]) -> None:
    """Raises :class:`CardError` naming the first file of ``folder`` that is not what was prepared."""
    for name, proof in files.items():
        try:
            whole = proof.holds(folder / name)
        except OSError as error:
            raise CardError(f"{folder / name} is unreadable: {error}") from error
        if not whole:
            raise CardError(f"{folder / name} is not the file that was prepared ({proof.size} bytes)")


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sample_of(path: Path) -> str:
    """Hexadecimal SHA-256 of pages spread evenly over a file, its first and last bytes among them."""
    digest = hashlib.sha256()
    last = max(path.stat().st_size - _SAMPLE_BYTES, 0)
    with path.open("rb") as file:
        for step in range(_SAMPLES):
            file.seek(last * step // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))
    return digest.hexdigest()

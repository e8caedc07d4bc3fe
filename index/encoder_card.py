"""The card of a prepared encoder: `encoder.json`, what serving must know, what proves a folder whole.

Light on purpose: read by every process, so it imports no library.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from index.errors import IndexingError

CARD_FILE = "encoder.json"
MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_SCHEMA = 1


class ModelError(IndexingError):
    """A model cannot be prepared; the message says why and what to do."""


class EncoderError(IndexingError):
    """A prepared model cannot be served; the message says what to run."""


class CardError(ValueError):
    """`encoder.json` is missing, unreadable, or does not match the files beside it."""


@dataclass(frozen=True)
class EncoderCard:
    """Everything that is known of a prepared encoder.

    ``pooling`` is ``mean`` or ``cls``; ``file_sizes`` are bytes by file name; ``verification`` holds the
    similarity to the reference model measured when the folder was prepared.
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
    sha256: str
    tokenizer_sha256: str
    file_sizes: dict[str, int]
    created_on: str
    verification: dict[str, float | int | str] = field(default_factory=dict)
    schema: int = CARD_SCHEMA

    @property
    def fingerprint(self) -> str:
        """The name and a hash of all that determines a vector: graph, tokenizer, prompts, pooling, length."""
        facts = [
            self.sha256,
            self.tokenizer_sha256,
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
        """The card of ``folder``, once the sizes of its files were found right (contents are not re-read).

        Raises :class:`CardError` naming the file at fault.
        """
        path = folder / CARD_FILE
        try:
            card = cls._from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise CardError(f"{path} is missing") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CardError(f"{path} is unreadable: {error}") from error
        for name, size in card.file_sizes.items():
            file = folder / name
            if not file.is_file() or file.stat().st_size != size:
                raise CardError(f"{file} is missing or not {size} bytes long")
        return card

    @classmethod
    def _from_json(cls, content: dict[str, Any]) -> EncoderCard:
        if content.get("schema") != CARD_SCHEMA:
            raise ValueError(f"schema {content.get('schema')!r} is not {CARD_SCHEMA}")
        stored = content.pop("fingerprint")
        prompts = content.pop("prompts")
        card = cls(**content, query_prompt=prompts["query"], passage_prompt=prompts["passage"])
        if card.fingerprint != stored:
            raise ValueError("its fingerprint does not match its content")
        if {MODEL_FILE, TOKENIZER_FILE} - set(card.file_sizes):
            raise ValueError("it does not name the model and the tokenizer")
        return card


def sha256_of(path: Path) -> str:
    """Hexadecimal SHA-256 of a file. Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""The card of a prepared reader: `reader.json`, what it was made of and what proves its folder whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from index.encoder.encoder_card import MODEL_FILE, CardError, FileProof, prove

READER_CARD_FILE = "reader.json"
READER_CARD_SCHEMA = 1


@dataclass(frozen=True)
class ReaderCard:
    """What is known of a prepared reader.

    ``learned_sha256`` is that of the file it was merged from; ``files`` has the proof of every other file of the folder;
    ``verification`` says how far its judgements are from those of the reference model."""

    name: str
    learned_sha256: str
    source_sha256: str
    max_tokens: int
    files: Mapping[str, FileProof]
    created_on: str
    verification: Mapping[str, float | int] = field(default_factory=dict)
    schema: int = READER_CARD_SCHEMA

    @property
    def fingerprint(self) -> str:
        """The name and a hash of all that determines a judgement."""
        facts = [*(f"{name} {proof.sha256}" for name, proof in sorted(self.files.items())), str(self.max_tokens)]
        return f"{self.name}-{hashlib.sha256(chr(0).join(facts).encode()).hexdigest()[:16]}"

    def write(self, folder: Path) -> None:
        """Write `reader.json` into ``folder``."""
        text = json.dumps(asdict(self) | {"fingerprint": self.fingerprint}, ensure_ascii=False, indent=2) + "\n"
        (folder / READER_CARD_FILE).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> ReaderCard:
        """The card of ``folder``, once its files were found to be those it describes (by size and by sample).

        Raises :class:`CardError` naming the file at fault."""
        path = folder / READER_CARD_FILE
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            stored = content.pop("fingerprint")
            files = {name: FileProof(**proof) for name, proof in content.pop("files").items()}
            card = cls(**content, files=files)
        except FileNotFoundError:
            raise CardError(f"{path} is missing") from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise CardError(f"{path} is unreadable: {error}") from error
        if card.schema != READER_CARD_SCHEMA or card.fingerprint != stored or MODEL_FILE not in files:
            raise CardError(f"{path} does not match its content")
        prove(folder, files)
        return card

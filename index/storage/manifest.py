"""The manifest of a snapshot: what it was built from and with."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field, ValidationError

from index.documents.document import Frozen
from index.errors import SnapshotError
from index.storage.gate_report import GateReport

SCHEMA_VERSION = 10
"""Raise it when the files of a snapshot change their meaning: older snapshots are then rebuilt."""
MANIFEST_FILE = "manifest.json"


class Counts(Frozen):
    documents: int = 0
    passages: int = 0
    sentences: int = 0
    titles: int = 0
    questions: int = 0


class EncoderStamp(Frozen):
    name: str
    fingerprint: str
    dimension: int


class Manifest(Frozen):
    """Written last: a snapshot without a manifest is not one."""

    schema_version: int = SCHEMA_VERSION
    id: str
    created_on: dt.datetime
    encoder: EncoderStamp
    lexicon: str
    programmes: str = ""
    """Fingerprint of the declared programmes."""
    questions: str = ""
    """Fingerprint of the accepted questions."""
    cut_version: int
    corpora: tuple[str, ...]
    counts: Counts
    kinds: dict[str, int]
    problems: tuple[str, ...] = ()
    """What was left out of this build, one line each."""
    files: dict[str, int] = Field(default_factory=dict)
    """Size in bytes of each file, see `index.storage.health`."""
    gate: GateReport | None = None
    """What became of the control questions before the swap; None for a first build or a build without a gate."""

    def save(self, folder: Path) -> None:
        """Writes it aside and renames it: a full disk or a kill leaves no half of a manifest."""
        temporary = folder / f"{MANIFEST_FILE}.part"
        temporary.write_text(self.model_dump_json(indent=1), "utf-8")
        temporary.replace(folder / MANIFEST_FILE)

    @classmethod
    def load(cls, folder: Path) -> Manifest:
        """Raises SnapshotError when the manifest is missing, damaged or of another version."""
        remedy = "run `assistant index --full`"
        try:
            text = (folder / MANIFEST_FILE).read_text("utf-8")
        except OSError as error:
            raise SnapshotError(f"snapshot {folder.name} is incomplete: {remedy}") from error
        except ValueError as error:  # not UTF-8, or a CURRENT that is no name at all
            raise SnapshotError(f"the manifest of snapshot {folder.name!r} is damaged: {remedy}") from error
        try:
            manifest = cls.model_validate_json(text)
        except ValidationError as error:
            raise SnapshotError(f"the manifest of snapshot {folder.name} is damaged: {remedy}") from error
        if manifest.schema_version != SCHEMA_VERSION:
            raise SnapshotError(
                f"snapshot {folder.name} has version {manifest.schema_version}, this program reads "
                f"{SCHEMA_VERSION}: {remedy}"
            )
        return manifest

"""What maintainers run, whatever the door: prepare the encoder, build."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build.builder import Progress, Report, build
from index.encoder.encoder import Encoder
from index.encoder.prepare.preparation import Progress as PreparationProgress
from index.encoder.prepare.preparation import locate, prepare
from index.encoder.prepare.reader_preparation import locate_reader
from index.encoder.prepare.reader_preparation import prepare_reader as install_reader
from index.members.member_import import FOLDER
from index.settings import CARRIED_READER, Settings


def prepare_encoder(settings: Settings, *, force: bool = False, progress: PreparationProgress | None = None) -> Path:
    """The folder of the prepared encoder, prepared now if need be. Raises ModelError."""
    if not force:
        found = locate(settings.encoder, *settings.model_folders)
        if found is not None:
            return found
    return prepare(settings.encoder, settings.models, progress=progress, force=force)


def prepare_reader(settings: Settings, *, force: bool = False, progress: PreparationProgress | None = None) -> Path | None:
    """The folder of the prepared reader, prepared now if need be; None where the settings name another, or none. Raises
    ModelError."""
    if settings.reader != CARRIED_READER:
        return None
    if not force:
        found = locate_reader(*settings.model_folders)
        if found is not None:
            return found
    return install_reader(settings.models, progress=progress, force=force)


def sources_of(settings: Settings, corpora: Sequence[Path] = ()) -> tuple[Path, ...]:
    """The folders that are indexed: those named, else the settings' corpus and the imported members."""
    imported = settings.data / FOLDER
    return tuple(corpora) or (settings.corpus, *([imported] if imported.is_dir() else []))


@dataclass(frozen=True)
class Builder:
    """What `assistant index` builds, again and again where it watches."""

    settings: Settings
    corpora: tuple[Path, ...]
    encoder: Encoder

    @classmethod
    def open(
        cls, settings: Settings, corpora: Sequence[Path] = (), progress: PreparationProgress | None = None
    ) -> Builder:
        """The folders named, else the settings' corpus and the imported members. Raises ModelError."""
        prepare_reader(settings, progress=progress)
        encoder = Encoder.open(prepare_encoder(settings, progress=progress), settings.threads)
        return cls(settings, sources_of(settings, corpora), encoder)

    def build(
        self, *, full: bool = False, dry_run: bool = False, force: bool = False, progress: Progress | None = None
    ) -> Report:
        """Raises IndexingError, and JsonLinesError for control questions that cannot be read."""
        from assistant.maintenance.quality_gate import QualityGate

        gate = None if dry_run else QualityGate.of(self.settings, self.encoder, self.corpora)
        return build(
            self.corpora, self.settings.data, self.encoder, full=full, dry_run=dry_run, force=force, progress=progress,
            gate=gate, backend=self.settings.vector_backend,
        )  # fmt: skip

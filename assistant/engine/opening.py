"""What an assistant needs to be opened: its encoder and its live index, side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from assistant.engine.live import LiveIndex
from index.encoder.encoder import Encoder, read_card
from index.encoder.prepare.preparation import locate
from index.encoder.prepare.reader_preparation import locate_reader
from index.encoder.reader import OnnxReader, Reader
from index.errors import SnapshotError
from index.settings import CARRIED_READER, NO_READER, Settings
from index.storage.vector_backends import EMBEDDED


def open_parts(settings: Settings) -> tuple[Encoder, LiveIndex, Reader | None]:
    """Raises SnapshotError when there is no prepared encoder, no prepared reader or no index, ModelError for a cross-encoder that
    cannot be opened; the message says what to do."""
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise SnapshotError(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    reorder = None
    if settings.cross_encoder:
        from assistant.search.cross_encoder import CrossEncoderReranker  # torch: only where it is asked for

        reorder = CrossEncoderReranker.open(settings.cross_encoder).reorder

    backend = settings.vector_backend

    def index() -> LiveIndex:
        return LiveIndex(settings.data, read_card(folder), reorder, backend)

    if backend.name != EMBEDDED.name:
        # The index first: while its server is away, every request tries, and the encoder takes half a second to load.
        opened = index()
        encoder = Encoder.open(folder, settings.threads)
        return encoder, opened, open_reader(settings, encoder)
    # Each takes half a second or more, and the encoder's needs the interpreter little: vocabulary and weights are read in C++,
    # while Chroma is imported.
    with ThreadPoolExecutor(1) as pool:
        models = pool.submit(_models, folder, settings)
        opened = index()
    encoder, reader = models.result()
    return encoder, opened, reader


def _models(folder: Path, settings: Settings) -> tuple[Encoder, Reader | None]:
    encoder = Encoder.open(folder, settings.threads)
    return encoder, open_reader(settings, encoder)


def open_reader(settings: Settings, encoder: Encoder | None = None) -> Reader | None:
    """The reader that the settings name, beside the encoder that the process holds; None for none. Raises SnapshotError where it
    is not prepared, EncoderError where it is damaged, ModelError for another that cannot be opened."""
    if settings.reader == NO_READER:
        return None
    if settings.reader != CARRIED_READER:
        from assistant.search.foreign_reader import open_foreign  # torch, or a client: only where it is asked for

        key = settings.reader_key.get_secret_value() if settings.reader_key else None
        return open_foreign(settings.reader, settings.reader_model, key)
    folder = locate_reader(*settings.model_folders)
    if folder is None:
        raise SnapshotError("the reader is not prepared: run `assistant model prepare`, or set ASSISTANT_READER=off")
    return OnnxReader.open(folder, encoder, settings.threads)

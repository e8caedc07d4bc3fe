"""What an assistant needs to be opened: its encoder and its live index, side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.engine.live import LiveIndex
from index.encoder.encoder import Encoder, read_card
from index.encoder.prepare.preparation import locate
from index.errors import SnapshotError
from index.settings import Settings
from index.storage.vector_backends import EMBEDDED


def open_parts(settings: Settings) -> tuple[Encoder, LiveIndex]:
    """Raises SnapshotError when there is no prepared encoder or no index, ModelError for a cross-encoder that cannot be
    opened; the message says what to do."""
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
        return Encoder.open(folder, settings.threads), opened
    # Each takes half a second or more, and the encoder's needs the interpreter little: vocabulary and weights are read in C++,
    # while Chroma is imported.
    with ThreadPoolExecutor(1) as pool:
        encoder = pool.submit(Encoder.open, folder, settings.threads)
        opened = index()
    return encoder.result(), opened

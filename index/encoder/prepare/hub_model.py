"""Models of a hub, fetched over the network the first time."""

from __future__ import annotations

from pathlib import Path

from index.encoder.prepare.encoder_source import EncoderSource
from index.encoder.prepare.reference_model import ReferenceModel, load_sentence_transformer


class HubModel(EncoderSource):
    """A sentence-transformers model, named by its id: ``owner/name``."""

    def takes(self, spec: str) -> bool:
        return True

    def load(self, spec: str, scratch: Path) -> ReferenceModel:
        return load_sentence_transformer(
            spec,
            spec,
            f"hub:{spec}",
            lambda reason: (
                f"The model {spec} could not be fetched: the hub is unreachable or knows no such model ({reason}). "
                "Connect and try again, or set ASSISTANT_ENCODER to a local sentence-transformers folder, or leave "
                "it unset for the carried model."
            ),
        )

"""Models in a folder of this machine, as ``SentenceTransformer.save()`` writes them."""

from __future__ import annotations

from pathlib import Path

from index.encoder.encoder_card import ModelError
from index.encoder.prepare.encoder_source import EncoderSource
from index.encoder.prepare.reference_model import ReferenceModel, load_sentence_transformer


class LocalFolder(EncoderSource):
    """A sentence-transformers folder, named by its path."""

    def takes(self, spec: str) -> bool:
        """A folder that is there, or what can only be a path: a hub id is ``name`` or ``owner/name``."""
        return Path(spec).expanduser().is_dir() or spec.startswith(("/", ".", "~")) or spec.count("/") > 1

    def load(self, spec: str, scratch: Path) -> ReferenceModel:
        folder = Path(spec).expanduser()
        if not folder.is_dir():
            raise ModelError(f"The model folder {folder} does not exist: correct ASSISTANT_ENCODER.")
        if not (folder / "modules.json").is_file():
            raise ModelError(
                f"{folder} is not a sentence-transformers model (it has no modules.json): name the folder that "
                "SentenceTransformer.save() wrote."
            )
        return load_sentence_transformer(
            str(folder),
            spec,
            str(folder.resolve()),
            lambda reason: f"{folder} cannot be loaded as a sentence-transformers model ({reason}): save it again.",
        )

"""A real index of a corpus of others: built once by the product's own build, then taken again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from tqdm import tqdm

from assistant.engine.assistant import Assistant
from assistant.engine.live import LiveIndex
from assistant.engine.opening import open_reader
from evaluation.foreign.foreign_corpora import ForeignCorpus
from evaluation.service_public import write_files
from index.build.builder import Progress, build
from index.encoder.encoder import Encoder
from index.encoder.prepare.preparation import locate
from index.errors import SnapshotError
from index.settings import Settings, load_settings


def prepared_encoder(data: Path | None = None) -> Encoder:
    """The encoder that is prepared in a data directory or in the project's. Raises SnapshotError where there is none."""
    settings = load_settings(data=data)
    folder = locate(settings.encoder, *settings.model_folders)
    if folder is None:
        raise SnapshotError(f"encoder {settings.encoder} is not prepared: run `assistant model prepare`")
    return Encoder.open(folder, settings.threads)


def assistant_over(corpus: ForeignCorpus, work: Path, encoder: Encoder) -> Assistant:
    """An assistant over the corpus, indexed below `work`; what did not change since is neither written nor encoded again.

    Raises BuildError, OSError."""
    place = work / corpus.name
    files = _written(corpus, place)
    settings = _settings(place / "index")
    with _bar(corpus.name) as progress:
        build([files], settings.data, encoder, progress=progress)
    return Assistant(settings, encoder, LiveIndex(settings.data, encoder), open_reader(settings, encoder))


def _settings(data: Path) -> Settings:
    """No language model: what is measured is the product as it is installed."""
    return load_settings(data=data, engine="extractive")


def _written(corpus: ForeignCorpus, place: Path) -> Path:
    """The folder of the corpus's files, whole: its stamp is written last."""
    files, stamp = place / "corpus", place / "corpus.sha256"
    told = json.dumps([corpus.publisher, [asdict(document) for document in corpus.documents]])
    fingerprint = sha256(told.encode()).hexdigest()
    if not stamp.exists() or stamp.read_text("utf-8") != fingerprint:
        stamp.unlink(missing_ok=True)
        if files.exists():
            shutil.rmtree(files)
        write_files(corpus.documents, files, corpus.publisher)
        stamp.write_text(fingerprint, "utf-8")
    return files


@contextmanager
def _bar(name: str) -> Iterator[Progress]:
    """One bar for the steps of a build, one after the other."""
    with tqdm(desc=f"{name} : index", unit="") as bar:

        def progress(step: str, done: int, total: int) -> None:
            if bar.desc != (told := f"{name} : {step}"):
                bar.reset(total or None)
                bar.set_description_str(told, refresh=False)
            bar.total = total or None
            bar.n = done
            bar.refresh()

        yield progress

"""The real encoder and one small built index, for the tests of the index."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the helpers beside the tests, whatever the import mode

from small_corpora import TEXTS, Place, RecordingEncoder, write

from index.formats import Canonical, Converter, read_file


@pytest.fixture(scope="session")
def converter() -> Iterator[Converter]:
    """The process that reads files, one for all tests."""
    with Converter() as shared:
        yield shared


@pytest.fixture
def read(tmp_path: Path, converter: Converter) -> Callable[[str, bytes], Canonical]:
    """Reads a file of that name and content."""

    def read_data(name: str, data: bytes) -> Canonical:
        (tmp_path / name).write_bytes(data)
        return read_file(tmp_path / name, converter)

    return read_data


@pytest.fixture(scope="session")
def recording_encoder(encoder_folder: Path) -> RecordingEncoder:
    return RecordingEncoder.open(encoder_folder, threads=1)  # type: ignore[return-value]


@pytest.fixture(scope="session")
def built(recording_encoder: RecordingEncoder, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A small corpus with its index; nobody may change it: take `place`."""
    folder = tmp_path_factory.mktemp("built")
    place = Place(write(folder / "corpus", TEXTS), folder / "data", recording_encoder)
    report = place.build()
    assert not report.problems, report.problems
    return place


@pytest.fixture
def place(built: Place, tmp_path: Path) -> Place:
    """A copy of the small index and its corpus, to change at will."""
    return built.copy(tmp_path)

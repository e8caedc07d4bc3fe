"""Two servers of other administrations: one over the invented programme, one over two texts without any programme."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.assistant.conftest import Server, admin_of, running

if TYPE_CHECKING:
    from index.encoder.encoder import Encoder

ZEBRE = Path(__file__).resolve().parents[1] / "zebre_corpus"
PLAIN = {
    "four.md": "# Le four à pain\n\nLe four à pain du village a été construit en 1911. Il cuit quarante pains le samedi.\n\n"
    "## Qui s'en occupe\n\nLe comité des fêtes gère le four à pain depuis 1998.\n",
    "lavoir.md": "# Le lavoir\n\nLe lavoir a été restauré en 2015 pour 12 000 euros. Il est ouvert tous les jours.\n",
}
"""A corpus without `programmes.yaml` and without records."""


@dataclass(frozen=True)
class Served:
    """A running server, the corpus and data it serves, and headers of its administrator."""

    name: str
    server: Server
    corpus: Path
    data: Path
    admin: dict[str, str]


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> Encoder:
    from index.encoder.encoder import Encoder

    return Encoder.open(encoder_folder, 1)


@pytest.fixture(scope="session")
def plain_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plain-corpus")
    for name, text in PLAIN.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="session")
def indexed(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Path]:
    """The data directory with the index of a corpus."""
    from index.build.builder import build

    def made(corpus: Path) -> Path:
        data = tmp_path_factory.mktemp("other-data")
        report = build([corpus], data, encoder)
        assert not report.problems, report.problems
        return data

    return made


@pytest.fixture(scope="session")
def zebre(indexed: Callable[[Path], Path]) -> Iterator[Served]:
    """The invented programme, served."""
    data = indexed(ZEBRE)
    admin = admin_of(data)
    with running(data, page=True, settings={"ASSISTANT_CORPUS": str(ZEBRE)}) as server:
        yield Served("zebre", server, ZEBRE, data, admin)


@pytest.fixture(scope="session")
def plain(indexed: Callable[[Path], Path], plain_corpus: Path) -> Iterator[Served]:
    """Two texts of no programme, served."""
    data = indexed(plain_corpus)
    admin = admin_of(data)
    with running(data, page=True, settings={"ASSISTANT_CORPUS": str(plain_corpus)}) as server:
        yield Served("plain", server, plain_corpus, data, admin)


@pytest.fixture(params=["zebre", "plain"])
def served(request: pytest.FixtureRequest) -> Served:
    """Each of them in turn."""
    served: Served = request.getfixturevalue(request.param)
    return served

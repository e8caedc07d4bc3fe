"""The views over an index that has grown: an imported list of territories, a second build, a named service."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assistant.web import view_texts
from tests.assistant.conftest import CORPUS, PROJECT, Server, running

LIST = """id_territoire;lib_territoire;epci_nom;epci_siren
ti-0001;Vallée d’Essai;CC du Pays d'Œuvre;200000001
ti-0002;Rivemont – Clairval;CC de Rivemont;200000003
"""


@pytest.fixture(scope="module")
def server(encoder_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    from index.build.builder import build
    from index.encoder.encoder import Encoder
    from index.members.member_import import import_members
    from index.programmes.programme import load_programmes

    data = tmp_path_factory.mktemp("grown")
    corpus, listed = data / "corpus", data / "liste.csv"
    shutil.copytree(CORPUS, corpus)
    listed.write_text(LIST, "utf-8")
    shutil.copy(PROJECT / "corpus/programmes.yaml", corpus)
    import_members(listed, data, load_programmes([corpus])[0].main, published_on="2024-09")
    encoder = Encoder.open(encoder_folder, 1)
    build([corpus], data, encoder)
    (corpus / "nouvelle.md").write_text("# Une nouvelle fiche\n\nLe programme continue en 2026.\n", "utf-8")
    (corpus / "phase-1.md").unlink()
    build([corpus, data / "members"], data, encoder)
    settings = {"ASSISTANT_CONTACT": "Bureau <b>TI</b>, ti@exemple.test"}
    with running(data, page=True, settings=settings) as running_server:
        yield running_server


def soup(reply) -> BeautifulSoup:
    assert reply.status == 200, reply.text
    return BeautifulSoup(reply.text, "html.parser")


def test_a_listed_intercommunalite_is_found_with_its_source(server) -> None:
    found = soup(server.get("/membres?q=communaute+de+communes+de+rivemont")).select_one("#resultats")
    assert "fait partie de ce territoire" in found.text and "Rivemont – Clairval" in found.text
    source = found.select_one("a[href*='/text?start=']")["href"]
    assert "CC de Rivemont" in soup(server.get(source.split("#")[0])).select_one("mark").text


def test_an_unknown_intercommunalite_is_said_to_be_absent_from_the_list(server) -> None:
    assert view_texts.MEMBER_UNKNOWN in soup(server.get("/membres?q=Ploudalm%C3%A9zeau")).text


def test_the_list_is_said_to_be_of_its_date(server) -> None:
    assert "septembre 2024" in soup(server.get("/membres")).select_one("#resultats").text


def test_the_sources_say_what_the_last_index_changed(server) -> None:
    text = soup(server.get("/sources")).text
    assert "Une nouvelle fiche" in text and "Documents retirés : 1" in text


@pytest.mark.parametrize("path", ["/aide", "/accessibilite"])
def test_who_runs_the_service_is_said_as_the_settings_say_it(server, path: str) -> None:
    page = soup(server.get(path))
    assert "Bureau <b>TI</b>, ti@exemple.test" in page.text and not page.select("b")

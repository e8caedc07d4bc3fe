"""The official list: imported whole or with reasons, and found under the names people write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from index.checking.corpus_checks import check_corpora
from index.ingest.corpus_folder import read_corpora
from index.language.dates import PartialDate
from index.members.directory import Named, TerritoryDirectory
from index.members.member_import import ImportReport, MemberListError, import_members, load_members
from index.programmes.programme import NEUTRAL, Programme, load_programmes
from index.records.kinds.territory import Intercommunality, Territory
from index.records.publications import load_register

EPCI = """\
id_territoire;lib_territoire;epci_nom;epci_siren
ti-0001;Vallée d’Essai\u00a0;CC du Pays d'Œuvre;200000001
ti-0001;Vallée d’Essai\u00a0;CA Grand-Essai Agglomération;200000002
ti-0002;Rivemont – Clairval;CC de Rivemont;200000003
"""
COMMUNES = """\
code_insee,nom_commune,siren_epci,nom_epci,Territoire d'industrie,Région
01001,Abbaye,200000001,CC du Pays d'Œuvre,Vallée d'Essai,Bretagne
01002,Bourg-en-Val,200000001,CC du Pays d'Œuvre,Vallée d'Essai,Bretagne
01003,"Clair, le Haut",200000003,CC de Rivemont,Rivemont,Normandie
"""


PROGRAMME = load_programmes([Path(__file__).resolve().parents[3] / "corpus"])[0].main
"""The shipped one: its list is what these files imitate."""


def run(tmp_path: Path, content: str | bytes, published_on: str | None = "2024-09") -> ImportReport:
    file = tmp_path / "liste.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return import_members(file, tmp_path / "data", PROGRAMME, published_on=published_on)


def names(tmp_path: Path) -> list[str]:
    return [member.name for t in load_members(tmp_path / "data") for member in t.intercommunalities]


def test_the_list_of_intercommunalites_is_imported_whole(tmp_path: Path) -> None:
    report = run(tmp_path, EPCI)
    assert (report.read, report.kept, report.rejected, report.duplicates) == (3, 3, (), 0)
    assert (report.members, report.intercommunalities, report.communes) == (2, 3, 0)


def test_the_list_of_communes_groups_them_below_their_intercommunalite(tmp_path: Path) -> None:
    report = run(tmp_path, COMMUNES)
    assert (report.kept, report.members, report.intercommunalities, report.communes) == (3, 2, 2, 3)
    first, second = load_members(tmp_path / "data")
    assert (first.id, first.name, first.region) == ("membre-vallee-d-essai", "Vallée d'Essai", "Bretagne")
    assert first.intercommunalities[0].communes == ("Abbaye", "Bourg-en-Val")
    assert second.intercommunalities[0].communes == ("Clair, le Haut",)


def test_another_programme_names_its_own_columns_list_and_publisher(tmp_path: Path) -> None:
    file = tmp_path / "communes.csv"
    file.write_text("Code moulin;Moulin;Commune meunière;SIREN\nm-1;Roue de Saulnois;Saulnois;219900025\n", "utf-8")
    columns = {"member_id": ["Code moulin"], "member": ["Moulin"], "epci": ["commune meunière"]}
    members = {"one": "moulin", "many": "moulins", "list_publisher": "Conservatoire", "list_columns": columns}
    programme = Programme.model_validate({"id": "zebre", "name": "Zèbre", "members": members})
    report = import_members(file, tmp_path / "data", programme, published_on="2025")
    assert "1 moulins, 1 collectivités" in report.text()
    document = read_corpora([report.folder]).documents[0]
    assert (document.id, document.publisher) == ("m-1", "Conservatoire")
    assert [(source.id, source.title) for source in document.sources] == [("liste-zebre-2025", "Liste des moulins")]


def test_a_corpus_without_a_programme_reads_the_usual_columns_and_names_nobody(tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("nom_membre;nom_epci;siren\nVallée d'Essai;CC du Pays;200000001\n", "utf-8")
    report = import_members(file, tmp_path / "data", NEUTRAL, published_on="2025")
    document = read_corpora([report.folder]).documents[0]
    assert (document.id, document.publisher) == ("membre-vallee-d-essai", None)
    file.write_text("a;b\n1;2\n", "utf-8")
    with pytest.raises(MemberListError, match="par exemple id_membre;nom_membre;epci_nom;epci_siren"):
        import_members(file, tmp_path / "data", NEUTRAL, published_on="2025")


def test_names_lose_outer_blanks_and_the_unknown_region_stays_unknown(tmp_path: Path) -> None:
    run(tmp_path, EPCI)
    territory = load_members(tmp_path / "data")[0]
    assert (territory.name, territory.region) == ("Vallée d’Essai", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_encoding_is_read(encoding: str, tmp_path: Path) -> None:
    run(tmp_path, EPCI.encode(encoding))
    assert names(tmp_path) == ["CC du Pays d'Œuvre", "CA Grand-Essai Agglomération", "CC de Rivemont"]


def test_latin_1_is_read(tmp_path: Path) -> None:
    run(tmp_path, EPCI.replace("Œ", "É").replace("’", "'").replace("–", "-").encode("latin-1"))
    assert names(tmp_path)[:2] == ["CC du Pays d'Éuvre", "CA Grand-Essai Agglomération"]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_usual_separator_and_line_end_is_read(separator: str, end: str, tmp_path: Path) -> None:
    report = run(tmp_path, EPCI.replace(";", separator).replace("\n", end))
    assert report.kept == 3


@pytest.mark.parametrize(
    "header",
    [
        "Code TI;Libellé TI;Libellé EPCI;SIREN EPCI",
        "ID_TI;Nom du Territoire;Intercommunalité;N° SIREN",
        "id_territoire;territoire;lib_epci;epci",
        "Identifiant territoire;Territoire d'industrie;Nom de l'EPCI;Code EPCI",
    ],
)
def test_columns_are_recognised_under_several_names(header: str, tmp_path: Path) -> None:
    report = run(tmp_path, EPCI.replace("id_territoire;lib_territoire;epci_nom;epci_siren", header))
    assert report.kept == 3
    assert [t.id for t in load_members(tmp_path / "data")] == ["ti-0001", "ti-0002"]


def test_blank_lines_around_are_no_rows_and_a_last_line_needs_no_end(tmp_path: Path) -> None:
    assert run(tmp_path, "\n\n" + EPCI.rstrip("\n")).read == 3


def test_every_row_is_kept_or_rejected_with_its_line_and_reason(tmp_path: Path) -> None:
    rows = (
        "ti-0003;Sans membre;;200000004\n"
        "ti-0003;Mal copié;CC Exposant;2,00E+08\n"
        ";Sans identifiant;CC Orpheline;200000005\n"
        ";;;\n"
        "ti-0001;Vallée d'Essai;CC du Pays d'Œuvre;200000001\n"
        "ti-0004;Trop;CC Large;200000006;en plus\n"
        "ti-0004;Court\n"
    )
    report = run(tmp_path, EPCI + rows)
    assert (report.read, report.kept, report.duplicates) == (10, 3, 1)
    assert report.read == report.kept + len(report.rejected)
    reasons = {rejection.line: rejection.reason for rejection in report.rejected}
    assert list(reasons) == [5, 6, 7, 8, 9, 10, 11]
    assert "nom de l'intercommunalité" in reasons[5]
    assert "neuf chiffres" in reasons[6]
    assert "sans identifiant" in reasons[7]
    assert reasons[8] == "ligne vide"
    assert reasons[9] == "répète la ligne 2"
    assert "5 cellules pour 4 colonnes" in reasons[10]
    assert "ligne 5 :" in report.text() and "3 gardées, 7 rejetées" in report.text()


def test_a_siren_written_in_groups_is_read(tmp_path: Path) -> None:
    run(tmp_path, EPCI.replace("200000001", "200 000\u00a0001"))
    assert load_members(tmp_path / "data")[0].intercommunalities[0].siren == "200000001"


def test_a_quoted_cell_over_two_lines_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    report = run(tmp_path, EPCI.replace("CC de Rivemont", '"CC de\nRivemont"') + "ti-9;X;;1\n")
    assert names(tmp_path)[2] == "CC de Rivemont"
    assert report.rejected[0].line == 6


def test_a_second_name_for_one_siren_is_told_and_the_first_kept(tmp_path: Path) -> None:
    report = run(
        tmp_path, COMMUNES.replace("01002,Bourg-en-Val,200000001,CC du Pays d'Œuvre", "01002,Bourg,200000001,CC X")
    )
    assert names(tmp_path)[0] == "CC du Pays d'Œuvre"
    assert len(report.remarks) == 1 and "200000001" in report.remarks[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "vide|empty"),
        (EPCI.split("\n", 1)[1], "première ligne"),
        (EPCI.replace("epci_siren", "numero"), r"colonne manquante : SIREN .*Colonnes lues : id_territoire"),
        (EPCI.split("\n", 1)[0], "aucune ligne à importer"),
        (b"PK\x03\x04\x00\x00\x00\x00", "n'est pas un fichier CSV lisible"),
    ],
    ids=["empty", "no header", "missing column", "header only", "binary"],
)
def test_a_file_that_is_no_list_is_refused_with_the_reason(content: str | bytes, message: str, tmp_path: Path) -> None:
    with pytest.raises(MemberListError, match=message):
        run(tmp_path, content)
    assert not (tmp_path / "data" / "members" / "members.yaml").exists()


def test_a_list_without_a_date_says_so_and_when_it_was_imported(tmp_path: Path) -> None:
    """The date of a list is never guessed: that of the import is not its own."""
    report = run(tmp_path, EPCI, published_on=None)
    assert any("--published-on" in remark for remark in report.remarks)
    register, problems = load_register(tmp_path / "data" / "members")
    (source,) = register.values()
    assert problems == [] and source.published_on is None
    assert source.note is not None and "importée le" in source.note and "non connue" in source.note


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MemberListError, match="n'est pas une date"):
        run(tmp_path, EPCI, published_on="septembre")


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(MemberListError, match="vérifiez le chemin"):
        import_members(tmp_path / "absent.csv", tmp_path / "data", PROGRAMME, published_on="2024")


def test_a_refused_list_leaves_the_earlier_one_in_place(tmp_path: Path) -> None:
    run(tmp_path, EPCI)
    with pytest.raises(MemberListError):
        run(tmp_path, "a;b\n1;2\n")
    assert len(names(tmp_path)) == 3


def test_a_new_list_replaces_the_earlier_one_and_its_source(tmp_path: Path) -> None:
    run(tmp_path, EPCI)
    report = run(tmp_path, EPCI.split("ti-0002")[0], published_on="2026-01-15")
    reading = read_corpora([report.folder])
    assert [document.id for document in reading.documents] == ["ti-0001"]
    assert [
        str(source.published_on.iso()) for d in reading.documents for source in d.sources if source.published_on
    ] == ["2026-01-15"]
    assert sorted(path.name for path in report.folder.iterdir()) == ["members.yaml", "sources.yaml"]


def test_an_import_that_dies_between_two_files_leaves_a_list_that_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    run(tmp_path, EPCI)
    replace, calls = os.replace, []

    def dying(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "no space left")
        replace(source, target)

    monkeypatch.setattr(os, "replace", dying)
    with pytest.raises(MemberListError):
        run(tmp_path, EPCI.replace("Rivemont", "Autremont"), published_on="2026")
    reading = read_corpora([tmp_path / "data" / "members"])
    assert reading.problems == [] and len(reading.documents) == 2


def test_the_imported_list_is_a_sound_corpus_that_names_its_source_and_licence(tmp_path: Path) -> None:
    folder = run(tmp_path, EPCI).folder
    assert check_corpora([folder], dt.date(2026, 11, 22)) == []
    document = read_corpora([folder]).documents[0]
    assert document.kind == "territory"
    assert "CC du Pays d'Œuvre (SIREN 200000001)" in document.text
    assert document.published_on == PartialDate(2024, 9)
    assert "ANCT" in (document.publisher or "") and "Licence Ouverte 2.0" in (document.sources[0].note or "")


def test_nothing_is_loaded_before_an_import_and_a_damaged_list_is_an_error(tmp_path: Path) -> None:
    assert load_members(tmp_path / "data") == []
    run(tmp_path, EPCI)
    (tmp_path / "data" / "members" / "members.yaml").write_text("territories: [{}]")
    with pytest.raises(MemberListError, match="de nouveau"):
        load_members(tmp_path / "data")


# --- the directory --------------------------------------------------------------------------------


def _territory(number: int, name: str, *members: str) -> Territory:
    return Territory(
        id=f"ti-{number}",
        name=name,
        intercommunalities=tuple(
            Intercommunality(name=member, siren=f"{number}{place:08d}", communes=("Bourg-en-Val",) if place else ())
            for place, member in enumerate(members)
        ),
        sources=("liste",),
    )


@pytest.fixture(scope="module")
def directory() -> TerritoryDirectory:
    return TerritoryDirectory(
        [
            _territory(1, "Vallée d’Essai", "CC du Pays d'Œuvre", "CA Grand-Essai Agglomération"),
            _territory(2, "Rivemont – Clairval", "CC de Rivemont", "Rivemont Métropole"),
            _territory(3, "Moselle-Est", "CC du Sud", "CA du Pays de Mormal"),
            _territory(4, "Plateau d'Altis", "CC des Trois Rivières"),
            _territory(5, "Baie d'Orsel", "CA des Trois Rivières"),
        ],
        PROGRAMME,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CC du Pays d'Œuvre", "CC du Pays d'Œuvre"),
        ("cc du pays d oeuvre", "CC du Pays d'Œuvre"),
        ("communauté de communes du Pays d’œuvre", "CC du Pays d'Œuvre"),
        ("la comcom du pays d'oeuvre est-elle Territoire d'industrie ?", "CC du Pays d'Œuvre"),
        ("grand essai", "CA Grand-Essai Agglomération"),
        ("communauté d'agglomération Grand Essai", "CA Grand-Essai Agglomération"),
        ("agglo grand essay", "CA Grand-Essai Agglomération"),
        ("Bonjour, est-ce que Rivemont Métropole fait partie du programme ?", "Rivemont Métropole"),
        ("mormal", "CA du Pays de Mormal"),
        ("pays de momral", "CA du Pays de Mormal"),
        ("PLATEAU D'ALTIS", "Plateau d'Altis"),
        ("moselle est", "Moselle-Est"),
    ],
)
def test_a_name_is_found_however_it_is_written(text: str, expected: str, directory: TerritoryDirectory) -> None:
    assert directory.find(text)[0].name == expected


def test_an_exact_name_scores_a_hundred_and_stands_alone(directory: TerritoryDirectory) -> None:
    (match,) = directory.find("CC du Pays d'Œuvre")
    assert (match.score, match.named, match.territory.id) == (100.0, Named.INTERCOMMUNALITY, "ti-1")


def test_a_siren_is_found_exactly_and_never_approximated(directory: TerritoryDirectory) -> None:
    (match,) = directory.find("SIREN 100 000 001 ?")
    assert (match.named, match.name) == (Named.SIREN, "100000001")
    assert match.intercommunality is not None and match.intercommunality.name == "CA Grand-Essai Agglomération"
    assert directory.find("100000009") == []


def test_homonyms_are_returned_together_until_their_form_tells_them_apart(directory: TerritoryDirectory) -> None:
    assert {match.territory.id for match in directory.find("Trois Rivières")} == {"ti-4", "ti-5"}
    assert directory.find("CA des Trois Rivières")[0].territory.id == "ti-5"
    assert directory.find("CC des Trois Rivières")[0].territory.id == "ti-4"


def test_a_commune_leads_to_every_intercommunalite_of_that_name(directory: TerritoryDirectory) -> None:
    matches = directory.find("la commune de Bourg en Val est-elle concernée ?")
    assert {match.named for match in matches} == {Named.COMMUNE}
    assert {match.territory.id for match in matches} == {"ti-1", "ti-2", "ti-3"}


def test_one_of_the_places_a_territory_joins_finds_it(directory: TerritoryDirectory) -> None:
    match = directory.find("Clairval")[0]
    assert (match.named, match.territory.name) == (Named.TERRITORY, "Rivemont – Clairval")
    assert match.score < 100


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "communauté de communes",
        "Mon intercommunalité est-elle Territoire d'industrie ?",
        "Quel est le budget du fonds d'accélération ?",
        "CC Rives de Moselle",
        "les aides aux entreprises du sud de la France",
        "Villeneuve-sur-Lot",
    ],
)
def test_what_names_no_place_of_the_list_finds_nothing(text: str, directory: TerritoryDirectory) -> None:
    assert directory.find(text) == []


def test_an_empty_directory_finds_nothing() -> None:
    empty = TerritoryDirectory([])
    assert len(empty) == 0 and empty.find("Rivemont") == []


def test_the_directory_is_made_of_the_documents_of_an_index(tmp_path: Path) -> None:
    documents = read_corpora([run(tmp_path, EPCI).folder]).documents
    assert TerritoryDirectory.of_documents(documents).find("rivemont")[0].territory.id == "ti-0002"


def test_no_more_matches_than_asked_for(directory: TerritoryDirectory) -> None:
    assert len(directory.find("Bourg-en-Val", limit=2)) == 2

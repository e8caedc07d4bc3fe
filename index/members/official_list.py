"""Rows of the official list as it is published: CSV of several shapes, read by the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from index.errors import IndexingError, ReadingError
from index.formats import MAX_BYTES, decode
from index.language.words import fold

COLUMNS: dict[str, tuple[str, ...]] = {
    "territory_id": (
        "id_territoire", "id_ti", "code_ti", "code_territoire", "ti_id", "territoire_id", "identifiant_territoire",
        "id_terr", "code_territoire_d_industrie",
    ),
    "territory": (
        "lib_territoire", "lib_ti", "libelle_ti", "libelle_territoire", "nom_ti", "nom_territoire", "ti_nom",
        "territoire_nom", "territoire", "territoire_d_industrie", "territoires_d_industrie", "nom_du_territoire",
        "nom_du_territoire_d_industrie", "libelle_du_territoire_d_industrie", "nom_territoire_d_industrie", "ti",
    ),
    "epci": (
        "epci_nom", "nom_epci", "lib_epci", "libelle_epci", "libelle_de_l_epci", "nom_de_l_epci", "epci_lib",
        "epci_libelle", "intercommunalite", "nom_intercommunalite", "nom_de_l_intercommunalite", "libepci", "epci",
    ),
    "siren": (
        "epci_siren", "siren_epci", "siren", "code_siren", "n_siren", "no_siren", "numero_siren", "code_epci",
        "id_epci", "epci_code", "siren_de_l_epci", "code_siren_epci", "siren_intercommunalite", "epci",
    ),
    "commune": (
        "commune", "lib_com", "lib_commune", "libelle_commune", "nom_commune", "nom_com", "com_nom", "commune_nom",
        "libgeo", "nom_de_la_commune", "libelle_de_la_commune", "insee_nom",
    ),
    "insee": (
        "insee_com", "code_insee", "insee", "codgeo", "code_commune", "com_insee", "code_com", "id_com",
        "insee_commune", "code_insee_commune", "commune_insee", "code_officiel_geographique", "cog",
    ),
    "region": ("region", "lib_reg", "lib_region", "libelle_region", "nom_region", "reg_nom", "nom_reg"),
}  # fmt: skip
"""Role → folded header names, in order of preference, as the published lists of several years write them."""
REQUIRED = ("territory", "epci", "siren")
FRENCH = {
    "territory": "nom du territoire (lib_territoire)",
    "epci": "nom de l'intercommunalité (epci_nom)",
    "siren": "SIREN de l'intercommunalité (epci_siren)",
}
EXCESS = "excess"
"""Pseudo-role of a row with more cells than columns: what is wrong with it."""
_SEPARATORS = ";,\t|"
_BLANKS = re.compile(r"\s+")


class TerritoriesError(IndexingError):
    """The list cannot be imported; what was imported before stays as it was."""


def read_rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, role → cell) of each row of the list below its header; entirely blank lines are no rows.

    Separators, encodings and column names may be any of the usual ones; roles are the keys of `COLUMNS`. Raises
    TerritoriesError when the file cannot be read or has no header."""
    text = _text(path)
    lines = text.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    body = "\n".join(lines[blank:])
    separator, columns, width = _header(body, path)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    try:
        next(reader)
        for cells in reader:
            if cells:
                row = {role: _clean(cells[at]) for role, at in columns.items() if at < len(cells)}
                if len(cells) > width:
                    row[EXCESS] = f"{len(cells)} cellules pour {width} colonnes : guillemets ou séparateur à corriger"
                yield blank + reader.line_num, row
    except csv.Error as error:
        line = blank + reader.line_num
        raise TerritoriesError(f"{path.name}, ligne {line} : CSV mal formé ({error}). Corrigez la ligne.") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TerritoriesError(f"{path.name} : plus de {MAX_BYTES // 10**6} Mo, ce n'est pas la liste attendue.")
        return decode(path.read_bytes(), path)
    except OSError as error:
        raise TerritoriesError(f"{path} ne peut pas être lu ({error.strerror}) : vérifiez le chemin.") from error
    except ReadingError as error:
        raise TerritoriesError(f"{path.name} n'est pas un fichier CSV lisible ({error}).") from error


def _header(body: str, path: Path) -> tuple[str, dict[str, int], int]:
    """The separator that recognises most columns, role → column, and the number of columns. Raises
    TerritoriesError."""
    best: tuple[str, dict[str, int], list[str]] = (";", {}, [])
    for separator in _SEPARATORS:
        names = next(csv.reader(io.StringIO(body, newline=""), delimiter=separator), [])
        columns = _columns([_header_key(name) for name in names])
        if len(columns) > len(best[1]) or not best[2]:
            best = (separator, columns, names)
    separator, columns, names = best
    if not columns:
        raise TerritoriesError(
            f"{path.name} : la première ligne ne nomme aucune colonne connue. Elle doit donner les noms des colonnes,"
            " par exemple id_territoire;lib_territoire;epci_nom;epci_siren."
        )
    missing = [FRENCH[role] for role in REQUIRED if role not in columns]
    if missing:
        raise TerritoriesError(
            f"{path.name} : colonne manquante : {', '.join(missing)}. Colonnes lues : {', '.join(names)}."
        )
    return separator, columns, len(names)


def _columns(names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for role, variants in COLUMNS.items():
        for variant in variants:
            if variant in names and names.index(variant) not in found.values():
                found[role] = names.index(variant)
                break
    return found


def _header_key(name: str) -> str:
    """"Libellé de l'EPCI" → "libelle_de_l_epci"."""
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def _clean(cell: str) -> str:
    """The cell without outer and repeated blanks; the published list ends some names with a no-break space."""
    return _BLANKS.sub(" ", cell).strip()

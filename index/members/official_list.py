"""Rows of the official list as it is published: CSV of several shapes, read by the names of its columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from index.errors import IndexingError, ReadingError
from index.formats import MAX_BYTES, decode
from index.language.words import fold
from index.programmes.programme import ListColumns

USUAL: dict[str, tuple[str, ...]] = {
    "member_id": ("id_membre", "code_membre", "membre_id", "identifiant_membre"),
    "member": ("nom_membre", "lib_membre", "libelle_membre", "membre_nom", "nom_du_membre", "membre"),
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
"""Role → folded header names, in order of preference, as published lists write them; a programme adds its own."""
REQUIRED: tuple[str, ...] = ("member", "epci", "siren")
EXCESS = "excess"
"""Pseudo-role of a row with more cells than columns: what is wrong with it."""
_SEPARATORS = ";,\t|"
_BLANKS = re.compile(r"\s+")


class MemberListError(IndexingError):
    """The list cannot be imported; what was imported before stays as it was."""


@dataclass(frozen=True)
class Columns:
    """How the columns of a programme's list may be named."""

    names: Mapping[str, tuple[str, ...]]
    """Role → folded header names, in order of preference."""

    @classmethod
    def of(cls, declared: ListColumns) -> Columns:
        """The names that the programme declares, then the usual ones."""
        return cls({role: (*map(_header_key, getattr(declared, role)), *usual) for role, usual in USUAL.items()})

    def described(self, role: str) -> str:
        """A required column in French, with its first name: "nom du membre (nom_membre)"."""
        what = {"member": "nom du membre", "epci": "nom de l'intercommunalité", "siren": "SIREN de l'intercommunalité"}
        return f"{what[role]} ({self.names[role][0]})"

    def places(self, header: list[str]) -> dict[str, int]:
        """Role → number of its column, of those that a header names."""
        found: dict[str, int] = {}
        for role, variants in self.names.items():
            for variant in variants:
                if variant in header and header.index(variant) not in found.values():
                    found[role] = header.index(variant)
                    break
        return found


def read_rows(path: Path, columns: Columns) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, role → cell) of each row of the list below its header; entirely blank lines are no rows.

    Separators and encodings may be any of the usual ones. Raises MemberListError when the file cannot be read or has no
    header."""
    text = _text(path)
    lines = text.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    body = "\n".join(lines[blank:])
    separator, places, width = _header(body, path, columns)
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=separator)
    try:
        next(reader)
        for cells in reader:
            if cells:
                row = {role: _clean(cells[at]) for role, at in places.items() if at < len(cells)}
                if len(cells) > width:
                    row[EXCESS] = f"{len(cells)} cellules pour {width} colonnes : guillemets ou séparateur à corriger"
                yield blank + reader.line_num, row
    except csv.Error as error:
        line = blank + reader.line_num
        raise MemberListError(f"{path.name}, ligne {line} : CSV mal formé ({error}). Corrigez la ligne.") from error


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise MemberListError(f"{path.name} : plus de {MAX_BYTES // 10**6} Mo, ce n'est pas la liste attendue.")
        return decode(path.read_bytes(), path)
    except OSError as error:
        raise MemberListError(f"{path} ne peut pas être lu ({error.strerror}) : vérifiez le chemin.") from error
    except ReadingError as error:
        raise MemberListError(f"{path.name} n'est pas un fichier CSV lisible ({error}).") from error


def _header(body: str, path: Path, columns: Columns) -> tuple[str, dict[str, int], int]:
    """The separator that recognises most columns, role → column, and the number of columns. Raises MemberListError."""
    best: tuple[str, dict[str, int], list[str]] = (";", {}, [])
    for separator in _SEPARATORS:
        names = next(csv.reader(io.StringIO(body, newline=""), delimiter=separator), [])
        places = columns.places([_header_key(name) for name in names])
        if len(places) > len(best[1]) or not best[2]:
            best = (separator, places, names)
    separator, places, names = best
    if not places:
        example = ";".join(columns.names[role][0] for role in ("member_id", *REQUIRED))
        raise MemberListError(
            f"{path.name} : la première ligne ne nomme aucune colonne connue. Elle doit donner les noms des colonnes,"
            f" par exemple {example}."
        )
    missing = [columns.described(role) for role in REQUIRED if role not in places]
    if missing:
        raise MemberListError(
            f"{path.name} : colonne manquante : {', '.join(missing)}. Colonnes lues : {', '.join(names)}."
        )
    return separator, places, len(names)


def _header_key(name: str) -> str:
    """"Libellé de l'EPCI" → "libelle_de_l_epci"."""
    return re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_")


def _clean(cell: str) -> str:
    """The cell without outer and repeated blanks; the published list ends some names with a no-break space."""
    return _BLANKS.sub(" ", cell).strip()

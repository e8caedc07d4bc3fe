"""Import of the official list of Territoires d'industrie: from a CSV file to a corpus folder of its own."""

from __future__ import annotations

import csv
import io
import os
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from filelock import FileLock
from pydantic import ValidationError

from index.dates import PartialDate
from index.documents import Authority, Source
from index.errors import IndexingError, ReadingError
from index.french import fold
from index.readers import MAX_BYTES, decode
from index.records import Intercommunality, Territory
from index.sources import REGISTER_FILE

TERRITORIES = "territories"
"""Folder of the imported list inside the data directory; a corpus folder like any other."""
RECORDS_FILE = "territoires.yaml"
LICENCE = "Licence Ouverte 2.0"
PUBLISHER = "Agence nationale de la cohésion des territoires (ANCT)"
TITLE = "Liste des Territoires d'industrie et de leurs intercommunalités"

_COLUMNS: dict[str, tuple[str, ...]] = {
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
        "insee_com", "code_insee", "insee", "codgeo", "code_commune", "com_insee", "code_com", "id_com", "insee_commune",
        "code_insee_commune", "commune_insee", "code_officiel_geographique", "cog",
    ),
    "region": ("region", "lib_reg", "lib_region", "libelle_region", "nom_region", "reg_nom", "nom_reg"),
}  # fmt: skip
"""Role → folded header names, in order of preference, as the published lists of several years write them."""
_REQUIRED = ("territory", "epci", "siren")
_FRENCH = {
    "territory": "nom du territoire (lib_territoire)",
    "epci": "nom de l'intercommunalité (epci_nom)",
    "siren": "SIREN de l'intercommunalité (epci_siren)",
}
_EXCESS = "excess"
"""Pseudo-role of a row with more cells than columns: what is wrong with it."""
_SEPARATORS = ";,\t|"
_LONGEST = 160
"""Characters of a name, as `index.records.Label` has it."""
_BLANKS = re.compile(r"\s+")


class TerritoriesError(IndexingError):
    """The list cannot be imported; what was imported before stays as it was."""


@dataclass(frozen=True)
class Rejection:
    """A row that was not kept, and why."""

    line: int
    """1-based line of the file where the row ends."""
    reason: str
    """In French, shown to the person who imports."""


@dataclass(frozen=True)
class ImportReport:
    """Outcome of an import: `read == kept + len(rejected)`."""

    read: int
    kept: int
    rejected: tuple[Rejection, ...]
    duplicates: int
    """Rejected rows that repeat an earlier one."""
    territories: int
    intercommunalities: int
    """Distinct SIREN numbers."""
    communes: int
    remarks: tuple[str, ...]
    """French: rows that were kept although another one names the same thing otherwise."""
    folder: Path
    """The corpus folder that now holds the list."""


@dataclass
class _Group:
    """A territory under construction."""

    name: str
    region: str | None
    members: dict[str, str] = field(default_factory=dict)
    """SIREN → name."""
    communes: dict[str, dict[str, None]] = field(default_factory=dict)
    """SIREN → communes in order."""


@dataclass
class _Tally:
    read: int = 0
    kept: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    groups: dict[str, _Group] = field(default_factory=dict)
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)


def import_territories(
    csv_file: Path,
    data: Path,
    *,
    published_on: PartialDate,
    title: str = TITLE,
    publisher: str = PUBLISHER,
    licence: str = LICENCE,
    url: str | None = None,
) -> ImportReport:
    """Reads the list of EPCIs or of communes and puts it in `<data>/territories/`, in place of an earlier one.

    `published_on` is the date of the list; it, the publisher and the licence are shown with every answer that uses
    the list. Any usual encoding and separator will do. Raises TerritoriesError when the file is not such a list or
    no row of it can be kept, or when the data directory cannot be written."""
    tally = _Tally()
    for line, row in _rows(_text(csv_file), csv_file):
        tally.read += 1
        _take(row, line, tally)
    if not tally.kept:
        first = f" ; ligne {tally.rejected[0].line} : {tally.rejected[0].reason}" if tally.rejected else ""
        raise TerritoriesError(f"{csv_file.name} : aucune ligne à importer{first}. Vérifiez le fichier.")
    identity = f"liste-territoires-industrie-{published_on.iso()}"
    territories = [_territory(key, group, identity) for key, group in tally.groups.items()]
    note = f"Données ouvertes, {licence}."
    source = Source(
        id=identity, title=title, publisher=publisher, published_on=published_on, url=url,
        authority=Authority.OFFICIAL, note=note,
    )  # fmt: skip
    folder = data / TERRITORIES
    try:
        _replace(folder, territories, source)
    except OSError as error:
        raise TerritoriesError(f"impossible d'écrire dans {folder} ({error.strerror}) : vérifiez les droits.") from error
    members = [member for territory in territories for member in territory.intercommunalities]
    return ImportReport(
        read=tally.read, kept=tally.kept, rejected=tuple(tally.rejected), duplicates=tally.duplicates,
        territories=len(territories), intercommunalities=len({member.siren for member in members}),
        communes=sum(len(member.communes) for member in members), remarks=tuple(tally.remarks), folder=folder,
    )  # fmt: skip


# --- reading --------------------------------------------------------------------------------------


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise TerritoriesError(f"{path.name} : plus de {MAX_BYTES // 10**6} Mo, ce n'est pas la liste attendue.")
        return decode(path.read_bytes(), path)
    except OSError as error:
        raise TerritoriesError(f"{path} ne peut pas être lu ({error.strerror}) : vérifiez le chemin.") from error
    except ReadingError as error:
        raise TerritoriesError(f"{path.name} n'est pas un fichier CSV lisible ({error}).") from error


def _rows(text: str, path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, role → cell) of each row below the header; entirely blank lines are no rows."""
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
                    row[_EXCESS] = f"{len(cells)} cellules pour {width} colonnes : guillemets ou séparateur à corriger"
                yield blank + reader.line_num, row
    except csv.Error as error:
        line = blank + reader.line_num
        raise TerritoriesError(f"{path.name}, ligne {line} : CSV mal formé ({error}). Corrigez la ligne.") from error


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
    missing = [_FRENCH[role] for role in _REQUIRED if role not in columns]
    if missing:
        raise TerritoriesError(
            f"{path.name} : colonne manquante : {', '.join(missing)}. Colonnes lues : {', '.join(names)}."
        )
    return separator, columns, len(names)


def _columns(names: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for role, variants in _COLUMNS.items():
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


# --- grouping -------------------------------------------------------------------------------------


def _take(row: Mapping[str, str], line: int, tally: _Tally) -> None:
    """Files one row in its territory, or rejects it with the reason."""
    reason = _fault(row)
    if reason is None:
        siren = row["siren"].replace(" ", "")
        key = _identity(row)
        commune = row.get("commune", "")
        whole = (key, siren, row.get("insee") or fold(commune))
        if whole in tally.rows:
            tally.duplicates += 1
            reason = f"répète la ligne {tally.rows[whole]}"
        else:
            tally.rows[whole] = line
            tally.kept += 1
            _file(row, line, key, siren, commune, tally)
    if reason is not None:
        tally.rejected.append(Rejection(line, reason))


def _fault(row: Mapping[str, str]) -> str | None:
    if not any(row.values()):
        return "ligne vide"
    if _EXCESS in row:
        return row[_EXCESS]
    for role in _REQUIRED:
        if not row.get(role):
            return f"sans {_FRENCH[role]}"
    if row.get("territory_id") == "":
        return "sans identifiant de territoire (id_territoire)"
    siren = row["siren"].replace(" ", "")
    if not re.fullmatch(r"[0-9]{9}", siren):
        return f"SIREN « {row['siren']} » : neuf chiffres attendus"
    if not _identity(row):
        return f"territoire « {row['territory']} » : nom ou identifiant sans lettre ni chiffre"
    long = next((cell for role, cell in row.items() if len(cell) > _LONGEST), None)
    return f"« {long[:30]}… » : plus de {_LONGEST} caractères" if long else None


def _identity(row: Mapping[str, str]) -> str:
    """The territory's own id, else one made of its name."""
    given = row.get("territory_id") or f"ti-{row['territory']}"
    return re.sub(r"[^a-z0-9]+", "-", fold(given)).strip("-")[:80].strip("-")


def _file(row: Mapping[str, str], line: int, key: str, siren: str, commune: str, tally: _Tally) -> None:
    name, member, region = row["territory"], row["epci"], row.get("region") or None
    group = tally.groups.setdefault(key, _Group(name, region))
    if fold(group.name) != fold(name):
        remark = f"ligne {line} : le territoire {key} s'appelle « {group.name} » plus haut, « {name} » ici ;"
        tally.remarks[f"{remark} le premier nom est gardé"] = None
    known = group.members.setdefault(siren, member)
    if fold(known) != fold(member):
        remark = f"ligne {line} : le SIREN {siren} est celui de « {known} » plus haut, de « {member} » ici ;"
        tally.remarks[f"{remark} le premier nom est gardé"] = None
    if commune:
        group.communes.setdefault(siren, {})[commune] = None


def _territory(key: str, group: _Group, source: str) -> Territory:
    members = tuple(
        Intercommunality(name=name, siren=siren, communes=tuple(group.communes.get(siren, ())))
        for siren, name in group.members.items()
    )
    return Territory(id=key, name=group.name, region=group.region, intercommunalities=members, sources=(source,))


# --- writing --------------------------------------------------------------------------------------


def _replace(folder: Path, territories: Iterable[Territory], source: Source) -> None:
    """Puts the new list in place. The records name a source id that carries their date, and the register holds both
    dates while the records change: whenever the process dies, records and register fit together."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{TERRITORIES}.lock"):
        fields = source.model_dump(mode="json", exclude_none=True)
        earlier = [entry for entry in _register(folder) if entry.get("id") != source.id]
        _write(folder / REGISTER_FILE, {"sources": [*earlier, fields]})
        records = [t.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for t in territories]
        _write(folder / RECORDS_FILE, {"territories": records})
        _write(folder / REGISTER_FILE, {"sources": [fields]})


def _register(folder: Path) -> list[dict[str, object]]:
    try:
        value = yaml.load((folder / REGISTER_FILE).read_text("utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, ValueError, yaml.YAMLError):
        return []
    entries = value.get("sources") if isinstance(value, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _write(path: Path, value: object) -> None:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    head = "# Écrit par « assistant territories import » : un nouvel import remplace ce fichier.\n"
    text = head + yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load_territories(data: Path) -> list[Territory]:
    """The imported territories; empty when no list was imported. Raises TerritoriesError when the file is damaged."""
    path = data / TERRITORIES / RECORDS_FILE
    if not path.is_file():
        return []
    try:
        value = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return [Territory.model_validate(item) for item in value["territories"]]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise TerritoriesError(f"{path} est abîmé : importez la liste de nouveau.") from error

"""Import of the official list of Territoires d'industrie: from a CSV file to a corpus folder of its own."""

from __future__ import annotations

import datetime as dt
import os
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock
from pydantic import ValidationError

from index.documents.document import Authority, Source
from index.language.dates import PartialDate
from index.language.words import fold
from index.members.official_list import EXCESS, FRENCH, REQUIRED, TerritoriesError, read_rows
from index.records.kinds.territory import Intercommunality, Territory
from index.records.publications import REGISTER_FILE

__all__ = ["ImportReport", "Rejection", "TerritoriesError", "import_territories", "load_territories"]

TERRITORIES = "territories"
"""Folder of the imported list inside the data directory; a corpus folder like any other."""
RECORDS_FILE = "territoires.yaml"
LICENCE = "Licence Ouverte 2.0"
PUBLISHER = "Agence nationale de la cohésion des territoires (ANCT)"
TITLE = "Liste des Territoires d'industrie et de leurs intercommunalités"

_LONGEST = 160
"""Characters of a name, as `index.records.record.Label` has it."""


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

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {**asdict(self), "folder": str(self.folder)}

    def text(self) -> str:
        """As a person reads it, in French."""
        lines = [
            f"{self.read} lignes lues, {self.kept} gardées, {len(self.rejected)} rejetées"
            f" (dont {self.duplicates} en double).",
            f"{self.territories} territoires, {self.intercommunalities} intercommunalités, {self.communes} communes.",
            *(f"Rejetée, ligne {rejection.line} : {rejection.reason}." for rejection in self.rejected),
            *(f"À vérifier, {remark}." for remark in self.remarks),
            f"Liste enregistrée dans {self.folder}.",
        ]
        return "\n".join(lines)


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
    published_on: PartialDate | str | None,
    title: str = TITLE,
    publisher: str = PUBLISHER,
    licence: str = LICENCE,
    url: str | None = None,
) -> ImportReport:
    """Reads the list of EPCIs or of communes and puts it in `<data>/territories/`, in place of an earlier one.

    `published_on` is the date of the list ("2024-09"), never guessed: without it the list is said to be of unknown
    date, imported today. It, the publisher and the licence are shown with every answer that uses the list. Any usual
    encoding and separator will do. Raises TerritoriesError when the file is not such a list or no row of it can be
    kept, or when the data directory cannot be written."""
    date = _date(published_on)
    tally = _Tally()
    for line, row in read_rows(csv_file):
        tally.read += 1
        _take(row, line, tally)
    if not tally.kept:
        first = f" ; ligne {tally.rejected[0].line} : {tally.rejected[0].reason}" if tally.rejected else ""
        raise TerritoriesError(f"{csv_file.name} : aucune ligne à importer{first}. Vérifiez le fichier.")
    today = PartialDate.parse(dt.date.today())
    identity = f"liste-territoires-industrie-{(date or today).iso()}"
    territories = [_territory(key, group, identity) for key, group in tally.groups.items()]
    note = f"Données ouvertes, {licence}. Liste importée le {today.french()}."
    if date is None:
        note += " Date de publication non connue."
        tally.remarks["date de la liste non connue : donnez-la avec --published-on, par exemple 2024-09"] = None
    source = Source(
        id=identity, title=title, publisher=publisher, published_on=date, url=url,
        authority=Authority.OFFICIAL, note=note,
    )  # fmt: skip
    folder = data / TERRITORIES
    try:
        _replace(folder, territories, source)
    except OSError as error:
        raise TerritoriesError(f"impossible d'écrire dans {folder} ({error.strerror}).") from error
    members = [member for territory in territories for member in territory.intercommunalities]
    return ImportReport(
        read=tally.read, kept=tally.kept, rejected=tuple(tally.rejected), duplicates=tally.duplicates,
        territories=len(territories), intercommunalities=len({member.siren for member in members}),
        communes=sum(len(member.communes) for member in members), remarks=tuple(tally.remarks), folder=folder,
    )  # fmt: skip


def _date(value: PartialDate | str | None) -> PartialDate | None:
    if value is None:
        return None
    try:
        return PartialDate.parse(value)
    except ValueError as error:
        raise TerritoriesError(f"« {value} » n'est pas une date : écrivez 2024, 2024-09 ou 2024-09-15.") from error


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
    if EXCESS in row:
        return row[EXCESS]
    for role in REQUIRED:
        if not row.get(role):
            return f"sans {FRENCH[role]}"
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

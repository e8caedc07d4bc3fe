"""Import of the official list of a programme's members: from a CSV file to a corpus folder of its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock
from pydantic import ValidationError

from index.documents.document import Authority, Source
from index.documents.yaml_files import replace_file
from index.language.dates import PartialDate
from index.language.words import fold
from index.members.official_list import EXCESS, REQUIRED, Columns, MemberListError, read_rows
from index.programmes.programme import Members, Programme
from index.records.kinds.territory import Intercommunality, Territory
from index.records.publications import REGISTER_FILE

__all__ = ["ImportReport", "MemberListError", "Rejection", "import_members", "load_members"]

FOLDER = "members"
"""Folder of the imported list inside the data directory; a corpus folder like any other."""
RECORDS_FILE = "members.yaml"
LICENCE = "Licence Ouverte 2.0"
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
    members: int
    intercommunalities: int
    """Distinct SIREN numbers."""
    communes: int
    remarks: tuple[str, ...]
    """French: rows that were kept although another one names the same thing otherwise."""
    folder: Path
    """The corpus folder that now holds the list."""
    named: Members
    """What members, and what they are made of, are called."""

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        told = asdict(self)
        del told["named"]
        return {**told, "folder": str(self.folder)}

    def text(self) -> str:
        """As a person reads it, in French."""
        lines = [
            f"{self.read} lignes lues, {self.kept} gardées, {len(self.rejected)} rejetées"
            f" (dont {self.duplicates} en double).",
            f"{self.members} {self.named.many}, {self.intercommunalities} {self.named.level_many}, {self.communes} communes.",
            *(f"Rejetée, ligne {rejection.line} : {rejection.reason}." for rejection in self.rejected),
            *(f"À vérifier, {remark}." for remark in self.remarks),
            f"Liste enregistrée dans {self.folder}.",
        ]
        return "\n".join(lines)


@dataclass
class _Group:
    """A member under construction."""

    name: str
    region: str | None
    places: dict[str, str] = field(default_factory=dict)
    """SIREN → name."""
    communes: dict[str, dict[str, None]] = field(default_factory=dict)
    """SIREN → communes in order."""


@dataclass
class _Tally:
    columns: Columns
    read: int = 0
    kept: int = 0
    duplicates: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    remarks: dict[str, None] = field(default_factory=dict)
    groups: dict[str, _Group] = field(default_factory=dict)
    rows: dict[tuple[str, ...], int] = field(default_factory=dict)


def import_members(
    csv_file: Path,
    data: Path,
    programme: Programme,
    *,
    published_on: PartialDate | str | None,
    licence: str = LICENCE,
    url: str | None = None,
) -> ImportReport:
    """Reads the list of EPCIs or of communes and puts it in `<data>/members/`, in place of an earlier one.

    `programme` says how its columns are named, its title and who publishes it. `published_on` is the date of the list
    ("2024-09"), never guessed: without it the list is said to be of unknown date, imported today. It, the publisher and the
    licence are shown with every answer that uses the list. Any usual encoding and separator will do. Raises MemberListError
    when the file is not such a list or no row of it can be kept, or when the data directory cannot be written."""
    date = _date(published_on)
    named = programme.members
    tally = _Tally(Columns.of(named.list_columns))
    for line, row in read_rows(csv_file, tally.columns):
        tally.read += 1
        _take(row, line, tally)
    if not tally.kept:
        first = f" ; ligne {tally.rejected[0].line} : {tally.rejected[0].reason}" if tally.rejected else ""
        raise MemberListError(f"{csv_file.name} : aucune ligne à importer{first}. Vérifiez le fichier.")
    today = PartialDate.parse(dt.date.today())
    identity = f"liste-{programme.id}-{(date or today).iso()}"
    listed = [_member(key, group, identity) for key, group in tally.groups.items()]
    note = f"Données ouvertes, {licence}. Liste importée le {today.french()}."
    if date is None:
        note += " Date de publication non connue."
        tally.remarks["date de la liste non connue : donnez-la avec --published-on, par exemple 2024-09"] = None
    source = Source(
        id=identity, title=named.list_title or f"Liste des {named.many}", publisher=named.list_publisher,
        published_on=date, url=url, authority=Authority.OFFICIAL, note=note,
    )  # fmt: skip
    folder = data / FOLDER
    try:
        _replace(folder, listed, source)
    except OSError as error:
        raise MemberListError(f"impossible d'écrire dans {folder} ({error.strerror}).") from error
    places = [place for member in listed for place in member.intercommunalities]
    return ImportReport(
        read=tally.read, kept=tally.kept, rejected=tuple(tally.rejected), duplicates=tally.duplicates,
        members=len(listed), intercommunalities=len({place.siren for place in places}),
        communes=sum(len(place.communes) for place in places), remarks=tuple(tally.remarks), folder=folder, named=named,
    )  # fmt: skip


def _date(value: PartialDate | str | None) -> PartialDate | None:
    if value is None:
        return None
    try:
        return PartialDate.parse(value)
    except ValueError as error:
        raise MemberListError(f"« {value} » n'est pas une date : écrivez 2024, 2024-09 ou 2024-09-15.") from error


# --- grouping -------------------------------------------------------------------------------------


def _take(row: Mapping[str, str], line: int, tally: _Tally) -> None:
    """Files one row under its member, or rejects it with the reason."""
    reason = _fault(row, tally.columns)
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


def _fault(row: Mapping[str, str], columns: Columns) -> str | None:
    if not any(row.values()):
        return "ligne vide"
    if EXCESS in row:
        return row[EXCESS]
    for role in REQUIRED:
        if not row.get(role):
            return f"sans {columns.described(role)}"
    if row.get("member_id") == "":
        return f"sans identifiant ({columns.names['member_id'][0]})"
    siren = row["siren"].replace(" ", "")
    if not re.fullmatch(r"[0-9]{9}", siren):
        return f"SIREN « {row['siren']} » : neuf chiffres attendus"
    if not _identity(row):
        return f"« {row['member']} » : nom ou identifiant sans lettre ni chiffre"
    long = next((cell for role, cell in row.items() if len(cell) > _LONGEST), None)
    return f"« {long[:30]}… » : plus de {_LONGEST} caractères" if long else None


def _identity(row: Mapping[str, str]) -> str:
    """The member's own id, else one made of its name."""
    given = row.get("member_id") or f"membre-{row['member']}"
    return re.sub(r"[^a-z0-9]+", "-", fold(given)).strip("-")[:80].strip("-")


def _file(row: Mapping[str, str], line: int, key: str, siren: str, commune: str, tally: _Tally) -> None:
    name, place, region = row["member"], row["epci"], row.get("region") or None
    group = tally.groups.setdefault(key, _Group(name, region))
    if fold(group.name) != fold(name):
        remark = f"ligne {line} : {key} s'appelle « {group.name} » plus haut, « {name} » ici ;"
        tally.remarks[f"{remark} le premier nom est gardé"] = None
    known = group.places.setdefault(siren, place)
    if fold(known) != fold(place):
        remark = f"ligne {line} : le SIREN {siren} est celui de « {known} » plus haut, de « {place} » ici ;"
        tally.remarks[f"{remark} le premier nom est gardé"] = None
    if commune:
        group.communes.setdefault(siren, {})[commune] = None


def _member(key: str, group: _Group, source: str) -> Territory:
    places = tuple(
        Intercommunality(name=name, siren=siren, communes=tuple(group.communes.get(siren, ())))
        for siren, name in group.places.items()
    )
    return Territory(id=key, name=group.name, region=group.region, intercommunalities=places, sources=(source,))


# --- writing --------------------------------------------------------------------------------------


def _replace(folder: Path, members: Iterable[Territory], source: Source) -> None:
    """Puts the new list in place. The records name a source id that carries their date, and the register holds both
    dates while the records change: whenever the process dies, records and register fit together."""
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{FOLDER}.lock"):
        fields = source.model_dump(mode="json", exclude_none=True)
        earlier = [entry for entry in _register(folder) if entry.get("id") != source.id]
        _write(folder / REGISTER_FILE, {"sources": [*earlier, fields]})
        records = [member.model_dump(mode="json", exclude_none=True, exclude_defaults=True) for member in members]
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
    head = "# Écrit par « assistant members import » : un nouvel import remplace ce fichier.\n"
    text = head + yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=110)
    replace_file(path, text)


def load_members(data: Path) -> list[Territory]:
    """The imported members; empty when no list was imported. Raises MemberListError when the file is damaged."""
    path = data / FOLDER / RECORDS_FILE
    if not path.is_file():
        return []
    try:
        value = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
        return [Territory.model_validate(item) for item in value["territories"]]
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError, ValidationError) as error:
        raise MemberListError(f"{path} est abîmé : importez la liste de nouveau.") from error

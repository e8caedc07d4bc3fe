"""The health of an index and of its documents: one finding per check or fault, each with what to do."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from index.build.lock import builder
from index.checking.duplicates import twins
from index.documents.document import Document, Status, Validity, validity_at
from index.encoder.encoder_card import CardError, EncoderCard
from index.errors import SnapshotError, VectorServerError
from index.ingest.corpus_folder import corpus_files
from index.records.registry import kinds
from index.storage.generations import dead_snapshots, snapshot_folders, whole_snapshots
from index.storage.health import damage, lost_vectors
from index.storage.snapshot import Snapshot, current_id, open_current
from index.storage.vector_backends import EMBEDDED
from index.storage.vector_store import VectorBackend

State = Literal["ok", "warning", "error"]

_SHOWN = 5
"""Names given in a message; the count tells the rest."""
_SHORT = 40
"""Characters of text under which a document can hardly answer anything."""
_SPARE = 3
"""Times the live index that should be free: a new one, the copy its quality gate asks, and some air."""
_REBUILD = "lancez « assistant index » : s'il manque ou s'il est abîmé, il est refait entièrement"
_DONE = (Status.CLOSED, Status.SUPERSEDED, Status.ERRONEOUS, Status.SUSPENDED)


@dataclass(frozen=True)
class Finding:
    """What one check found, in French, as the command line shows it."""

    check: str
    state: State
    message: str
    remedy: str = ""
    """What to do; empty where all is well."""


@dataclass
class Patient:
    """What is examined. `encoder_folder`: of the encoder the settings name, None where it is not prepared;
    `citations`: how often each document was cited, by id, None where no journal is kept."""

    data: Path
    encoder: str
    encoder_folder: Path | None
    as_of: dt.date
    citations: Mapping[str, int] | None = None
    backend: VectorBackend = EMBEDDED
    """Where the vectors are when they are not in the snapshot's folder."""

    @cached_property
    def snapshot(self) -> Snapshot | SnapshotError:
        try:
            return open_current(self.data, self.backend)
        except SnapshotError as error:
            return error

    @cached_property
    def documents(self) -> list[Document]:
        """All documents of the live snapshot; none where it cannot be read."""
        return [] if isinstance(self.snapshot, SnapshotError) else list(self.snapshot.documents())


Check = Callable[[Patient], Iterator[Finding]]


def examine(patient: Patient) -> list[Finding]:
    """The findings of all checks, in their order. Without a readable index, only what can be told without it."""
    findings = list(_index(patient))
    sound = findings[0].state == "ok"
    for check in (*(_NEEDING_INDEX if sound else ()), *_ALWAYS):
        try:
            findings.extend(check(patient))
        except SnapshotError as error:
            findings.append(Finding("index", "error", str(error), _REBUILD))
    if isinstance(patient.snapshot, Snapshot):
        patient.snapshot.close()
    return findings


def _index(patient: Patient) -> Iterator[Finding]:
    snapshot = patient.snapshot
    if isinstance(snapshot, SnapshotError):
        yield Finding("index", "error", f"l'index ne peut pas être lu : {snapshot}", _REBUILD)
        return
    lost = damage(snapshot)
    if lost:
        yield Finding(
            "index", "error", f"l'index {snapshot.id} est abîmé : {lost}", "lancez « assistant index » : il est refait"
        )
        return
    counts = snapshot.manifest.counts
    made = f"{snapshot.manifest.created_on:%Y-%m-%d %H:%M} UTC"
    yield Finding("index", "ok", f"{snapshot.id}, {counts.documents} documents, {counts.passages} passages, du {made}")


def _encoder(patient: Patient) -> Iterator[Finding]:
    stamp = _opened(patient).manifest.encoder
    try:
        card = EncoderCard.read(patient.encoder_folder) if patient.encoder_folder else None
    except CardError:
        card = None
    if card is None:
        message = f"l'encodeur réglé, {patient.encoder}, n'est pas préparé ou est incomplet"
        yield Finding("encodeur", "error", message, "lancez « assistant model prepare »")
    elif card.fingerprint != stamp.fingerprint:
        message = f"l'index a été fait avec {stamp.fingerprint}, le réglage donne {card.fingerprint}"
        yield Finding(
            "encodeur", "error", message, "lancez « assistant index », ou remettez l'ancien ASSISTANT_ENCODER"
        )
    else:
        yield Finding("encodeur", "ok", f"{card.fingerprint}, celui de l'index")


def _vectors(patient: Patient) -> Iterator[Finding]:
    """The vector store: it opens, finds, and holds exactly the passages, where it can list them."""
    snapshot = _opened(patient)
    remedy = "lancez « assistant index --full »"
    try:
        lost = lost_vectors(snapshot)
        held = None if lost else snapshot.vectors.ids()
    except VectorServerError as error:
        remedy = "relancez-le, ou corrigez ASSISTANT_CHROMA_URL ou ASSISTANT_VECTOR_STORE_OPTIONS"
        yield Finding("vecteurs", "error", f"le serveur des vecteurs ne répond pas : {error}", remedy)
        return
    wanted = set(snapshot.ids_of(range(len(snapshot.passages))))
    if lost:
        yield Finding("vecteurs", "error", f"les vecteurs ne servent pas : {lost}", remedy)
    elif held is None:
        yield Finding("vecteurs", "ok", "des passages témoins sont retrouvés par leur vecteur")
    elif held != wanted:
        message = f"{len(held - wanted)} vecteur(s) sans passage, {len(wanted - held)} passage(s) sans vecteur"
        yield Finding("vecteurs", "error", message, remedy)
    else:
        yield Finding("vecteurs", "ok", f"{len(held)} vecteurs, un par passage")


def _orphans(patient: Patient) -> Iterator[Finding]:
    """Documents whose file is gone: they still answer until the next build."""
    corpora = [Path(corpus) for corpus in _opened(patient).manifest.corpora]
    absent = [str(corpus) for corpus in corpora if not corpus.is_dir()]
    if absent:
        message = f"dossier introuvable : {_some(absent)} ; ses documents répondent encore"
        yield Finding(
            "orphelins",
            "warning",
            message,
            "rétablissez-le, ou lancez « assistant index --full » avec le dossier qui le remplace",
        )
        return
    present = {path.relative_to(corpus.resolve()).as_posix() for corpus in corpora for path in corpus_files(corpus)}
    gone = [document.id for document in patient.documents if document.path.partition("#")[0] not in present]
    if gone:
        message = f"{len(gone)} document(s) dont le fichier n'existe plus : {_some(gone)}"
        yield Finding(
            "orphelins", "warning", message, "lancez « assistant index » pour les retirer, ou rétablissez-les"
        )
    else:
        yield Finding("orphelins", "ok", "chaque document a son fichier")


def _texts(patient: Patient) -> Iterator[Finding]:
    """Documents without passages or with hardly any text."""
    bounds = _opened(patient).passages_of
    mute = [document.id for row, document in enumerate(patient.documents) if bounds[row] == bounds[row + 1]]
    short = [
        document.id for document in patient.documents if document.id not in set(mute) and len(document.text) < _SHORT
    ]
    remedy = "vérifiez la conversion du fichier, complétez-le ou retirez-le"
    if mute:
        yield Finding("texte", "warning", f"{len(mute)} document(s) sans aucun passage : {_some(mute)}", remedy)
    if short:
        yield Finding("texte", "warning", f"{len(short)} document(s) presque vides : {_some(short)}", remedy)
    if not mute and not short:
        yield Finding("texte", "ok", "chaque document a du texte et des passages")


def _sections(patient: Patient) -> Iterator[Finding]:
    """Sections of free documents in which no passage lies: they are found by their title, and quote nothing."""
    snapshot = _opened(patient)
    empty = []
    for row, document in enumerate(patient.documents):
        first, last = int(snapshot.passages_of[row]), int(snapshot.passages_of[row + 1])
        spans = snapshot.passages[first:last, 1:3].tolist()
        for number, heading in enumerate(document.headings):
            following = document.headings[number + 1] if number + 1 < len(document.headings) else None
            if following is not None and following.level > heading.level:
                continue
            end = following.start if following else len(document.text)
            blank = not document.text[heading.end : end].strip()
            if blank or not any(start < end and heading.end < stop for start, stop in spans):
                empty.append(f"{document.id} « {heading.title} »")
    if empty:
        message = f"{len(empty)} section(s) sans passage : {_some(empty)}"
        yield Finding("sections", "warning", message, "écrivez le texte de la section, ou retirez son titre")
    else:
        yield Finding("sections", "ok", "chaque section a son texte")


def _duplicates(patient: Patient) -> Iterator[Finding]:
    found = [f"{twin.first.id} et {twin.second.id} ({twin.similarity:.0%})" for twin in twins(patient.documents)]
    if found:
        remedy = "gardez-en un, ou dites dans « replaces » lequel est le plus récent"
        yield Finding(
            "doublons", "warning", f"{len(found)} paire(s) de documents presque pareils : {_some(found)}", remedy
        )
    else:
        yield Finding("doublons", "ok", "pas de documents presque pareils")


def _validity(patient: Patient) -> Iterator[Finding]:
    """Documents past their validity: the most cited where a journal tells, else those nobody marked as ended. What
    only tells what is over, as events do, is past by nature."""
    histories = {kind.id for kind in kinds() if kind.is_history}
    past = [d for d in patient.documents if d.kind not in histories and _is_past(d, patient.as_of)]
    remedy = "mettez le document à jour, ajoutez celui qui le remplace, ou fermez-le (« status: closed »)"
    if patient.citations is not None:
        counts = {document.id: patient.citations.get(document.id, 0) for document in past}
        cited = sorted((identity for identity, count in counts.items() if count), key=lambda one: (-counts[one], one))
        if cited:
            named = _some([f"{identity} ({counts[identity]} citations)" for identity in cited])
            yield Finding("validité", "warning", f"{len(cited)} document(s) périmés encore cités : {named}", remedy)
            return
        yield Finding("validité", "ok", f"{len(past)} document(s) périmés, aucun n'est cité")
        return
    forgotten = [document.id for document in past if document.status not in _DONE]
    if forgotten:
        message = f"{len(forgotten)} document(s) périmés sans être dits terminés : {_some(forgotten)}"
        yield Finding("validité", "warning", message, remedy)
    elif past:
        named = _some([document.id for document in past])
        yield Finding("validité", "ok", f"{len(past)} document(s) périmés, tous dits terminés : {named}")
    else:
        yield Finding("validité", "ok", "aucun document périmé")


def _is_past(document: Document, as_of: dt.date) -> bool:
    state = validity_at(as_of, document.status, document.valid_from, document.valid_to)
    return state in (Validity.EXPIRED, Validity.SUPERSEDED)


def _quality(patient: Patient) -> Iterator[Finding]:
    gate = _opened(patient).manifest.gate
    if gate is not None and gate.forced:
        message = (
            f"l'index a été imposé (--force) malgré {len(gate.broken)} question(s) perdue(s) : {_some(gate.broken)}"
        )
        yield Finding(
            "contrôle", "warning", message, "corrigez le corpus et réindexez, ou « assistant index --rollback »"
        )


def _problems(patient: Patient) -> Iterator[Finding]:
    problems = _opened(patient).manifest.problems
    if problems:
        message = (
            f"{len(problems)} fichier(s), fiche(s) ou question(s) laissés de côté à la dernière construction : {_some(problems)}"
        )
        yield Finding("rejets", "warning", message, "corrigez-les (« assistant check »), puis réindexez")


def _generations(patient: Patient) -> Iterator[Finding]:
    """What killed builds left behind, and snapshots that are neither live nor the one before."""
    if builder(patient.data) is not None:
        yield Finding("restes", "ok", "une construction est en cours")
        return
    live = current_id(patient.data)
    dead = [path.name for path in dead_snapshots(patient.data)]
    before = [identity for identity in whole_snapshots(patient.data) if identity != live]
    if dead or len(before) > 1:
        message = f"{len(dead)} index inachevé(s), {max(0, len(before) - 1)} de trop : {_some([*dead, *before[:-1]])}"
        yield Finding("restes", "warning", message, "ils partent à la prochaine construction qui change quelque chose")
    else:
        yield Finding("restes", "ok", f"{len(before) + (live is not None)} index gardé(s), rien d'inachevé")


def _disk(patient: Patient) -> Iterator[Finding]:
    if not patient.data.is_dir():
        return
    free = shutil.disk_usage(patient.data).free
    sizes = {path.name: _size(path) for path in snapshot_folders(patient.data)}
    needed = _SPARE * sizes.get(current_id(patient.data) or "", 0)
    told = f"index : {_megabytes(sum(sizes.values()))} ; libre : {_megabytes(free)}"
    if free < needed:
        message = f"{told} ; une construction en demande environ {_megabytes(needed)}"
        yield Finding("disque", "warning", message, "libérez de la place avant la prochaine construction")
    else:
        yield Finding("disque", "ok", told)


def _opened(patient: Patient) -> Snapshot:
    assert isinstance(patient.snapshot, Snapshot)
    return patient.snapshot


def _size(folder: Path) -> int:
    """Bytes of the files below a folder; those that a build removes meanwhile count for nothing."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _megabytes(count: int) -> str:
    return f"{count / 1e6:,.0f} Mo".replace(",", "\u202f")


def _some(names: Sequence[str]) -> str:
    more = f" et {len(names) - _SHOWN} autre(s)" if len(names) > _SHOWN else ""
    return " ; ".join(names[:_SHOWN]) + more


_NEEDING_INDEX: tuple[Check, ...] = (
    _encoder, _vectors, _orphans, _texts, _sections, _duplicates, _validity, _quality, _problems,
)  # fmt: skip
_ALWAYS: tuple[Check, ...] = (_generations, _disk)

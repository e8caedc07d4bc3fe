"""Rules: who may have what, when, on which conditions."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from index.documents.document import Status
from index.language.dates import PartialDate
from index.records.record import (
    Beneficiaries,
    Contact,
    Label,
    OfVocabulary,
    OperatorIds,
    Prose,
    Record,
    RecordId,
    RefersTo,
    SourceIds,
    Statement,
)
from index.records.record_kind import RecordKind
from index.records.record_text import RecordText

_GENERAL = ("toutes", "hors programme")
"""Phases of a rule that no programme has to declare: it holds in all of them, or whatever the programme."""


class Verdict(StrEnum):
    """What a rule answers."""

    YES = "oui"
    NO = "non"
    DEPENDS = "sous conditions"
    CLOSED = "clos"
    UNKNOWN = "non précisé"


class Rule(Record):
    """Who may have what, when, on which conditions."""

    kind: Literal["rule"] = "rule"
    subject: Label
    """"Entrer dans le plan en phase 2"."""
    aliases: tuple[Label, ...] = ()
    who: Beneficiaries = ()
    phase: Annotated[Label, OfVocabulary("phases", _GENERAL)] = Field(description="Phase du programme.")
    verdict: Verdict
    text: Prose
    """The rule in one or two sentences, with its period."""
    conditions: tuple[Statement, ...] = ()
    exceptions: tuple[Statement, ...] = ()
    evidence: tuple[Statement, ...] = ()
    """What to prepare or prove."""
    details: tuple[Statement, ...] = ()
    operators: OperatorIds = ()
    offers: Annotated[tuple[RecordId, ...], RefersTo("offer")] = ()
    contact: Contact | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status
    sources: SourceIds = Field(min_length=1)


def _write(rule: Rule, text: RecordText) -> None:
    text.say(
        rule.text, rule.sources, "text", valid_from=rule.valid_from, valid_to=rule.valid_to, status=rule.status
    )  # fmt: skip
    text.statements("Conditions", rule.conditions, "conditions")
    text.statements("Exceptions", rule.exceptions, "exceptions")
    text.statements("À prévoir", rule.evidence, "evidence")
    text.statements("Précisions", rule.details, "details")


KIND = RecordKind(
    Rule,
    collection="rules",
    one="Règle",
    many="règles",
    write=_write,
    title="subject",
    shown={
        "operators": "opérateurs", "phase": "phase", "valid_from": "à partir de", "valid_to": "jusqu'à",
        "status": "statut",
    },
    question="Quelles règles : {title} ?",
)  # fmt: skip

"""Typed records of the corpus: what a maintainer writes in YAML, and what the composers count and compare.

Every text field is French prose in full sentences that can be read alone: a sentence names its subject ("Le VTE
Territoires d'industrie verse …", never "Il verse …") and, where a figure or a rule changes over time, its date.
Answers quote these sentences as they stand.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from index.documents.document import Frozen, Status
from index.language.dates import PartialDate

RecordId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Prose = Annotated[str, StringConstraints(min_length=10, max_length=1200)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=160)]


class Statement(Frozen):
    """One fact in one to three sentences, with what it rests on."""

    text: Prose
    sources: tuple[str, ...] = Field(min_length=1)
    """Ids of `corpus/sources.yaml`."""
    date: PartialDate | None = None
    """The day, month or year the fact is about, not the publication."""
    status: Status | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None


class EventKind(StrEnum):
    LAUNCH = "lancement"
    STEERING = "pilotage"
    ASSEMBLY = "assemblée"
    AGREEMENT = "convention"
    FUNDING = "financement"
    CALL = "appel"
    REVIEW = "bilan"
    REPORT = "rapport"
    APPOINTMENT = "nomination"
    LABELLING = "labellisation"
    CONTEXT = "contexte"


class Event(Frozen):
    """Something that happened, or was to happen, at a date."""

    kind: Literal["event"] = "event"
    id: RecordId
    title: Label
    date: PartialDate
    end: PartialDate | None = None
    date_note: str | None = None
    """French: "jour non connu", "date déduite de l'article"…"""
    nature: EventKind
    phase: Label
    """Id of a phase that the programme declares."""
    status: Status = Status.CLOSED
    """`closed`: took place; `announced`, `envisaged`, `unverified`: as they say."""
    place: Label | None = None
    people: tuple[Label, ...] = ()
    operators: tuple[RecordId, ...] = ()
    text: Prose
    """The event itself, dated, in one or two sentences."""
    details: tuple[Statement, ...] = ()
    """Figures announced that day, attendance, what another source says…"""
    aliases: tuple[Label, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Event:
        if self.end is not None and self.end.last < self.date.first:
            raise ValueError("`end` is before `date`: swap them or correct the year")
        return self


class FigureNature(StrEnum):
    EVOLUTION = "evolution"  # each value replaces the one before
    DISAGREEMENT = "disagreement"  # sources differ on one and the same thing
    BREAKDOWN = "breakdown"  # values measure different parts or scopes and all stand
    SINGLE = "single"


class FigureValue(Frozen):
    """One value of a series."""

    value: Label
    """As a reader would write it, unit included: "183 territoires", "1,36 milliard d'euros"."""
    number: float | None = None
    """The value in `Figure.unit`, for charts and comparisons; absent where it is not a number."""
    date: PartialDate | None = None
    """What day, month or year the value is about. Absent: not known."""
    date_note: str | None = None
    status: Status = Status.UNVERIFIED
    """`current`: the one in force today; `superseded`: a later value replaced it; `erroneous`: the source is wrong;
    `envisaged`/`announced`: not (yet) real; `unverified`: stood at its date."""
    text: Prose
    """The value in a full sentence with its date, its subject and its issuer where sources differ."""
    sources: tuple[str, ...] = Field(min_length=1)


class Figure(Frozen):
    """A measure and its values over time or across sources."""

    kind: Literal["figure"] = "figure"
    id: RecordId
    title: Label
    """The measure as a noun phrase: "Nombre de Territoires d'industrie"."""
    unit: Label
    """"territoires", "M€", "%", "date", "texte"…"""
    scope: Label
    nature: FigureNature
    values: tuple[FigureValue, ...] = Field(min_length=1)
    """In chronological order."""
    reading: Prose | None = None
    """Editors' reading of the differences, worded as such; shown, never presented as a source's statement."""
    aliases: tuple[Label, ...] = ()
    """Ways people ask for it: "combien de territoires", "nombre de TI"."""
    operators: tuple[RecordId, ...] = ()

    @model_validator(mode="after")
    def _one_value_leads(self) -> Figure:
        if sum(value.status is Status.CURRENT for value in self.values) > 1 and (self.nature is FigureNature.EVOLUTION):
            raise ValueError("an evolution has at most one `current` value: mark the older ones `superseded`")
        return self


class Beneficiary(StrEnum):
    LOCAL_AUTHORITY = "collectivité"
    TERRITORY = "territoire"
    COMPANY = "entreprise"
    SME = "PME"
    MID_CAP = "ETI"
    YOUNG_PERSON = "jeune"
    JOB_SEEKER = "demandeur d'emploi"
    EMPLOYEE = "salarié"
    DEVELOPER = "aménageur"
    PUBLIC_BODY = "établissement public"
    TRAINER = "organisme de formation"
    INVESTOR = "investisseur"


class OfferKind(StrEnum):
    LOAN = "prêt"
    GRANT = "subvention"
    EQUITY = "fonds propres"
    ENGINEERING = "ingénierie"
    GUARANTEE = "garantie"
    SUPPORT = "accompagnement"
    HIRING = "recrutement"
    TRAINING = "formation"
    HOUSING = "logement"
    CALL = "appel à projets"
    BANKING = "service bancaire"
    EXPORT = "export"
    REGULATION = "simplification"
    ENVELOPE = "enveloppe"


class Contact(Frozen):
    label: Label
    url: str | None = None


class Offer(Frozen):
    """An aid, loan, service or call that an operator proposes."""

    kind: Literal["offer"] = "offer"
    id: RecordId
    name: Label
    aliases: tuple[Label, ...] = ()
    operators: tuple[RecordId, ...] = Field(min_length=1)
    aid: tuple[Label, ...] = Field(min_length=1)
    """Ids of kinds of aid that the programme declares."""
    beneficiaries: tuple[Label, ...] = Field(min_length=1)
    """Ids of beneficiaries that the programme declares."""
    text: Prose
    """What it is, in one or two sentences."""
    eligible: Prose
    """Who may ask."""
    conditions: Prose | None = None
    amount: Prose | None = None
    """Amount, rate or duration; says so when it is not published in the sources."""
    period: Prose
    """From when to when, and what is known of it today."""
    reserved: bool = False
    """True when only Territoires d'industrie may use it."""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status
    contact: Contact | None = None
    details: tuple[Statement, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Offer:
        if self.valid_from and self.valid_to and self.valid_to.last < self.valid_from.first:
            raise ValueError("`valid_to` is before `valid_from`: swap them or correct the year")
        return self


class Operator(Frozen):
    """An organisation that acts in the programme."""

    kind: Literal["operator"] = "operator"
    id: RecordId
    name: Label
    former_names: tuple[Label, ...] = ()
    aliases: tuple[Label, ...] = ()
    text: Prose
    """Its role in the programme, in one or two sentences."""
    conventions: tuple[Statement, ...] = ()
    details: tuple[Statement, ...] = ()
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status = Status.CURRENT
    contact: Contact | None = None
    sources: tuple[str, ...] = Field(min_length=1)


class Verdict(StrEnum):
    YES = "oui"
    NO = "non"
    DEPENDS = "sous conditions"
    CLOSED = "clos"
    UNKNOWN = "non précisé"


class Rule(Frozen):
    """Who may have what, when, on which conditions."""

    kind: Literal["rule"] = "rule"
    id: RecordId
    subject: Label
    """"Être Territoire d'industrie en phase 2"."""
    aliases: tuple[Label, ...] = ()
    who: tuple[Label, ...] = ()
    """Ids of beneficiaries that the programme declares."""
    phase: Label
    """Id of a phase that the programme declares, "toutes", or "hors programme"."""
    verdict: Verdict
    text: Prose
    """The rule in one or two sentences, with its period."""
    conditions: tuple[Statement, ...] = ()
    exceptions: tuple[Statement, ...] = ()
    evidence: tuple[Statement, ...] = ()
    """What to prepare or prove."""
    details: tuple[Statement, ...] = ()
    operators: tuple[RecordId, ...] = ()
    offers: tuple[RecordId, ...] = ()
    contact: Contact | None = None
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status
    sources: tuple[str, ...] = Field(min_length=1)


class Intercommunality(Frozen):
    name: Label
    siren: Annotated[str, StringConstraints(pattern=r"^\d{9}$")]
    communes: tuple[Label, ...] = ()


class Territory(Frozen):
    """A labelled Territoire d'industrie, as imported from the official list."""

    kind: Literal["territory"] = "territory"
    id: RecordId
    name: Label
    region: Label | None = None
    intercommunalities: tuple[Intercommunality, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1)


Record = Annotated[Event | Figure | Offer | Operator | Rule | Territory, Field(discriminator="kind")]

COLLECTIONS: dict[str, type[Frozen]] = {
    "events": Event,
    "figures": Figure,
    "offers": Offer,
    "operators": Operator,
    "rules": Rule,
    "territories": Territory,
}
"""Top-level keys of a record file, and the model of their items."""

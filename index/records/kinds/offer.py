"""Offers: an aid, loan, service or call that an operator proposes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

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
    SourceIds,
    Statement,
    ends_before_it_begins,
)
from index.records.record_kind import Filter, RecordKind
from index.records.record_text import RecordText


class Offer(Record):
    """An aid, loan, service or call that an operator proposes."""

    kind: Literal["offer"] = "offer"
    name: Label
    aliases: tuple[Label, ...] = ()
    operators: OperatorIds = Field(min_length=1)
    aid: Annotated[tuple[Label, ...], OfVocabulary("aids")] = Field(min_length=1, description="Formes de l'aide.")
    beneficiaries: Beneficiaries = Field(min_length=1, description="À qui elle s'adresse.")
    text: Prose
    """What it is, in one or two sentences."""
    eligible: Prose = Field(description="Qui peut demander.")
    conditions: Prose | None = None
    amount: Prose | None = Field(default=None, description="Montant, taux ou durée.")
    """Says so when it is not published in the sources."""
    period: Prose = Field(description="De quand à quand, et ce qu'on en sait.")
    reserved: bool = Field(default=False, description="Vrai : réservée aux membres du programme.")
    """True when only the programme's members may use it."""
    valid_from: PartialDate | None = None
    valid_to: PartialDate | None = None
    status: Status
    contact: Contact | None = None
    details: tuple[Statement, ...] = ()
    sources: SourceIds = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Offer:
        if ends_before_it_begins(self.valid_from, self.valid_to):
            raise ValueError("`valid_to` is before `valid_from`: swap them or correct the year")
        return self


def _write(offer: Offer, text: RecordText) -> None:
    period = {"valid_from": offer.valid_from, "valid_to": offer.valid_to}
    text.say(offer.text, offer.sources, "text", **period, status=offer.status)
    for title, field in (
        ("Pour qui", "eligible"), ("Conditions", "conditions"), ("Montant", "amount"), ("Période", "period"),
    ):  # fmt: skip
        told = getattr(offer, field)
        if told is not None:
            text.heading(title)
            text.say(told, offer.sources, field, **period, status=offer.status)
    text.statements("Précisions", offer.details, "details")


KIND = RecordKind(
    Offer,
    collection="offers",
    one="Offre",
    many="offres",
    write=_write,
    title="name",
    named_after="operators",
    name_rank=1,
    shown={
        "operators": "opérateurs", "aid": "aide", "beneficiaries": "bénéficiaires", "valid_from": "à partir de",
        "valid_to": "jusqu'à", "status": "statut", "reserved": "réservée",
    },
    presented=("text", "eligible", "amount", "period"),
    question="Que propose « {title} » ?",
    filters=(
        Filter("operator", "operators", "Identifiant ou nom d'un opérateur."),
        Filter("aid", "aid", "Forme de l'aide."),
        Filter("beneficiary", "beneficiaries", "À qui elle s'adresse."),
        Filter("reserved", "reserved", "Réservée, ou non, aux membres du programme."),
    ),
)  # fmt: skip

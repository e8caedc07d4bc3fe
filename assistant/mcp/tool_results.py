"""What the tools give back: short objects that a language model can quote from."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Result(BaseModel):
    """Base of what tools answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Passage(Result):
    """Un passage trouvé."""

    document_id: str = Field(description="Identifiant à donner à lire_document.")
    title: str
    section: list[str]
    text: str = Field(description="Le passage, mot pour mot.")
    start: int = Field(description="Son début dans le texte du document, en caractères.")
    end: int
    url: str = Field(description="Page où le passage se lit, surligné.")


class Passages(Result):
    """Les passages trouvés, du meilleur au moins bon."""

    passages: list[Passage]


class Extract(Result):
    """Une partie du texte d'un document."""

    document_id: str
    title: str
    kind: str
    publisher: str | None
    published_on: str | None = Field(description="Date ISO, parfois partielle.")
    url: str | None = Field(description="Adresse de la publication d'origine.")
    validity: str = Field(description="in_force, expired, superseded, announced ou unknown, aujourd'hui.")
    text: str
    start: int
    end: int
    characters: int = Field(description="Longueur du texte entier : continuez à « end » tant qu'il en reste.")


class OfferSummary(Result):
    """Une offre."""

    id: str = Field(description="Identifiant à donner à lire_document.")
    name: str
    operators: list[str]
    aid: list[str]
    beneficiaries: list[str]
    validity: str
    text: str
    eligible: str
    amount: str | None
    period: str
    url: str


class Offers(Result):
    """Les offres, par ordre alphabétique ; `total` dit s'il en reste."""

    total: int
    offers: list[OfferSummary]


class EventSummary(Result):
    """Un événement."""

    id: str = Field(description="Identifiant à donner à lire_document.")
    date: str = Field(description="Date ISO, parfois partielle.")
    title: str
    phase: str
    nature: str
    validity: str
    text: str
    url: str


class Events(Result):
    """Les événements, par ordre chronologique ; `total` dit s'il en reste."""

    total: int
    events: list[EventSummary]

"""A programme as data: what it is called, who takes part, its phases and vocabularies, and what the product says of it.

`corpus/programmes.yaml` declares it; the snapshot keeps it beside the lexicon, so that an index and its wording never part. A
corpus without the file gets `NEUTRAL`, which names no programme.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from index.documents.declared_items import declared_items
from index.documents.document import Frozen
from index.errors import Problem
from index.language.words import fold

PROGRAMMES_FILE = "programmes.yaml"
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=160)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=1200)]


class Term(Frozen):
    """An entry of an open vocabulary: a phase, a kind of aid, a kind of beneficiary…"""

    id: Name
    """What records write."""
    name: Name
    """What a reader is shown."""
    spoken: tuple[Name, ...] = ()
    """How people say it besides; found whatever their number, gender or accents."""
    aside: bool = False
    """Of a phase: of another scheme that people confuse with this one, left out of what is told of the programme."""

    @property
    def forms(self) -> tuple[str, ...]:
        """What says it in a question: its name and spoken forms; of one aside, whose name only heads a list, the latter."""
        return self.spoken if self.aside else (self.name, *self.spoken)


class ListColumns(Frozen):
    """Column names of the official list, as its files write them; case, accents and punctuation aside. They come before the
    usual ones."""

    member_id: tuple[Name, ...] = ()
    member: tuple[Name, ...] = ()
    epci: tuple[Name, ...] = ()
    """Name of an intercommunalité, or of the commune, that a member is made of."""
    siren: tuple[Name, ...] = ()
    """Its SIREN."""
    commune: tuple[Name, ...] = ()
    insee: tuple[Name, ...] = ()
    """INSEE code of the commune."""
    region: tuple[Name, ...] = ()


class Members(Frozen):
    """Who is in the programme: what `territory` records stand for."""

    one: Name = "membre"
    many: Name = "membres"
    feminine: bool = False
    title: Name | None = None
    """What one is called before its own name: "Forge de demain". Unset: `one`."""
    level: Name = "collectivité"
    """What each is made of, or is: "intercommunalité", "commune"."""
    level_many: Name = "collectivités"
    counted: tuple[Name, ...] = ()
    """What a bare "combien ?" counts, as people ask: "combien de territoires d'industrie". Empty: `many`."""
    list_publisher: Name | None = None
    """Who publishes the official list."""
    list_title: Name | None = None
    list_columns: ListColumns = ListColumns()
    where_to_look: tuple[Text, ...] = ()
    """Sentences for a reader whose list is not imported: where the list stands, whom to ask."""

    @property
    def listed(self) -> bool:
        """Whether somebody publishes a list of them, imported or not."""
        return bool(self.list_publisher or self.list_title or self.where_to_look)

    @property
    def the_title(self) -> str:
        """What one is called, with its article: "le bassin", "l'agglomération"."""
        return f"l'{self._called}" if self._elided else f"{'la' if self.feminine else 'le'} {self._called}"

    @property
    def of_title(self) -> str:
        """What one is called, after "de": "du bassin", "de la commune"."""
        return f"de {self.the_title}" if self.feminine or self._elided else f"du {self._called}"

    @property
    def _called(self) -> str:
        return self.title or self.one

    @property
    def _elided(self) -> bool:
        return fold(self._called)[:1] in set("aeiouh")


class Theme(Frozen):
    """A heading of the welcome view, with the questions under it."""

    name: Name
    questions: tuple[Name, ...] = Field(min_length=1)


class Wording(Frozen):
    """What the product says in the programme's name. Unset texts are made from its name."""

    title: Name | None = None
    """Of the page and of the API: "Assistant Forges de demain"."""
    tagline: Name = "Des réponses courtes, datées, et chaque phrase prouvée par sa source."
    description: Text | None = None
    welcome: Text | None = None
    greeting: Text | None = None
    out_of_scope: Text | None = None
    reserved: Name | None = None
    """On the card of an offer that only members may use."""


class Programme(Frozen):
    """One programme. Every field but `id` and `name` may be left out."""

    id: Id
    name: Name
    """As a title: "Forges de demain"."""
    noun: Name = "programme"
    """What it is: "programme", "dispositif", "plan", "label"."""
    article: Literal["le", "la", "l'", "les"] = "le"
    """Before `noun`."""
    names: tuple[Name, ...] = ()
    """Other names and acronyms, as people write them: "FDD", "plan Forges"."""
    acronyms: tuple[Name, ...] = ()
    """Names that documents hardly use: searched for as `name`."""
    joining: tuple[Name, ...] = ()
    """What documents call taking part, where people say "adhérer", "rejoindre": "candidater", "devenir territoire"."""
    members: Members = Members()
    phases: tuple[Term, ...] = ()
    natures: tuple[Term, ...] = ()
    """Of events, those that mark a history most first: a short chronology leaves the last ones out."""
    aids: tuple[Term, ...] = ()
    beneficiaries: tuple[Term, ...] = ()
    scope: tuple[Name, ...] = ()
    """Words that show that a question is of its world, besides its names. Empty: those of the titles found for it."""
    authorities: tuple[Name, ...] = ()
    """Institutions in whose name nothing is written, besides the operators."""
    themes: tuple[Theme, ...] = ()
    wording: Wording = Wording()
    contact: Text | None = None
    """Whom to ask, in French, where the documents do not say."""

    @property
    def is_neutral(self) -> bool:
        """Whether it stands for a corpus that declares no programme."""
        return self.id == NEUTRAL_ID

    @property
    def called(self) -> str:
        """Its name behind what it is: "le programme Forges de demain"; "le programme" of one without a name."""
        return self.the_noun if self.is_neutral else f"{self.the_noun} {self.name}"

    @property
    def the_noun(self) -> str:
        """What it is, with its article: "le programme", "la démarche", "l'appel"."""
        return f"{self.article} {self.noun}".replace("' ", "'")

    @property
    def of_noun(self) -> str:
        """What it is, after "de": "du programme", "de la démarche", "des aides"."""
        contracted = {"le": "du ", "les": "des "}.get(self.article)
        return f"{contracted}{self.noun}" if contracted else f"de {self.the_noun}"

    @property
    def to_noun(self) -> str:
        """What it is, after "à": "au programme", "à la démarche", "aux aides"."""
        contracted = {"le": "au ", "les": "aux "}.get(self.article)
        return f"{contracted}{self.noun}" if contracted else f"à {self.the_noun}"

    @property
    def greeting(self) -> str:
        """What answers a greeting."""
        about = "d'après les documents de cet index" if self.is_neutral else f"sur {self.called}"
        made = f"Bonjour ! Je réponds aux questions {about}, avec des sources datées. Que voulez-vous savoir ?"
        return self.wording.greeting or made

    @property
    def out_of_scope(self) -> str:
        """What answers a question of another world."""
        about = "ce dont parlent les documents de cet index" if self.is_neutral else self.called
        return self.wording.out_of_scope or f"Cette question est hors sujet pour moi : je ne traite que {about}."

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name it goes by, `name` first; none of a neutral one."""
        return () if self.is_neutral else (self.name, *self.names, *self.acronyms)

    @property
    def fingerprint(self) -> str:
        """Changes whenever the declaration does."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


NEUTRAL_ID = "neutre"
NEUTRAL = Programme(id=NEUTRAL_ID, name="Documents")
"""What a corpus without `programmes.yaml` is read and served with."""


class Programmes(Frozen):
    """The programmes of an index, in the order of their files."""

    entries: tuple[Programme, ...] = ()

    @property
    def main(self) -> Programme:
        """The first one declared; the neutral one where none is."""
        return self.entries[0] if self.entries else NEUTRAL

    @property
    def fingerprint(self) -> str:
        """Changes whenever one of them does."""
        return hashlib.sha256("".join(entry.fingerprint for entry in self.entries).encode()).hexdigest()[:16]


def load_programmes(corpora: Iterable[Path]) -> tuple[Programmes, list[Problem]]:
    """The programmes that these corpora declare, and the problems found, each with its file and line."""
    entries, problems = declared_items(corpora, PROGRAMMES_FILE, "programmes", Programme)
    return Programmes(entries=tuple(entries)), problems

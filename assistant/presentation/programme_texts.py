"""What the doors say in the name of the programme that is served: titles, introductions, labels. A programme's own wording
comes first; what it leaves unset is made from its name, and a corpus without a programme gets texts that name none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.programmes.programme import NEUTRAL, Programme, Term


@dataclass(frozen=True)
class ProgrammeTexts:
    """The texts of one programme, in French."""

    programme: Programme = NEUTRAL

    @property
    def title(self) -> str:
        """Of the page, the API and the tools."""
        made = "Assistant documentaire" if self.programme.is_neutral else f"Assistant {self.programme.name}"
        return self.programme.wording.title or made

    @property
    def tagline(self) -> str:
        """Under the title."""
        return self.programme.wording.tagline

    @property
    def description(self) -> str:
        """For search engines and link previews."""
        about = "les documents de ce service" if self.programme.is_neutral else self.programme.called
        made = f"Posez vos questions sur {about}. Chaque réponse cite ses sources."
        return self.programme.wording.description or made

    @property
    def welcome(self) -> str:
        """Over the example questions."""
        made = (
            f"L’assistant répond à partir des documents {self._of_subject}. Il cite chaque fois le passage exact, son éditeur et "
            "sa date. Quand les documents ne disent rien, il le dit."
        )
        return self.programme.wording.welcome or made

    @property
    def tools(self) -> str:
        """What a program that offers the tools to a language model is told they are for."""
        return f"Questions et documents {self._of_subject}."

    @property
    def _of_subject(self) -> str:
        """ "du plan Zèbre", "de ce service"."""
        return "de ce service" if self.programme.is_neutral else f"{self.programme.of_noun} {self.programme.name}"

    @property
    def known(self) -> str:
        """What the assistant knows about, for the help page."""
        if self.programme.is_neutral:
            return "Les documents qui lui ont été donnés."
        themes = [theme.name.lower() for theme in self.programme.themes]
        listed = " et ".join(filter(None, (", ".join(themes[:-1]), *themes[-1:])))
        return _capital(self.programme.called) + (f" : {listed}." if listed else ".")

    @property
    def events(self) -> str:
        """Over the chronology."""
        of = "" if self.programme.is_neutral else f" {self.programme.of_noun}"
        return f"Les événements{of}, d’après les publications citées. Chaque point ouvre sa source."

    @property
    def operators(self) -> str:
        """Over the operators."""
        return f"Qui fait quoi{self._inside}, et ce que chacun propose."

    def about_operator(self, name: str) -> str:
        """The question on an operator's card."""
        return f"Que fait {name}{self._inside} ?"

    @property
    def _inside(self) -> str:
        """ " dans le programme"; empty where there is none."""
        return "" if self.programme.is_neutral else f" dans {self.programme.the_noun}"

    @property
    def reserved(self) -> str:
        """On the card of an offer that only members may use."""
        return self.programme.wording.reserved or f"Réservée aux {self.programme.members.many}"

    @property
    def only_reserved(self) -> str:
        """On the box that keeps such offers only."""
        return f"Seulement les offres réservées aux {self.programme.members.many}"

    @property
    def members(self) -> str:
        """Name of the view of members: "Communes meunières"."""
        return _capital(self.programme.members.many)

    @property
    def this_member(self) -> str:
        """ "ce moulin", "cet adhérent", "cette commune"."""
        members = self.programme.members
        if members.feminine:
            return f"cette {members.one}"
        return f"{'cet' if members.one[0].lower() in _VOWELS else 'ce'} {members.one}"

    @property
    def looked_up(self) -> str:
        """What may be looked for in the list of members: "Intercommunalité, commune ou SIREN"."""
        named = dict.fromkeys((self.programme.members.level, "commune"))
        return f"{_capital(', '.join(named))} ou SIREN"

    def phases(self, held: Iterable[str]) -> dict[str, str]:
        """Id → name of the phases that events hold, in the declared order; those that nobody declares follow as they are
        written."""
        ids = list(dict.fromkeys(held))
        declared = {term.id: term.name for term in self.programme.phases if term.id in ids}
        return declared | {phase: phase for phase in ids if phase not in declared}

    def nature(self, kind: str) -> str:
        """Name of a nature of events, from its id."""
        return _named(self.programme.natures, kind)

    def aid(self, kind: str) -> str:
        """Name of a kind of aid, from its id."""
        return _named(self.programme.aids, kind)

    def beneficiary(self, kind: str) -> str:
        """Name of a kind of beneficiary, from its id."""
        return _named(self.programme.beneficiaries, kind)


_VOWELS = "aeéèêhiîoôuœ"


def _named(terms: Iterable[Term], identity: str) -> str:
    return next((term.name for term in terms if term.id == identity), identity)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

"""The words of a programme, compiled once a snapshot: what questions on it are understood with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from assistant.question.refusal import authorities
from index.language.phrases import Phrases
from index.language.text import Text
from index.language.words import fold, tokens
from index.members.local_authorities import LOCAL_AUTHORITIES
from index.programmes.programme import NEUTRAL, Programme, Term
from index.programmes.vocabulary import Vocabulary

_WHAT_IT_IS = ("programme", "dispositif", "label")
"""What people call any public programme."""
_JOINING = ("adhérer", "adhésion", "rejoindre", "intégrer", "entrer", "inscrire", "inscription", "postuler")
_TAKING_PART = ("participer", "bénéficier")
_JOIN, _TAKE_PART, _APPLY = Phrases(_JOINING), Phrases(_TAKING_PART), Phrases(("postuler",))
_OWN = frozenset(("mon", "ma", "mes", "notre", "nos"))


class ProgrammeWords:
    """A programme's names and vocabularies, ready to be looked for in a question."""

    def __init__(
        self,
        programme: Programme = NEUTRAL,
        offers: Sequence[Mapping] = (),
        organisations: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        """`offers`: records whose own labels are the vocabulary of a programme that declares none. `organisations`: names of
        the operators and publishers of the corpus, read when first needed."""
        self.declared = programme
        self._organisations = organisations
        self.phases = Vocabulary(programme.phases)
        self.aids = Vocabulary(programme.aids or _labels(offers, "aid"))
        self.beneficiaries = Vocabulary(programme.beneficiaries or _labels(offers, "beneficiaries"))
        self.names = Phrases((programme.noun, *programme.all_names))
        self.itself = Phrases((*_WHAT_IT_IS, programme.noun, *programme.all_names))
        """What says the programme as a whole."""
        members = programme.members
        self.members = Phrases((members.one, members.many, *members.counted))
        self.counted = Phrases(members.counted or (members.many,))
        self._places = Phrases((*LOCAL_AUTHORITIES, members.level, members.level_many, members.one, members.many))
        self.stems = frozenset(tokens(" ".join((*_WHAT_IT_IS, programme.noun, *programme.all_names))))
        """Stems of the words of its names: in its corpus they tell nothing from anything else."""
        self.scope = frozenset(tokens(" ".join(programme.scope)))

    @cached_property
    def authorities(self) -> Phrases:
        """Institutions in whose name nothing is written."""
        return authorities((*self.declared.authorities, *self._organisations()))

    @property
    def how_many(self) -> str | None:
        """What a bare "combien ?" asks: "combien de membres y a-t-il"; None where no programme is declared."""
        members = self.declared.members
        counted = next(iter(members.counted), members.many)
        of = "d'" if fold(counted)[0] in "aeiouyh" else "de "
        return None if self.declared.is_neutral else f"combien {of}{counted} y a-t-il"

    def names_own_place(self, text: Text) -> bool:
        """Whether a text speaks of the asker's own place: "notre commune", "ma petite ville"."""
        found = text.folded_words
        return any(not _OWN.isdisjoint(found[max(0, start - 2) : start]) for start, _ in self._places.spans(text))

    def names_asker(self, text: Text, close: int) -> bool:
        """Whether a text names a beneficiary or a place, at most `close` words before its end."""
        named = (*self._places.spans(text), *self.beneficiaries.phrases.spans(text))
        return any(end >= len(text.words) - close for _, end in named)

    def said_for_joining(self, text: Text) -> tuple[tuple[str, str], ...]:
        """Words that ask how to take part, each with what documents say in its place; none where a text does not ask it."""
        aimed = self.itself.found_in(text) or self.phases.phrases.found_in(text)
        how = "comment" in text.folded_words and _TAKE_PART.found_in(text)
        if not _APPLY.found_in(text) and not (aimed and (how or _JOIN.found_in(text))):
            return ()
        return tuple((said, told) for said in (*_JOINING, *_TAKING_PART) for told in self.declared.joining)

    def spelled_out(self, text: str) -> str:
        """The text with the programme's name in the place of its acronyms, which documents hardly use: the few that do would
        win every search for it."""
        return self._acronym.sub(self.declared.name, text) if self._acronym else text

    @cached_property
    def _acronym(self) -> re.Pattern[str] | None:
        written = {form for acronym in self.declared.acronyms for form in (acronym, acronym.lower())}
        told = (
            re.escape(form.rstrip(".")) + (r"\.?" if "." in form else "") for form in sorted(written, key=len, reverse=True)
        )
        return re.compile(rf"(?<![\w'’-])(?:{'|'.join(told)})(?![\w-])") if written else None


def _labels(records: Iterable[Mapping], field: str) -> list[Term]:
    """The labels that records write in a field, each as a term of its own."""
    return [Term(id=label, name=label) for label in dict.fromkeys(label for record in records for label in record[field])]

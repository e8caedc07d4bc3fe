"""Who is in the list: from what people write to the territories, intercommunalités and communes they may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz, process

from index.documents.document import Document
from index.language.phrases import Phrases
from index.language.text import Text
from index.language.words import STOP_WORDS, fold, folded_words, word_set, words
from index.members.local_authorities import LEGAL_FORMS, LOCAL_AUTHORITIES, SIREN
from index.programmes.programme import NEUTRAL, Programme
from index.records.kinds.territory import Intercommunality, Territory

THRESHOLD = 84.0
"""Points of `Match.score` under which nothing is returned. Measured on the list of September 2024 (641
intercommunalités): all are found first as they stand, without accents, without or with another wording of their
form and inside a question; 627 with one typing error in the whole name and 499 with two, never another one in
their place but once. Taken out of the list, 14 of the 641 names find a neighbour (such as "Hautes Terres" →
"Hautes Terres d'Oc"), 13 of them under 95 points: ask back below that. At 82, 20 do; at 86, 8 typing errors more
go unfound."""
TOGETHER = 6.0
"""Points behind the best within which a match is returned with it."""
_UNUSED = 60.0
"""Points a match loses when it leaves out all other words of the text; in proportion when it leaves out some."""
_NAMED = 0.2
"""Share of that loss for a telling name that is written out exactly: a long question may hold it."""
_OTHER_FORM = 4.0
"""Loss when the text says "CC" and the list "CA": people mix them up, and homonyms are told apart by them."""
_SWAPPED = 2.0
"""Loss when the words stand in another order."""
_SHORTENED = 6.0
"""Loss of a name found without its weak words: "Mormal" for "CC du Pays de Mormal"."""
_PART = 4.0
"""Loss of a territory found by one of the places it joins: "Cognac" for "Angoulême – Cognac"."""
_SHORTEST = 4
"""Letters that a shortened name or part must have."""

_JOINTS = re.compile(r"\s[-–—/]\s|,\s")
_FRAME = frozenset(fold(word) for name in LOCAL_AUTHORITIES for word in (name, f"{name}s")) | word_set(
    """
    intercos programme labellise labellisee labellises labellisees label laureat laureate selectionne selectionnee partie liste
    fait appartient appartenir dedans concerne concernee eligible situe situee trouve siren sait savoir dit dire bonjour merci
    maire elu elue habite depend dependre rattache rattachee inscrit inscrite
    """
)
"""Words of the questions around a name; an entry of the list keeps them only when it has no other."""
_WEAK = word_set(
    """
    pays bassin grand grande coeur val vallee vallees terre terres porte portes region sud nord est ouest centre haut haute
    hauts hautes ville plaine communaute
    """
)
"""Words that half of the names have, as do those of the programme: without them a name is still known, with them alone it
is not."""
_MOST_WORDS = 40
"""Words of a text that are looked at, so that a page pasted as a question takes no longer than a long one."""


class Named(StrEnum):
    """What a match was found by."""

    SIREN = "siren"
    INTERCOMMUNALITY = "intercommunality"
    TERRITORY = "territory"
    COMMUNE = "commune"


@dataclass(frozen=True)
class Match:
    """A territory that the text may name."""

    territory: Territory
    intercommunality: Intercommunality | None
    """The member that was named, itself or by one of its communes; None where the territory was."""
    named: Named
    name: str
    """The name in the list that the text resembles."""
    score: float
    """0 to 100; 100 for the same name, form and accents aside, or the same SIREN."""


@dataclass(frozen=True)
class _Name:
    key: str
    """Folded content words, joined."""
    form: str
    match: Match
    telling: bool = False
    """Whether the key names it even amid other words."""
    cost: float = 0.0
    """Points that this key loses: it is not the whole name."""


class TerritoryDirectory:
    """Finds territories by name, SIREN, intercommunalité or commune. Built once; a search of 824 names takes one to two
    milliseconds, of 23,000 (a list with communes) 40."""

    def __init__(self, territories: Iterable[Territory], programme: Programme = NEUTRAL) -> None:
        members = programme.members
        own = (*programme.all_names, members.one, members.many, *members.counted)
        self._own = Phrases((*programme.all_names, *members.counted))
        self._weak = _WEAK | {part for name in own for word in folded_words(name) for part in (word, f"{word}s")}
        self._names: list[_Name] = []
        self._by_siren: dict[str, list[Match]] = {}
        for territory in territories:
            self._add(territory.name, Match(territory, None, Named.TERRITORY, territory.name, 100.0))
            for member in territory.intercommunalities:
                match = Match(territory, member, Named.INTERCOMMUNALITY, member.name, 100.0)
                self._add(member.name, match)
                siren = Match(territory, member, Named.SIREN, member.siren, 100.0)
                self._by_siren.setdefault(member.siren, []).append(siren)
                for commune in member.communes:
                    self._add(commune, Match(territory, member, Named.COMMUNE, commune, 100.0))
        self._keys = [name.key for name in self._names]
        self._telling = np.array([name.telling for name in self._names], dtype=bool)
        self._longest = max((len(name.key.split()) for name in self._names), default=0)

    @classmethod
    def of_documents(cls, documents: Iterable[Document], programme: Programme = NEUTRAL) -> TerritoryDirectory:
        """From documents of kind `territory`, such as those of a snapshot. `programme`: whose members they are."""
        records = (document.record for document in documents if document.kind == "territory")
        return cls((Territory.model_validate(record) for record in records), programme)

    def __len__(self) -> int:
        """Names it knows."""
        return len(self._names)

    def find(self, text: str, limit: int = 5) -> list[Match]:
        """What `text`, a name or a whole question, may name, best first; at most `limit`.

        Matches within `TOGETHER` points of the best are returned together: the reader chooses. Nothing under
        `THRESHOLD`. A SIREN is looked up as it is and never approximated."""
        sirens = SIREN.findall(text)
        if sirens:
            return [m for siren in sirens for m in self._by_siren.get(re.sub(r"\s", "", siren), ())][:limit]
        asked, form = self._parts(text)
        asked = asked[:_MOST_WORDS]
        if not asked or not self._names:
            return []
        scores = self._scores(asked)
        candidates = np.flatnonzero(scores >= THRESHOLD).tolist()
        ranked = sorted(
            ((self._final(float(scores[at]), form, self._names[at]), at) for at in candidates),
            key=lambda item: (-item[0], item[1]),
        )
        return self._together([(score, at) for score, at in ranked if score >= THRESHOLD], limit)

    def _scores(self, asked: list[str]) -> np.ndarray:
        """(names,) best score of each name against any run of the words asked; a run that leaves words out of
        account loses up to `_UNUSED` points."""
        whole = len("".join(asked))
        runs: dict[str, float] = {}
        for length in range(1, min(len(asked), self._longest) + 1):
            for at in range(len(asked) - length + 1):
                run = asked[at : at + length]
                lost = _UNUSED * (1 - len("".join(run)) / whole)
                key = " ".join(run)
                runs[key] = min(lost, runs.get(key, lost))
        table = process.cdist(list(runs), self._keys, scorer=fuzz.ratio, score_cutoff=THRESHOLD, dtype=np.float32)
        # A telling name written out in a long question is named, whatever else is asked.
        exact = (table >= 100) & self._telling[None, :]
        table -= np.where(exact, _NAMED, 1.0) * np.array(list(runs.values()), np.float32)[:, None]
        best = table.max(axis=0)
        if len(asked) > 1:
            swapped = process.cdist([" ".join(asked)], self._keys, scorer=fuzz.token_sort_ratio, dtype=np.float32)[0]
            best = np.maximum(best, swapped - _SWAPPED)
        return best

    def _final(self, score: float, form: str, name: _Name) -> float:
        """The score without what a short form or another form of intercommunalité costs."""
        if form and name.form and form != name.form:
            score -= _OTHER_FORM
        return score - name.cost

    def _together(self, ranked: list[tuple[float, int]], limit: int) -> list[Match]:
        found: dict[tuple[str, str], Match] = {}
        for score, at in ranked:
            if score < ranked[0][0] - TOGETHER or (ranked[0][0] >= 100 > score):
                break
            match = self._names[at].match
            place = match.territory.id, match.intercommunality.siren if match.intercommunality else ""
            found.setdefault(place, replace(match, score=round(score, 1)))
        return list(found.values())[:limit]

    def _add(self, name: str, match: Match) -> None:
        tokens, form = self._parts(name)
        if not tokens:
            return
        telling = [token for token in tokens if token not in self._weak]
        # "Moselle-Est" has the key "moselle" ("est" is also a verb): alone it names the place, amid words it may not.
        sure = bool(telling) and "est" not in fold(name).replace("-", " ").split()
        self._names.append(_Name(" ".join(tokens), form, match, sure))
        if telling and telling != tokens and len("".join(telling)) >= _SHORTEST:
            self._names.append(_Name(" ".join(telling), form, match, cost=_SHORTENED))
        if match.named is Named.TERRITORY:
            for part in _JOINTS.split(name):
                tokens, _ = self._parts(part)
                if len("".join(tokens)) >= _SHORTEST and part.strip() != name:
                    self._names.append(_Name(" ".join(tokens), "", match, cost=_PART))

    def _parts(self, text: str) -> tuple[list[str], str]:
        """(content words, form of intercommunalité) of a name or question: "CC du Pays de Gex" → (["pays", "gex"], "cc").

        The words of a question around the name go, and so do forms wherever they stand ("Metz Métropole"); a name made
        of such words only keeps them all."""
        folded = " ".join(fold(text).replace("-", " ").replace("/", " ").split())
        form = ""
        for name, pattern in LEGAL_FORMS.items():
            folded, count = pattern.subn(" ", folded)
            form = form or (name if count else "")
        folded = self._own.without(Text(folded))
        found = [fold(word.text).rstrip("'") for word in words(folded)]
        content = [word for word in found if word not in STOP_WORDS and word not in _FRAME]
        return content or found, form

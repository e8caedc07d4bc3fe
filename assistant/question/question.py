"""Understanding of a question: repaired, completed from the conversation, and read for what it wants."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.question.anaphora import PRONOUNS, content_words
from assistant.question.answer_types import (
    ANSWER_TYPES,
    ASKING_VERB,
    CONFIRMATION,
    CONFIRMING,
    COUNT_ASKED,
    FUTURE,
    GREETING,
    INTENTS,
    PRESUPPOSING,
    PROOF_ASKED,
    QUESTION_TAIL,
    SUM_ASKED,
    AnswerType,
)
from assistant.question.ellipsis import Completed, complete
from assistant.question.gazetteer import Entity, Gazetteer
from assistant.question.letters import question_in
from assistant.question.repair import Repairer
from assistant.request_errors import QuestionError
from assistant.schema import Intent
from index.language.dates import DateMention, find_dates
from index.language.dictionary import speller
from index.language.quantities import find_quantities
from index.language.rarity import rarity
from index.language.text import Text
from index.language.words import QUESTION_WORDS, STOP_WORDS, Word, fold, folded_words, tokens, words
from index.storage.keywords import KeywordIndex

MAX_CHARACTERS = 2_000
"""A question longer than this is a document; the encoder would read a third of it."""
_BEGINNING = re.compile(r"\b(?:au d[ée]but|au d[ée]part|[àa] l['’]origine)(?=\s*(?:[?.!(]|$))", re.IGNORECASE)
"""At the end of a question these ask for the launch, in the words documents use for it."""
_VERB = re.compile(r"\b(?:s['’]est|se sont|a|ont|est|sont|[ée]tai(?:t|en)|fut|avai(?:t|en))\b", re.IGNORECASE)
_BEFORE_PLACE = re.compile(r"\b(?:[àÀ]|au|aux)\s$")
_INITIAL = re.compile(r"\binitial", re.IGNORECASE)
_BEGINNINGS = tuple(
    (one, other)
    for one in ("lancement", "initial", "initiale")
    for other in ("début", "départ", "origine", "lancement", "initial")
    if other[:4] != one[:4]
)
"""What stands for one another where a question asks for the beginning."""
_JOINING = re.compile(
    r"\b(?:adher\w+|adhesion|rejoindre|rejoint|integrer|entrer|s'inscrire|inscription|postuler)\b.*"
    r"\b(?:programme|dispositif|label|territoires? d'industrie|phase)\b|\bpostuler\b"
    r"|\bcomment\b.*\b(?:participer|beneficier)\b.*\b(?:programme|dispositif|territoires? d'industrie)\b"
)
_JOININGS = tuple(
    (one, other)
    for one in (
        "adhérer", "adhésion", "rejoindre", "intégrer", "entrer", "inscrire", "inscription", "postuler", "participer",
        "bénéficier",
    )
    for other in ("candidater", "candidature", "devenir territoire")
)
"""What says to take part, where documents speak of applying."""
_ACRONYM = re.compile(r"(?<![\w'’-])(?:TI|ti|T\.I\.?)(?![\w-])")
"""The programme's own, which documents hardly use: the few that do would win every search for it."""
_SIZE = re.compile(
    r"\b((?:communes?|villes?|villages?|intercommunalités?|communautés? (?:de communes|d['’]agglomération)|agglomérations?"
    r"|entreprises?|PME|ETI|TPE|sociétés?|usines?|structures?)(?: (?!de\b)\w+){0,2}) "
    r"(?:de|d['’]environ|avec) \d[\d\s.]* (?:habitants?|salariés?|personnes|employés)\b",
    re.IGNORECASE,
)
"""How large the asker's town or company is: documents hold other figures, and the search would look for this one."""
_SMALL = 9
_IDENTIFIER = 5
"""Digits from which a bare number identifies a file or a company rather than counts something."""
_TODAY = re.compile(
    r"\b(?:aujourd'?hui|actuel\w*|en ce moment|maintenant|a ce jour|desormais|encore|toujours|dernier chiffre)\b"
    r"|\b(?:est|sont)(?:[- ](?:il|elle)s?)? (?:deja |bien )?(?:termine|fini|clos|ferme|arrete|acheve|en cours|ouvert)e?s?\b"
)


@dataclass(frozen=True)
class Question:
    """A question as understood."""

    asked: str
    text: str
    """Repaired and completed: what is searched, and shown as `understood_as`."""
    searched: str
    """What is encoded: the text, without what it states and asks to confirm, which would lead astray."""
    topic: str | None
    """What was taken from the conversation, None for a question that stands alone."""
    may_stand_alone: bool
    """It asks something in so many words, and what was taken is only put behind it."""
    intent: Intent
    answer_types: frozenset[AnswerType]
    entities: tuple[Entity, ...]
    period: tuple[DateMention, ...]
    """Dates the question names."""
    future: bool
    """It asks about what is yet to come."""
    today: bool
    """It asks for the present state in so many words."""
    terms: Mapping[str, float]
    """Stems of the text, for keyword search, with how much each says in French at large (0.05 to 1)."""
    claims: tuple[str, ...]
    """Dates, figures and names that the question states and asks to confirm; empty for any other question."""
    equivalents: Mapping[str, tuple[frozenset[str], ...]]
    """Term → sets of stems that say the same when all are there: "pia" → {programm, invest, aven}."""

    @cached_property
    def expansions(self) -> frozenset[str]:
        """Stems of the other names of what it mentions, not among the terms."""
        return frozenset().union(*(stems for sets in self.equivalents.values() for stems in sets)) - set(self.terms)

    def says(self, token: str, stems: frozenset[str]) -> bool:
        """True where `stems` hold the term, or another name of what it stands for."""
        return token in stems or any(other <= stems for other in self.equivalents.get(token, ()))

    @cached_property
    def dated_terms(self) -> frozenset[str]:
        """Terms of the dates it names, which are judged by what they mean."""
        return frozenset(token for m in self.period for token in tokens(self.text[m.start : m.end]))

    def is_held(self, token: str, keywords: KeywordIndex) -> bool:
        """Whether the corpus holds a term, or has another name for what it stands for."""
        return bool(keywords.document_frequency(token)) or token in self.equivalents

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Words with a capital within the sentence, and numbers that identify something; none where the question only
        asks to confirm them."""
        found = self.analysis.words if not self.claims else ()
        return tuple(
            word.text
            for number, word in enumerate(found)
            if (number and word.text[0].isupper() and len(word.text) > 2)
            or (word.text.isdigit() and len(word.text) >= _IDENTIFIER)
        )

    def wants(self, *types: AnswerType) -> bool:
        return not self.answer_types.isdisjoint(types)

    def in_period(self, first: dt.date, last: dt.date) -> bool:
        """True where those days fall, even partly, in a period that the question names."""
        return any(mention.first <= last and first <= mention.last for mention in self.period)

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Values that the question itself names; small numbers are articles and ranks more often than figures."""
        return frozenset(q.value for q in self.analysis.quantities if q.kind != "ordinal" and q.value > _SMALL)

    @cached_property
    def analysis(self) -> Text:
        """What is read of its text."""
        return Text(self.text)

    @property
    def folded(self) -> str:
        """Its text, folded."""
        return self.analysis.folded


class Reader:
    """Understands questions against one snapshot."""

    def __init__(self, repairer: Repairer, gazetteer: Gazetteer) -> None:
        self._repairer = repairer
        self._gazetteer = gazetteer

    def _claims(self, text: str, period: tuple[DateMention, ...]) -> tuple[str, ...]:
        """What a question for confirmation states: dates, figures, persons, places, and names the corpus does not know.

        A date in front of the verb says which thing is meant ("l'assemblée de 2023 a eu lieu à Lyon"), where something
        else is stated behind it."""
        named = self._stated_names(text)
        figures = [q.text for q in find_quantities(text) if q.kind != "ordinal"]
        verb = _VERB.search(text)
        topical = verb.start() if verb and (named or figures) else 0
        dates = [text[mention.start : mention.end] for mention in period if mention.start >= topical]
        dated = [text[mention.start : mention.end] for mention in period]
        figures = [figure for figure in figures if not any(figure in date for date in dated)]
        return (*dates, *figures, *named)

    def _stated_names(self, text: str) -> tuple[str, ...]:
        """Persons and places, and whatever the corpus does not know; not the things it gives a name to."""
        entities = self._gazetteer.find(text)
        found: list[str] = []
        for run in _capitalised(text):
            if all(any(e.start <= word.start and word.end <= e.end for e in entities) for word in run):
                continue
            place = bool(_BEFORE_PLACE.search(text[: run[0].start]))
            if len(run) > 1 or place or self._is_unknown(run[0]):
                found.append(text[run[0].start : run[-1].end])
        return tuple(found)

    def _unknown_names(self, text: str) -> tuple[str, ...]:
        runs = [run for run in _capitalised(text) if any(map(self._is_unknown, run))]
        return tuple(text[run[0].start : run[-1].end] for run in runs)

    def _is_unknown(self, word: Word) -> bool:
        """Neither of the corpus nor an ordinary word that begins the sentence."""
        common = word.start == 0 and word.text.lower() in speller().word_frequency.dictionary
        return not common and not self._repairer.knows(word.text)

    def names_in(self, text: str) -> list[str]:
        """What a text calls operators, offers and other names of the corpus, as it writes them."""
        return [text[entity.start : entity.end] for entity in self._gazetteer.find(text)]

    def _is_bare_name(self, text: str) -> bool:
        """Nothing but the name of one thing: "VTE", "le fonds vert ?" ask what it is."""
        entities = self._gazetteer.find(text)
        if len(entities) != 1:
            return False
        rest = entities[0].rest_of(text)
        return not content_words(rest) and QUESTION_WORDS.isdisjoint(folded_words(rest))

    def read(self, asked: str, history: Sequence[str] = (), today: dt.date | None = None) -> Question:
        """Raises QuestionError for a question that is empty or too long. `history`: the user's earlier questions."""
        check(asked)
        earlier: list[str] = []
        for previous in history:
            if previous.strip():
                text = self._repairer.repair(question_in(previous[:MAX_CHARACTERS], self._gazetteer)).text
                earlier.append(complete(text, earlier, self._gazetteer).text)
        repaired = self._repairer.repair(question_in(asked, self._gazetteer))
        text = QUESTION_TAIL.sub(" ", repaired.text).strip() or repaired.text
        text = PROOF_ASKED.sub("", text) or text
        completed = complete(text, earlier, self._gazetteer)
        pairs = repaired.expansions
        if completed.topic is not None:
            pairs = self._repairer.repair(completed.text).expansions
        folded = fold(completed.text)
        dates = find_dates(completed.text, today)
        deictic = re.search(r"\b(?:derni|prochain)\w*\b", folded)
        # "Le 5 ou le 6 mars ?" names no year: the one nearest to today would be a guess.
        period = tuple(mention for mention in dates if deictic or not mention.inferred)
        claims: tuple[str, ...] = ()
        if CONFIRMATION.search(folded):
            claims = self._claims(completed.text, period)
        elif PRESUPPOSING.search(folded):
            claims = self._unknown_names(completed.text)
        searched = _ACRONYM.sub("Territoires d'industrie", _without(completed.text, claims))
        searched = _SIZE.sub(r"\1", _BEGINNING.sub("au lancement", searched))
        terms = _weighted(terms_of(searched), completed)
        if _BEGINNING.search(completed.text) or _INITIAL.search(completed.text):
            pairs = (*pairs, *_BEGINNINGS)
        if _JOINING.search(folded):
            pairs = (*pairs, *_JOININGS)
        asking = _asking(completed, folded)
        kinds = _kinds_asked(asking)
        if dates and re.search(r"\bou\b", folded):
            kinds.add(AnswerType.DATE)  # "le 5 ou le 6 mars ?"
        if claims:
            kinds |= _kinds_of(claims, period, completed.text)
        return Question(
            asked=asked,
            text=completed.text,
            searched=searched,
            topic=completed.topic,
            may_stand_alone=completed.is_loose and _asks(completed.own),
            intent=Intent.DEFINITION if self._is_bare_name(completed.text) else intent_of(asking),
            answer_types=frozenset(kinds),
            entities=self._gazetteer.find(completed.text),
            period=tuple(m for m in period if completed.text[m.start : m.end] not in claims),
            future=bool(FUTURE.search(folded))
            or (bool(period) and all(d.value.first > (today or dt.date.today()) for d in period)),
            today=bool(_TODAY.search(folded)),
            terms=terms,
            claims=claims,
            equivalents=_equivalents(pairs),
        )


_OF_IT = re.compile(r"(?:et |mais )?c'(?:est|etait) (?!quoi|qui|combien|quand|ou\b|quel)")
_ASKING_WEIGHT = 0.2
"""Weight of a verb that only asks beside one that tells."""
_CARRIED = 0.6
"""Weight of a word taken from the conversation beside one of the follow-up itself, which says what is new."""


def _asking(completed: Completed, folded: str) -> str:
    """The folded words that say what is asked: a follow-up's own where they say it ("et qui pilote ?" after a question on
    a budget), else those of the completed text, `folded`."""
    own = fold(completed.own) if completed.topic is not None else ""
    return own if own and _kinds_asked(own) & _OWN else folded


def _asks(own: str) -> bool:
    """ "Qui peut candidater ?", not "et l'ADEME ?", "quelle est son enveloppe ?" or "c'est doté de combien ?"."""
    if _OF_IT.match(fold(own)):
        return False
    keys = {fold(word.text).strip("'-") for word in words(own)}
    return bool(keys & QUESTION_WORDS) and bool(content_words(own)) and not keys & PRONOUNS


def _kinds_asked(folded: str) -> set[AnswerType]:
    kinds = {kind for kind, pattern in ANSWER_TYPES if pattern.search(folded)}
    return kinds - {AnswerType.NUMBER} if SUM_ASKED.search(folded) and not COUNT_ASKED.search(folded) else kinds


_OWN = frozenset({AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE, AnswerType.AMOUNT})
"""What a follow-up that asks for it asks for instead of what was asked before."""


def _weighted(terms: dict[str, float], completed: Completed) -> dict[str, float]:
    if completed.topic is None:
        return terms
    own = terms_of(completed.own)
    return {term: weight if term in own else weight * _CARRIED for term, weight in terms.items()}


def _capitalised(text: str) -> list[list[Word]]:
    """Runs of words with a capital, such as a first name and a name."""
    runs: list[list[Word]] = []
    for word in words(text):
        opens = word.start == 0 and (fold(word.text) in QUESTION_WORDS or fold(word.text) in STOP_WORDS)
        if opens or not (word.text[0].isupper() and len(word.text) > 2):
            continue
        if runs and text[runs[-1][-1].end : word.start] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _kinds_of(claims: Sequence[str], period: Sequence[DateMention], text: str) -> set[AnswerType]:
    """Types of the things stated: a true answer states its own."""
    kinds = {AnswerType.DATE} if period else set()
    quantities = [q for claim in claims for q in find_quantities(claim)]
    if quantities:
        kinds.add(AnswerType.AMOUNT if any(q.unit in ("EUR", "%") for q in quantities) else AnswerType.NUMBER)
    for claim in claims:
        if claim[0].isupper() and not any(c.isdigit() for c in claim):
            place = _BEFORE_PLACE.search(text[: text.index(claim)])
            kinds.add(AnswerType.PLACE if place else AnswerType.PERSON)
    return kinds


def _without(text: str, claims: Sequence[str]) -> str:
    """The text without its claims and the words that ask to confirm them: what is doubtful must not decide what is
    found."""
    if not claims:
        return text
    bare = CONFIRMING.sub(" ", text)
    for claim in claims:
        bare = bare.replace(claim, " ")
    return re.sub(r"\s+", " ", bare).strip(" ,?") or text


def _equivalents(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, list[frozenset[str]]] = {}
    for form, other in pairs:
        stems = frozenset(tokens(other))
        for token in tokens(form):
            if stems and token not in stems:
                found.setdefault(token, []).append(stems)
    return {token: tuple(sets) for token, sets in found.items()}


def terms_of(text: str) -> dict[str, float]:
    """Stems of a text with the rarity of the word each comes from, the rarest where several share a stem."""
    terms: dict[str, float] = {}
    for word in words(text):
        said = rarity(word.text.lower()) * (_ASKING_WEIGHT if ASKING_VERB.match(fold(word.text)) else 1.0)
        for token in tokens(word.text):
            terms[token] = max(terms.get(token, 0.0), said)
    return terms


def check(question: str) -> None:
    """Raises QuestionError, in French, for what is not a question."""
    if not question.strip() or not any(character.isalnum() for character in question):
        raise QuestionError(
            "La question est vide : écrivez ce que vous cherchez, par exemple « Qui peut candidater ? »."
        )
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError("La question n'est pas en UTF-8 : vérifiez l'encodage du terminal ou du fichier.")
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            f"La question fait {len(question)} caractères, au plus {MAX_CHARACTERS} sont lus : résumez-la."
        )


def intent_of(folded: str) -> Intent:
    """The intent of a folded question, by the first pattern that matches."""
    if GREETING.match(folded):
        return Intent.GREETING
    for intent, pattern in INTENTS:
        if pattern.search(folded):
            return intent
    return Intent.OTHER

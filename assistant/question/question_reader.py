"""Understanding of a question: repaired, completed from the conversation, and read for what it wants."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from assistant.question.answer_types import (
    ANSWER_TYPES,
    CONFIRMATION,
    COUNT_ASKED,
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
from assistant.question.presuppositions import PremiseFinder, types_of, without_premises
from assistant.question.programme_words import ProgrammeWords
from assistant.question.question import Question, terms_of
from assistant.question.refusal import Refusal, refusal_of
from assistant.question.repair import Repairer
from assistant.question.temporal_expressions import FUTURE, asks_present_state, said_for_launch, with_launch
from assistant.request_errors import QuestionError
from assistant.schema import Intent
from index.language.text import Text
from index.language.words import PRONOUNS, QUESTION_WORDS, fold, tokens
from index.members.local_authorities import names_local_authority

MAX_CHARACTERS = 2_000
"""A question longer than this is a document; the encoder would read a third of it."""
_HEADCOUNT = re.compile(
    r" (?:de|d['’]environ|avec) \d[\d\s.]* (?:habitants?|salariés?|personnes|employés)\b", re.IGNORECASE
)
"""How large the asker's town or company is: documents hold other figures, and the search would look for this one."""
_CLOSE = 2
"""Words that may stand between an asker and its size: "une commune rurale de 800 habitants"."""
_OF_IT = re.compile(r"(?:et |mais )?c'(?:est|etait) (?!quoi|qui|combien|quand|ou\b|quel)")
_CARRIED = 0.6
"""Weight of a word taken from the conversation beside one of the follow-up itself, which says what is new."""
_OWN = frozenset({AnswerType.PERSON, AnswerType.ORGANISATION, AnswerType.PLACE, AnswerType.AMOUNT})
"""What a follow-up that asks for it asks for instead of what was asked before."""


class QuestionReader:
    """Understands questions against one snapshot."""

    def __init__(self, repairer: Repairer, gazetteer: Gazetteer) -> None:
        self._repairer = repairer
        self._gazetteer = gazetteer
        self._premises = PremiseFinder(repairer, gazetteer)

    @property
    def programme(self) -> ProgrammeWords:
        """The words of the programme that questions are understood with."""
        return self._gazetteer.programme

    def names_in(self, text: str) -> list[str]:
        """What a text calls operators, offers and other names of the corpus, as it writes them."""
        return [text[entity.start : entity.end] for entity in self._gazetteer.find(Text(text))]

    def refusal_of(self, question: Question) -> Refusal | None:
        """Why a question is declined, as asked or as understood; None where it is not."""
        asked = fold(question.asked)
        readings = dict.fromkeys((asked, question.folded))
        found = (refusal_of(reading, self.programme.authorities) for reading in readings)
        return next(filter(None, found), None)

    def read(self, asked: str, history: Sequence[str] = (), today: dt.date | None = None) -> Question:
        """Raises QuestionError for a question that is empty or too long. `history`: the user's earlier questions."""
        check(asked)
        earlier: list[Completed] = []
        for previous in history:
            if previous.strip():
                whole = self._repairer.repair(question_in(previous[:MAX_CHARACTERS], self._gazetteer)).text
                earlier.append(complete(whole, earlier, self._gazetteer))
        repaired = self._repairer.repair(question_in(asked, self._gazetteer))
        text = QUESTION_TAIL.sub(" ", repaired.text.raw).strip() or repaired.text.raw
        text = PROOF_ASKED.sub("", text) or text
        completed = complete(repaired.text.becoming(text), earlier, self._gazetteer)
        pairs = repaired.expansions
        if completed.topic is not None:
            pairs = self._repairer.repair(completed.text.raw).expansions
        return self._understood(asked, completed, pairs, today or dt.date.today())

    def _understood(
        self, asked: str, completed: Completed, pairs: Sequence[tuple[str, str]], today: dt.date
    ) -> Question:
        text = completed.text
        folded = text.folded
        dates = text.dates_from(today)
        deictic = re.search(r"\b(?:derni|prochain)\w*\b", folded)
        # "Le 5 ou le 6 mars ?" names no year: the one nearest to today would be a guess.
        period = tuple(mention for mention in dates if deictic or not mention.inferred)
        claims: tuple[str, ...] = ()
        if CONFIRMATION.search(folded):
            claims = self._premises.stated(text, period)
        elif PRESUPPOSING.search(folded):
            claims = self._premises.unknown_names(text)
        entities = self._gazetteer.find(text)
        launched = replace(completed, wording=completed.wording.becoming(with_launch(completed.wording.raw))).text
        searched = text.becoming(self._searched(without_premises(launched.raw, claims)))
        asking = _asking(completed, folded)
        kinds = _kinds_asked(asking)
        if dates and re.search(r"\bou\b", folded):
            kinds.add(AnswerType.DATE)  # "le 5 ou le 6 mars ?"
        if claims:
            kinds |= types_of(claims, period, text.raw)
        return Question(
            asked=asked,
            analysis=text,
            searched=searched.raw,
            topic=completed.topic,
            topic_beside=bool(completed.beside),
            may_stand_alone=bool(completed.beside) and _asks(completed.own),
            intent=Intent.DEFINITION if _is_bare_name(text, entities) else self._intent(text, asking, entities),
            answer_types=frozenset(kinds),
            entities=entities,
            period=tuple(m for m in period if text.raw[m.start : m.end] not in claims),
            future=bool(FUTURE.search(folded)) or (bool(period) and all(d.value.first > today for d in period)),
            today=asks_present_state(folded),
            terms=_weighted(terms_of(searched), completed),
            claims=claims,
            equivalents=_equivalents(
                (*pairs, *said_for_launch(completed.wording.folded), *self.programme.said_for_joining(text))
            ),
            programme=self.programme,
        )

    def _intent(self, text: Text, asking: str, entities: Sequence[Entity]) -> Intent:
        """The intent of a text by its words that ask, a place or a kind of aid that it names, or an offer where none tells."""
        place = names_local_authority(text.raw) or self.programme.names_own_place(text)
        intent = intent_of(asking, place=place)
        aid = self.programme.aids.phrases.found_in(text) or any(entity.kind == "offer" for entity in entities)
        return Intent.OFFERS if aid and intent is Intent.OTHER else intent

    def _searched(self, text: str) -> str:
        """What is looked for: the text in the words that documents use."""
        text = self.programme.spelled_out(text)
        size = _HEADCOUNT.search(text)
        if size and self.programme.names_asker(Text(text[: size.start()]), _CLOSE):
            text = text[: size.start()] + text[size.end() :]
        return text


def _asking(completed: Completed, folded: str) -> str:
    """The folded words that say what is asked: a follow-up's own where they say it ("et qui pilote ?" after a question on
    a budget), else those of the completed text, `folded`."""
    own = completed.own.folded
    return own if own and _kinds_asked(own) & _OWN else folded


def _asks(own: Text) -> bool:
    """ "Qui peut postuler ?", not "et la région ?", "quelle est son enveloppe ?" or "c'est doté de combien ?"."""
    if _OF_IT.match(own.folded):
        return False
    keys = {word.strip("'-") for word in own.folded_words}
    return bool(keys & QUESTION_WORDS) and bool(own.content_words) and not keys & PRONOUNS


def _kinds_asked(folded: str) -> set[AnswerType]:
    kinds = {kind for kind, pattern in ANSWER_TYPES if pattern.search(folded)}
    return kinds - {AnswerType.NUMBER} if SUM_ASKED.search(folded) and not COUNT_ASKED.search(folded) else kinds


def _is_bare_name(text: Text, entities: Sequence[Entity]) -> bool:
    """Nothing but the name of one thing: "le fonds vert ?" asks what it is."""
    if len(entities) != 1:
        return False
    rest = Text(entities[0].rest_of(text.raw))
    return not rest.content_words and QUESTION_WORDS.isdisjoint(rest.folded_words)


def _weighted(terms: dict[str, float], completed: Completed) -> dict[str, float]:
    if completed.topic is None:
        return terms
    own = terms_of(completed.own)
    return {term: weight if term in own else weight * _CARRIED for term, weight in terms.items()}


def _equivalents(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, list[frozenset[str]]] = {}
    for form, other in pairs:
        stems = frozenset(tokens(other))
        for token in tokens(form):
            if stems and token not in stems:
                found.setdefault(token, []).append(stems)
    return {token: tuple(sets) for token, sets in found.items()}


def check(question: str) -> None:
    """Raises QuestionError, in French, for what is not a question."""
    if not question.strip() or not any(character.isalnum() for character in question):
        raise QuestionError("La question est vide : écrivez ce que vous cherchez, par exemple « Qui contacter ? ».")
    if any("\ud800" <= character <= "\udfff" for character in question):
        raise QuestionError("La question n'est pas en UTF-8 : vérifiez l'encodage du terminal ou du fichier.")
    if len(question) > MAX_CHARACTERS:
        raise QuestionError(
            f"La question fait {len(question)} caractères, au plus {MAX_CHARACTERS} sont lus : résumez-la."
        )


def intent_of(folded: str, *, place: bool = False) -> Intent:
    """The intent of a folded question, by the first pattern that matches. `place`: it names a local authority, or the
    asker's own."""
    if GREETING.match(folded):
        return Intent.GREETING
    return next(
        (i for i, pattern in INTENTS if pattern.search(folded) or (place and i is Intent.TERRITORY)), Intent.OTHER
    )

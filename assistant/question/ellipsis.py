"""Follow-ups without a language model: an elliptic question is completed from the ones before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.question.anaphora import is_about_programme, told_of_programme
from assistant.question.gazetteer import Gazetteer
from assistant.question.programme_words import ProgrammeWords
from index.language.phrases import Phrases
from index.language.text import Text
from index.language.words import PRONOUNS, QUESTION_WORDS, fold

_LINKS = re.compile(
    r"^\W*(?:(?:et|alors|donc|mais|ok|okay|d'accord|dac|bien|oui|non|merci|du coup|sinon|puis)\b[\s,]*)+", re.I
)
_DEMONSTRATIVES = frozenset(["ce", "cet", "cette", "ces"])
_IMPERSONAL = re.compile(
    r"\b(?:qu'est-ce|est-ce|c'est|ce que|ce qui|il y a|y a-t-il|y a|faut-il|il faut|existe-t-il|il existe|peut-il y avoir)\b"
)
_BOTH = re.compile(r"\b(?:les deux|tous les deux|toutes les deux|ensemble|en meme temps|l'un et l'autre|cumul\w*)\b")
_POSSESSIVES = frozenset(["son", "sa", "ses", "leur", "leurs"])
_SHORT = 4
"""Content words; a question with fewer and no name in it leans on what came before."""
_MONEY_ASKED = Phrases(("budget", "enveloppe"))
_WHOLE = re.compile(
    r"^\W*(?:quel(?:le)?s sont les|(?:quel(?:le)?s )?(?:aides?|offres?|dispositifs?) (?:pour|aux?)\b|liste[rz]?|c'est quoi"
    r"|qu'est[- ]ce qu[e'] ?(?:un|une|l[ea']))\b"
)
"""Beginnings of questions that are whole however short."""
_FOR = re.compile(r"\b(?:pour|aux?)\b")


_NOTHING = Text("")


@dataclass(frozen=True)
class Completed:
    """A question that stands alone, with what it took from the conversation to do so."""

    wording: Text
    """Its words, with what was taken in its place among them, or without what stands beside them."""
    topic: str | None = None
    """What was taken from the earlier questions; None for a question that stood alone already."""
    beside: str = ""
    """What was taken and has no place among the words: the question may well stand alone without it."""
    own: Text = _NOTHING
    """The words of the question itself, without what was taken."""

    @cached_property
    def text(self) -> Text:
        """All of it as one text, for the search: what stands beside follows in brackets."""
        return Text(f"{self.wording.raw.rstrip(' ?!.')} ({self.beside}) ?") if self.beside else self.wording


def complete(question: Text, history: Sequence[Completed], gazetteer: Gazetteer) -> Completed:
    """`question` (repaired) completed from `history` (earlier questions, repaired and completed, oldest first)."""
    if not history or is_about_programme(history[-1].text, gazetteer.programme):
        return Completed(question.becoming(told_of_programme(question, gazetteer) or question.raw))
    if not needs_context(question, gazetteer):
        return Completed(question)
    bare = question.becoming(_LINKS.sub("", question.raw).strip())
    previous = history[-1]
    replaced = _with_other_part(bare, previous, gazetteer)
    if replaced is not None:
        return replace(replaced, topic=previous.text.raw, own=bare)
    taken = " et ".join(_names(question, history, gazetteer)) or _antecedent(bare, previous.text)
    if taken:
        return _with_subject(bare, taken)
    gist = _gist(previous)
    return Completed(bare, topic=gist, beside=gist, own=bare) if gist else Completed(question)


def _with_other_part(bare: Text, previous: Completed, gazetteer: Gazetteer) -> Completed | None:
    """The question before with what a follow-up names in the place of its like: another period, name, phase, place or
    count; None where it names nothing of the kind."""
    before = previous.wording
    if wording := _with_other_period(bare, before, gazetteer):
        return replace(previous, wording=Text(wording))
    if replaced := _with_other_entity(bare, previous, gazetteer):
        return replaced
    wording = (
        _with_other_of_a_kind(bare, before, gazetteer.programme)
        or _with_other_place(bare, before)
        or _among_those(bare.raw, before.raw)
        or _with_other_count(bare.raw, before.raw)
    )
    return replace(previous, wording=Text(wording)) if wording else None


def needs_context(question: Text, gazetteer: Gazetteer) -> bool:
    """True when the question cannot be understood alone."""
    folded = question.folded
    entities = gazetteer.find(question)
    keys = Text(_IMPERSONAL.sub(" ", folded)).folded_words
    asks = any(key in QUESTION_WORDS for key in keys)
    written = zip(question.words, question.folded_words, strict=True)
    first_pronoun = next((word.start for word, key in written if key in PRONOUNS), None)
    takes_up = first_pronoun is not None and not any(entity.end <= first_pronoun for entity in entities)
    if _LINKS.match(folded) and not (entities and asks and not takes_up):
        return True
    if takes_up and not _inverted_only(folded, keys):
        return True
    if any(key in _DEMONSTRATIVES for key in keys) and not entities and len(question.content_words) <= 5:
        return True
    if _BOTH.search(folded) and len(entities) < 2:
        return True
    short = len(question.content_words) < _SHORT and not (asks and _is_whole(question, gazetteer.programme))
    return short and not entities and not _WHOLE.match(folded) and not gazetteer.programme.names.found_in(question)


def _is_whole(question: Text, programme: ProgrammeWords) -> bool:
    """Whether a short question takes nothing from before: a kind of aid for somebody, members or a budget of one phase."""
    if programme.aids.phrases.found_in(question) and _FOR.search(question.folded):
        return True
    subject = programme.members.found_in(question) or _MONEY_ASKED.found_in(question)
    return subject and programme.phases.phrases.found_in(question)


def _inverted_only(folded: str, keys: Sequence[str]) -> bool:
    """ "L'État cofinance-t-il …": the pronoun repeats a subject that the question names itself."""
    alone = [key for key in keys if key in PRONOUNS]
    inverted = re.findall(r"-(?:t-)?(il|ils|elle|elles)\b", folded)
    return len(inverted) >= len(alone) or not alone


def _with_other_period(bare: Text, previous: Text, gazetteer: Gazetteer) -> str | None:
    """ "Et en octobre 2021 ?" after "Combien de communes en mars 2019 ?" asks the same of another time."""
    if not bare.dates or gazetteer.find(bare):
        return None
    if Text("".join(_outside(bare.raw, [(d.start, d.end) for d in bare.dates]))).content_words:
        return None
    period, before = bare.raw.strip(" ?!."), previous.raw
    if not previous.dates:
        return f"{before.rstrip(' ?!.')} {period} ?"
    start, end = _with_preposition(before, previous.dates[0].start), previous.dates[-1].end
    return f"{before[:start].rstrip()} {period}{before[end:]}"


def _with_preposition(text: str, start: int) -> int:
    match = re.search(r"(?:\b(?:en|au|à|le|depuis|fin|début|pour|dès|avant|après)\s+|\bl['’])+$", text[:start], re.I)
    return match.start() if match else start


def _with_other_entity(bare: Text, previous: Completed, gazetteer: Gazetteer) -> Completed | None:
    """ "Et l'Agence Lumen ?" after "Que propose l'Atelier des Roues ?" asks the same of another one."""
    entities, before = gazetteer.find(bare), gazetteer.find(previous.wording)
    aside = gazetteer.find(Text(previous.beside))
    if len(entities) != 1 or len(before) + len(aside) != 1 or Text(entities[0].rest_of(bare.raw)).content_words:
        return None
    name = bare.raw.strip(" ?!.")
    if aside:
        return replace(previous, beside=name)
    old, wording = before[0], previous.wording.raw
    rest = Text(old.rest_of(wording))
    if not rest.content_words and QUESTION_WORDS.isdisjoint(rest.folded_words):
        return None
    lead = re.search(r"\b(?:le|la|les|l['’]|du|de la|des|de|d['’]|au|aux)\s*$", wording[: old.start], re.I)
    begin = lead.start() if lead else old.start
    return replace(previous, wording=Text(f"{wording[:begin]}{name}{wording[old.end :]}"))


_NUMBERED = re.compile(r"\b([^\W\d]{3,})\s+\d+\b")


def _with_other_of_a_kind(bare: Text, previous: Text, programme: ProgrammeWords) -> str | None:
    """ "Et l'axe 1 ?" after "Que contient l'axe 2 ?" asks the same of the other one; so does another phase."""
    phase, old_phase = programme.phases.mentions(bare), programme.phases.mentions(previous)
    if phase and old_phase:
        new, old = (phase[0].start, phase[0].end), (old_phase[0].start, old_phase[0].end)
    else:
        numbered, old_numbered = _NUMBERED.search(bare.raw), _NUMBERED.search(previous.raw)
        if not numbered or not old_numbered or fold(numbered[1]) != fold(old_numbered[1]):
            return None
        new, old = numbered.span(), old_numbered.span()
    if Text(" ".join(_outside(bare.raw, [new]))).content_words:
        return None
    return previous.raw[: old[0]] + bare.raw[new[0] : new[1]] + previous.raw[old[1] :]


_PLACE = re.compile(r"^(?:(?:en|au|aux|à|a|dans|pour|chez|sur|côté|cote|du côté|niveau)\b|localement|ailleurs)", re.I)
_ASKING = QUESTION_WORDS - {"pour", "sur", "en", "dans", "a", "au", "chez"}
_TRAILING_PLACE = re.compile(r"\s+(?:en|au|aux|à l['’]|à la|dans|pour|chez|sur)\s*[^?!.,]{1,40}$", re.I)
_TRAILING_ASKER = re.compile(r"\s+pour (?:les?|la|l['’]|une?|des|mon|ma|mes|nos|notre)\s*[^?!.,]{1,40}$", re.I)


def _with_other_place(bare: Text, previous: Text) -> str | None:
    """ "Et en région ?" after "Qui pilote le programme au niveau national ?" asks the same of another level."""
    keys = bare.folded_words
    if not _PLACE.match(bare.raw) or len(bare.content_words) > 3 or any(key in _ASKING for key in keys):
        return None
    stem = previous.raw.rstrip(" ?!.")
    # "Pour une PME" adds to "quelles aides pour recruter" and takes the place of "pour les collectivités".
    shorter = (_TRAILING_ASKER if keys[0] == "pour" else _TRAILING_PLACE).sub("", stem)
    kept = shorter if len(Text(shorter).content_words) >= (1 if keys[0] == "pour" else 2) else stem
    return f"{kept} {bare.raw.strip(' ?!.')} ?"


_WHICH = re.compile(
    r"^(?:(?:lesquel(?:le)?s|laquelle|lequel)\s+|(?:les|cel(?:le|ui)s?(?: qui sont)?|ceux(?: qui sont)?)\s+(?=(?:encore |toujours )?"
    r"(?:termin|clos|ouvert|ferm|expir|en vigueur)))(.+)$",
    re.I,
)
""" "Lesquelles sont encore ouvertes", "celles qui sont closes", "les terminées"."""
_STATE = re.compile(r"\s+(?:sont|est)\s+[^?!.]{1,40}$", re.I)


def _among_those(bare: str, previous: str) -> str | None:
    """ "Lesquelles sont encore ouvertes ?" after "Quelles aides pour les collectivités ?" asks it of those."""
    which = _WHICH.match(bare.rstrip(" ?!."))
    those = re.match(r"^\W*(?:quel(?:le)?s?|aides?|offres?)\b[^?!.]+", previous, re.I)
    if which is None or those is None:
        return None
    asked = re.sub(r"^(\W*quel(?:le)?s?) (?:sont|est) (?:les?|la|l['’])\s*", r"\1 ", those[0].strip(), flags=re.I)
    told = which[1] if re.match(r"(?:sont|est|ont|a|peu\w+|s['’])\b", which[1], re.I) else f"sont {which[1]}"
    return f"{_STATE.sub('', asked)} {told} ?"


_COUNT = re.compile(r"\bcombien d(?:e\s|['’])\s*[\w-]+(?:\s+d(?:e\s+(?!la\b|l['’])|['’])[\w-]+)?", re.I)
""" "Combien de chefs de projet": a noun with what completes it."""


def _with_other_count(bare: str, previous: str) -> str | None:
    """ "Et de communes ?" after "Combien de projets en Bretagne ?" counts something else."""
    new = re.match(r"^(?:combien\s)?(d(?:e\s|['’])\s*[^\W\d][^?!.,()]{2,30}?)[\s?!.]*$", bare, re.I)
    old = _COUNT.search(previous)
    if new is None or old is None or len(Text(new[1]).content_words) > 2:
        return None
    return f"{previous[: old.start()]}{old[0][:7]} {new[1]}{previous[old.end() :]}"


def _names(question: Text, history: Sequence[Completed], gazetteer: Gazetteer) -> list[str]:
    """Names in the last question; in the ones before too where the question speaks of both of two things."""
    both = bool(_BOTH.search(question.folded))
    names: dict[str, None] = {}
    for earlier in reversed(history if both else history[-1:]):
        names.update((entity.name, None) for entity in gazetteer.find(earlier.text))
        if len(names) >= 2:
            break
    return list(names)[:2]


_ANTECEDENTS = {
    "elle": ("la", re.compile(r"\b(?:la|une|cette)\s+((?!quelle|fois)\w[\w-]*(?:\s+\d+)?)", re.I)),
    "il": ("le", re.compile(r"\b(?:le|un|ce|du|au)\s+((?!quel|fait)\w[\w-]*(?:\s+\d+)?)", re.I)),
}
"""The article and the nouns of each."""
_SUBJECT = re.compile(r"(?:^|-(?:t-)?|\bqu['’])(il|elle)\b", re.I)


def _antecedent(bare: Text, previous: Text) -> str | None:
    """What "elle" or "il" stands for: the last noun of that gender with its article in the question before, "la guilde" for
    "quand finit-elle ?"."""
    pronoun = _SUBJECT.search(bare.raw)
    if pronoun is None:
        return None
    article, noun = _ANTECEDENTS[pronoun[1].lower()]
    nouns = list(noun.finditer(previous.raw))
    return f"{article} {nouns[-1][1]}" if nouns and Text(nouns[-1][1]).content_words else None


def _gist(previous: Completed) -> str | None:
    """What a question is about: its words without those that ask, its dates and its tail, then what stood beside them."""
    question = Text(", ".join(filter(None, (previous.wording.raw.rstrip(" ?!."), previous.beside))))
    spans = [(_with_preposition(question.raw, m.start), m.end) for m in question.dates]
    text = " ".join(part.strip() for part in _outside(question.raw, spans))
    text = re.sub(r"\bqu['’]est-ce (?:que|qu['’])?|\best-ce que\b|\by a-t-il\b|\bil y (?:a|avait)\b", " ", text, flags=re.I)
    kept = [word for word in re.findall(r"\S+", text) if fold(word).strip("'?!.,") not in QUESTION_WORDS]
    gist = re.sub(r"^(?:(?:de|des|du|c['’]est|est|sont|ont?|a|été|a-t-on|y)\s+|d['’])+", "", " ".join(kept), flags=re.I)
    gist = gist.strip(" ?!.,")
    return gist if Text(gist).content_words else None


def _with_subject(question: Text, topic: str) -> Completed:
    """ "il fait quoi ?" + Agence Lumen → "Agence Lumen fait quoi ?"; otherwise the topic stands beside."""
    bare, beside = question.raw, Completed(question, topic=topic, beside=topic, own=question)
    short = len(topic.split()) <= 6
    subject = re.search(r"\bqu['’](?:il|elle|ils|elles)\s+(?!y\b)", bare, re.I)
    if subject and short:  # "qu'est-ce qu'elle reproche ?"
        return replace(beside, wording=Text(f"{bare[: subject.start()]}que {topic} {bare[subject.end() :]}"), beside="")
    if not _DEMONSTRATIVES.isdisjoint(question.folded_words):  # "ça dure combien, ces prêts ?"
        return beside
    match = re.match(
        r"^(?:lui\s*,?\s*|eux\s*,?\s*|elle\s*,\s*)?(il|elle|ils|elles|ça|ca|cela|lui)\s+(?!y\b)", bare, re.I
    )
    return replace(beside, wording=Text(f"{topic} {bare[match.end() :]}"), beside="") if match and short else beside


def _outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    parts, position = [], 0
    for start, end in spans:
        parts.append(text[position:start])
        position = end
    return [*parts, text[position:]]

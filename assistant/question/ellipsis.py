"""Follow-ups without a language model: an elliptic question is completed from the ones before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.question.anaphora import PRONOUNS, content_words, is_about_programme, told_of_programme
from assistant.question.gazetteer import Gazetteer
from index.language.dates import find_dates
from index.language.words import QUESTION_WORDS, fold, folded_words, words

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
_WHOLE_SUBJECT = re.compile(r"\bphase \d\b.*\bterritoires?\b|\bterritoires?\b.*\bphase \d\b|\b(?:budget|enveloppe)\b.*\bphase \d\b")
"""What a short question need not take from before: "combien de territoires dans la phase 2 ?"."""
_WHOLE = re.compile(r"^\W*(?:quel(?:le)?s sont les|(?:quel(?:le)?s )?(?:aides?|offres?|dispositifs?|subventions?|prets?) (?:pour|aux?)\b|liste[rz]?|c'est quoi|qu'est[- ]ce qu[e'] ?(?:un|une|l[ea']))\b")
"""Beginnings of questions that are whole however short."""


@dataclass(frozen=True)
class Completed:
    """A question that stands alone."""

    text: str
    topic: str | None = None
    """What was taken from the earlier questions; None for a question that stood alone already."""
    own: str = ""
    """The words of the question itself, without what was taken."""

    @property
    def is_loose(self) -> bool:
        """Whether what was taken is only put behind the question, which may well stand alone: "qui peut candidater (le budget
        de la phase 2) ?"."""
        return self.topic is not None and self.text.endswith(f"({self.topic}) ?")


def complete(question: str, history: list[str], gazetteer: Gazetteer) -> Completed:
    """`question` (repaired) completed from `history` (earlier questions, repaired and completed, oldest first)."""
    if not history or is_about_programme(history[-1]):
        return Completed(told_of_programme(question, gazetteer) or question)
    if not needs_context(question, gazetteer):
        return Completed(question)
    bare = _LINKS.sub("", question).strip()
    previous = history[-1]
    replaced = _with_other_period(bare, previous, gazetteer) or _with_other_entity(bare, previous, gazetteer)
    replaced = replaced or _with_other_of_a_kind(bare, previous) or _with_other_place(bare, previous)
    replaced = replaced or _among_those(bare, previous) or _with_other_count(bare, previous)
    if replaced:
        return Completed(replaced, topic=previous, own=bare)
    names = _names(question, history, gazetteer)
    if names:
        return Completed(_with_subject(bare, " et ".join(names)), topic=" et ".join(names), own=bare)
    meant = _antecedent(bare, previous)
    if meant:
        return Completed(_with_subject(bare, meant), topic=meant, own=bare)
    gist = _gist(previous)
    return Completed(f"{bare.rstrip(' ?!.')} ({gist}) ?", topic=gist, own=bare) if gist else Completed(question)


def needs_context(question: str, gazetteer: Gazetteer) -> bool:
    """True when the question cannot be understood alone."""
    folded = fold(question)
    entities = gazetteer.find(question)
    keys = [fold(word.text) for word in words(_IMPERSONAL.sub(" ", folded))]
    asks = any(key in QUESTION_WORDS for key in keys)
    first_pronoun = next((word.start for word in words(question) if fold(word.text) in PRONOUNS), None)
    takes_up = first_pronoun is not None and not any(entity.end <= first_pronoun for entity in entities)
    if _LINKS.match(folded) and not (entities and asks and not takes_up):
        return True
    if takes_up and not _inverted_only(folded, keys):
        return True
    if any(key in _DEMONSTRATIVES for key in keys) and not entities and len(content_words(question)) <= 5:
        return True
    if _BOTH.search(folded) and len(entities) < 2:
        return True
    if asks and _WHOLE_SUBJECT.search(folded):
        return False
    names_programme = re.search(r"territoires? d.?industrie|\bprogramme\b", folded)
    short = len(content_words(question)) < _SHORT and not _WHOLE.match(folded)
    return short and not entities and not names_programme


def _inverted_only(folded: str, keys: list[str]) -> bool:
    """ "L'État cofinance-t-il …": the pronoun repeats a subject that the question names itself."""
    alone = [key for key in keys if key in PRONOUNS]
    inverted = re.findall(r"-(?:t-)?(il|ils|elle|elles)\b", folded)
    return len(inverted) >= len(alone) or not alone


def _with_other_period(bare: str, previous: str, gazetteer: Gazetteer) -> str | None:
    """ "Et en octobre 2021 ?" after "Combien de territoires en mars 2019 ?" asks the same of another time."""
    dates = find_dates(bare)
    if not dates or gazetteer.find(bare):
        return None
    rest = content_words("".join(_outside(bare, [(d.start, d.end) for d in dates])))
    if rest:
        return None
    period = bare.strip(" ?!.")
    spans = [(mention.start, mention.end) for mention in find_dates(previous)]
    if not spans:
        return f"{previous.rstrip(' ?!.')} {period} ?"
    start, end = _with_preposition(previous, spans[0][0]), spans[-1][1]
    return f"{previous[:start].rstrip()} {period}{previous[end:]}"


def _with_preposition(text: str, start: int) -> int:
    match = re.search(r"(?:\b(?:en|au|à|le|depuis|fin|début|pour|dès|avant|après)\s+|\bl['’])+$", text[:start], re.I)
    return match.start() if match else start


def _with_other_entity(bare: str, previous: str, gazetteer: Gazetteer) -> str | None:
    """ "Et Bpifrance ?" after "Que propose la Banque des Territoires ?" asks the same of another one."""
    entities, before = gazetteer.find(bare), gazetteer.find(previous)
    if len(entities) != 1 or len(before) != 1:
        return None
    entity, old = entities[0], before[0]
    if content_words(entity.rest_of(bare)):
        return None
    rest = old.rest_of(previous)
    if not content_words(rest) and QUESTION_WORDS.isdisjoint(folded_words(rest)):
        return None
    lead = re.search(r"\b(?:le|la|les|l['’]|du|de la|des|de|d['’]|au|aux)\s*$", previous[: old.start], re.I)
    begin = lead.start() if lead else old.start
    return f"{previous[:begin]}{bare.strip(' ?!.')}{previous[old.end :]}"


_NUMBERED = re.compile(r"\b(phase|vague|axe|volet|étape|année|annee|pilier|principe)\s+(\w+)", re.I)


def _with_other_of_a_kind(bare: str, previous: str) -> str | None:
    """ "Et la phase 1 ?" after "Combien de territoires compte la phase 2 ?" asks the same of the other phase."""
    new, old = _NUMBERED.search(bare), _NUMBERED.search(previous)
    if not new or not old or fold(new[1]) != fold(old[1]) or content_words(_NUMBERED.sub(" ", bare)):
        return None
    return previous[: old.start()] + new.group() + previous[old.end() :]


_PLACE = re.compile(r"^(?:(?:en|au|aux|à|a|dans|pour|chez|sur|côté|cote|du côté|niveau)\b|localement|ailleurs)", re.I)
_ASKING = QUESTION_WORDS - {"pour", "sur", "en", "dans", "a", "au", "chez"}
_TRAILING_PLACE = re.compile(r"\s+(?:en|au|aux|à l['’]|à la|dans|pour|chez|sur)\s*[^?!.,]{1,40}$", re.I)
_TRAILING_ASKER = re.compile(r"\s+pour (?:les?|la|l['’]|une?|des|mon|ma|mes|nos|notre)\s*[^?!.,]{1,40}$", re.I)


def _with_other_place(bare: str, previous: str) -> str | None:
    """ "Et en région ?" after "Qui pilote le programme au niveau national ?" asks the same of another level."""
    keys = [fold(word.text) for word in words(bare)]
    if not _PLACE.match(bare) or len(content_words(bare)) > 3 or any(key in _ASKING for key in keys):
        return None
    stem = previous.rstrip(" ?!.")
    # "Pour une PME" adds to "quelles aides pour recruter" and takes the place of "pour les collectivités".
    shorter = (_TRAILING_ASKER if keys[0] == "pour" else _TRAILING_PLACE).sub("", stem)
    kept = shorter if len(content_words(shorter)) >= (1 if keys[0] == "pour" else 2) else stem
    return f"{kept} {bare.strip(' ?!.')} ?"


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
    those = re.match(r"^\W*(?:quel(?:le)?s?|aides?|offres?)\b[^?!.(]+", previous, re.I)
    if which is None or those is None:
        return None
    asked = re.sub(r"^(\W*quel(?:le)?s?) (?:sont|est) (?:les?|la|l['’])\s*", r"\1 ", those[0].strip(), flags=re.I)
    told = which[1] if re.match(r"(?:sont|est|ont|a|peu\w+|s['’])\b", which[1], re.I) else f"sont {which[1]}"
    return f"{_STATE.sub('', asked)} {told} ?"


_COUNT = re.compile(r"\bcombien d(?:e\s|['’])\s*(?:territoires? d['’]industrie|chefs? de projet|[\w-]+)", re.I)


def _with_other_count(bare: str, previous: str) -> str | None:
    """ "Et de communes ?" after "Combien de territoires en phase 2 ?" counts something else."""
    new = re.match(r"^(?:combien\s)?(d(?:e\s|['’])\s*[^\W\d][^?!.,()]{2,30}?)[\s?!.]*$", bare, re.I)
    old = _COUNT.search(previous)
    if new is None or old is None or len(content_words(new[1])) > 2:
        return None
    rest = re.sub(r"\s*\([^()]*\)", "", previous[old.end() :])
    return f"{previous[: old.start()]}{old[0][:7]} {new[1]}{rest}"


def _names(question: str, history: list[str], gazetteer: Gazetteer) -> list[str]:
    """Names in the last question; in the ones before too where the question speaks of both of two things."""
    both = bool(_BOTH.search(fold(question)))
    names: dict[str, None] = {}
    for earlier in reversed(history if both else history[-1:]):
        names.update((entity.name, None) for entity in gazetteer.find(earlier))
        if len(names) >= 2:
            break
    return list(names)[:2]


_ANTECEDENTS = {
    "elle": ("la", re.compile(r"\b(?:la|une|cette)\s+((?!quelle|fois)\w[\w-]*(?:\s+\d+)?)", re.I)),
    "il": ("le", re.compile(r"\b(?:le|un|ce|du|au)\s+((?!quel|fait)\w[\w-]*(?:\s+\d+)?)", re.I)),
}
"""The article and the nouns of each."""
_SUBJECT = re.compile(r"(?:^|-(?:t-)?|\bqu['’])(il|elle)\b", re.I)


def _antecedent(bare: str, previous: str) -> str | None:
    """What "elle" or "il" stands for: the last noun of that gender with its article in the question before, "la phase 2" for
    "quand finit-elle ?"."""
    pronoun = _SUBJECT.search(bare)
    if pronoun is None:
        return None
    article, noun = _ANTECEDENTS[pronoun[1].lower()]
    nouns = list(noun.finditer(previous))
    return f"{article} {nouns[-1][1]}" if nouns and content_words(nouns[-1][1]) else None


def _gist(question: str) -> str | None:
    """The question without its question words, its dates and its tail."""
    spans = [(_with_preposition(question, m.start), m.end) for m in find_dates(question)]
    text = " ".join(part.strip() for part in _outside(question, spans))
    text = re.sub(r"\bqu['’]est-ce (?:que|qu['’])?|\best-ce que\b|\by a-t-il\b|\bil y (?:a|avait)\b", " ", text, flags=re.I)
    kept = [word for word in re.findall(r"\S+", text) if fold(word).strip("'?!.,") not in QUESTION_WORDS]
    gist = re.sub(r"^(?:(?:de|des|du|c['’]est|est|sont|ont?|a|été|a-t-on|y)\s+|d['’])+", "", " ".join(kept), flags=re.I)
    gist = re.sub(r"[\s,]*[()]+[\s,?!.]*", ", ", gist).strip(" ?!.,")
    return gist if content_words(gist) else None


def _with_subject(bare: str, topic: str) -> str:
    """ "il fait quoi ?" + Business France → "Business France fait quoi ?"; otherwise the topic is added behind."""
    subject = re.search(r"\bqu['’](?:il|elle|ils|elles)\s+(?!y\b)", bare, re.I)
    if subject and len(topic.split()) <= 6:  # "qu'est-ce qu'elle reproche ?"
        return f"{bare[: subject.start()]}que {topic} {bare[subject.end() :]}"
    if any(fold(word.text) in _DEMONSTRATIVES for word in words(bare)):  # "ça dure combien, ces prêts ?"
        return f"{bare.rstrip(' ?!.')} ({topic}) ?"
    match = re.match(
        r"^(?:lui\s*,?\s*|eux\s*,?\s*|elle\s*,\s*)?(il|elle|ils|elles|ça|ca|cela|lui)\s+(?!y\b)", bare, re.I
    )
    if match and len(topic.split()) <= 6:
        return f"{topic} {bare[match.end() :]}"
    return f"{bare.rstrip(' ?!.')} ({topic}) ?"


def _outside(text: str, spans: list[tuple[int, int]]) -> list[str]:
    parts, position = [], 0
    for start, end in spans:
        parts.append(text[position:start])
        position = end
    return [*parts, text[position:]]

"""Noisy twins of clean questions: the same words as hurried people type them.

Four families: accents dropped, one or two letters wrong, text-message forms, apostrophes missing. The
text-message table is its own, small and common; it is not the product's lexicon, which it would otherwise
only test against itself. Digits are never touched, nor are words of fewer than four letters misspelt: that
would change what is asked.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterable

from evaluation.judging.control_questions import Question

_APOSTROPHES = "'’"
_NEIGHBOURS = {
    # Keys around a letter on the French AZERTY layout.
    "a": "zqs", "b": "vgn", "c": "xdv", "d": "sefc", "e": "zrd", "f": "drgv", "g": "fthb", "h": "gyjn",
    "i": "uok", "j": "hukn", "k": "jil", "l": "kom", "m": "lp", "n": "bhj", "o": "ipl", "p": "om", "q": "asw",
    "r": "etf", "s": "qzdx", "t": "ryg", "u": "yij", "v": "cfb", "w": "qsx", "x": "wsdc", "y": "tuh",
    "z": "aes",
}  # fmt: skip
_MESSAGE_FORMS = (
    ("qu'est-ce que c'est que", "c koi"),
    ("qu'est-ce que c'est", "c koi"),
    ("qu'est-ce qu'", "c koi "),
    ("qu'est-ce que", "c koi"),
    ("est-ce qu'", "esk "),
    ("est-ce que", "esk"),
    ("s'il vous plaît", "svp"),
    ("c'est", "c"),
    ("quelles", "kel"),
    ("quels", "kel"),
    ("quelle", "kel"),
    ("quel", "kel"),
    ("combien", "cb"),
    ("quand", "kan"),
    ("quoi", "koi"),
    ("qui", "ki"),
    ("que", "ke"),
    ("pour", "pr"),
    ("dans", "ds"),
    ("avec", "avc"),
    ("tout", "tt"),
    ("tous", "ts"),
    ("toujours", "tjs"),
    ("beaucoup", "bcp"),
    ("aujourd'hui", "ajd"),
    ("vous", "vs"),
    ("nous", "ns"),
    ("programme", "prog"),
    ("territoires", "territoire"),
)
_LOST_MARKS = re.compile(r"[?!.,;:]+\s*$")


def drop_accents(text: str, random_: random.Random) -> str:
    """All diacritics gone, the final question mark with them half of the time."""
    bare = without_accents(text)
    return without_closing_mark(bare) if random_.random() < 0.5 else bare


def without_accents(text: str) -> str:
    """All diacritics gone; ligatures are written as two letters."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("\u00a0", " ").replace("œ", "oe").replace("Œ", "OE")


def without_closing_mark(text: str) -> str:
    """The final question mark, or whatever mark ends the text, gone."""
    return _LOST_MARKS.sub("", text).rstrip()


def misspell(text: str, random_: random.Random) -> str:
    """One or two letters wrong: two swapped, one lost, one doubled, or a neighbouring key; never the first
    letter of a word, which typing and spelling mistakes leave right far more often than the others (Pollock
    and Zamora, 1983)."""
    return mistype(text, random_, random_.choice((1, 2)))


def mistype(text: str, random_: random.Random, count: int = 1) -> str:
    """One letter wrong in each of `count` words of four letters and more; as it was where there are none."""
    words = [match.span() for match in re.finditer(r"[^\W\d_]{4,}", text)]
    if not words:
        return text
    for start, end in sorted(random_.sample(words, min(len(words), count)), reverse=True):
        text = text[:start] + _misspelt(text[start:end], random_) + text[end:]
    return text


def _misspelt(word: str, random_: random.Random) -> str:
    place = random_.randrange(1, len(word) - 1)
    letter = word[place].lower()
    way = random_.choice(("swap", "lose", "double", "neighbour"))
    if way == "swap" and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if way == "lose":
        return word[:place] + word[place + 1 :]
    if way == "neighbour" and letter in _NEIGHBOURS:
        return word[:place] + random_.choice(_NEIGHBOURS[letter]) + word[place + 1 :]
    return word[: place + 1] + word[place:]


def message_form(text: str, random_: random.Random) -> str:
    """As in a text message: lower case, common short forms, no accents, no apostrophes, no closing mark."""
    short = re.sub(f"[{_APOSTROPHES}]", "'", text.lower()).replace("\u00a0", " ")
    for long, form in _MESSAGE_FORMS:
        edge = "" if long.endswith("'") else r"(?!\w)"
        short = re.sub(rf"(?<!\w){re.escape(long)}{edge}", form, short)
    short = drop_apostrophes(drop_accents(short, random_), random_)
    return " ".join(_LOST_MARKS.sub("", short).split())


def drop_apostrophes(text: str, random_: random.Random) -> str:
    """Each apostrophe lost ("lindustrie") or replaced by a space ("l industrie")."""
    return re.sub(f"[{_APOSTROPHES}]", lambda _: random_.choice(("", " ")), text)


NOISES: dict[str, Callable[[str, random.Random], str]] = {
    "sans_accents": drop_accents,
    "fautes": misspell,
    "sms": message_form,
    "sans_apostrophes": drop_apostrophes,
}


def noisy_twins(questions: Iterable[Question], seed: int = 2018) -> list[Question]:
    """For each question of `standard` style, its twin in each family where it differs from the original.

    Ids get the family as a suffix (`g001+sms`). The same seed gives the same twins, whatever the other
    questions are: each question draws from its own generator."""
    twins: list[Question] = []
    for question in questions:
        if question.style != "standard":
            continue
        for name, noise in NOISES.items():
            typed = noise(question.question, random.Random(f"{seed}/{question.id}/{name}"))
            if typed != question.question:
                twins.append(
                    question.model_copy(update={"id": f"{question.id}+{name}", "question": typed, "style": name})
                )
    return twins

"""French words: folding, elision, stop words, stems, and the tokens keyword search counts.

Choices
- Folding comes before stemming. Snowball reads accents, but people who type "lance" for "lancé" must find the same token as
  the document; `_before_stemming` restores what the stemmer loses by it ("lancée", "années").
- Words of three letters or fewer are never stemmed, so that acronyms (PIA, PME) stay themselves in any case.
- A hyphenated compound gives its parts and, besides, the parts written together: "co-financement" is found by
  "financement" and by "cofinancement". An inversion ("peut-on", "a-t-il") is not a compound.
- A number gives one token however it is written: "1 400", "1.400" and "1400" give "1400", "1,36" gives "1.36".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index.language.closed_classes import Table, WordSet, load
from index.language.dictionary import speller

_APOSTROPHES = "'’‘ʼ‛′´`＇ʹ"
_HYPHENS = "-‐‑"
_SPACES = " \t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"


class _Aligned(dict[int, str | None]):
    """Translation of one character to one character, worked out on first sight and kept."""

    def __missing__(self, code: int) -> str | None:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    if character in _HYPHENS:
        return "-"
    if character in _SPACES:
        return " "
    if unicodedata.category(character) == "No":
        return character  # "183²" must not become 1832
    bases = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    if len(bases) != 1:
        return character.lower() if len(character.lower()) == 1 else character
    lowered = bases[0].lower()
    return lowered if len(lowered) == 1 else character


_ALIGNED = _Aligned()


def fold_aligned(text: str) -> str:
    """Lower case, no accents, plain apostrophes, hyphens and spaces, exactly one character for each of `text`.

    Offsets in the result are offsets in `text`. Line breaks stay. What has no one-character form (œ, a combining accent on
    its own) is left as it is: texts are expected in NFC, see `normalise`.
    """
    return text.lower() if text.isascii() and "`" not in text and "\t" not in text else text.translate(_ALIGNED)


class _Folded(dict[int, str | None]):
    """Translation of one character to its folded form, whatever its length."""

    def __missing__(self, code: int) -> str | None:
        self[code] = folded = _fold_freely(chr(code))
        return folded


def _fold_freely(character: str) -> str:
    if character in _INVISIBLE:
        return ""
    aligned = _fold_character(character)
    if unicodedata.category(character) == "No" or aligned in "'- ":
        return aligned
    lowered = unicodedata.normalize("NFKD", character.lower()).replace("œ", "oe").replace("æ", "ae")
    lowered = lowered.replace("ß", "ss").replace("ø", "o").replace("đ", "d").replace("ł", "l").replace("ı", "i")
    return "".join(c for c in lowered if not unicodedata.combining(c)).lower()


_FOLDED = _Folded()
_BLANKS = re.compile(r"\s+")


def fold(text: str) -> str:
    """Lower case without accents; ligatures opened, apostrophes, hyphens and white space unified, ends trimmed.

    For comparing and looking up; the length may change. Idempotent.
    """
    if text.isascii() and "`" not in text:
        return " ".join(text.lower().split())
    return _BLANKS.sub(" ", text.translate(_FOLDED)).strip()


_NORMAL = {ord(c): "'" for c in "’‘ʼ‛＇"} | {ord(c): "-" for c in "‐‑"} | dict.fromkeys(map(ord, _INVISIBLE))
_NORMAL |= {ord(c): " " for c in _SPACES}
_RUNS = re.compile(r" {2,}")


def normalise(text: str) -> str:
    """Unicode NFC, one kind of apostrophe, hyphen and space, no invisible characters; case, accents, lines stay."""
    return _RUNS.sub(" ", unicodedata.normalize("NFC", text.translate(_NORMAL)))


# --- words ----------------------------------------------------------------------------------------


class Word(NamedTuple):
    """A word as it stands in a text: an elided one keeps its apostrophe ("l'")."""

    text: str
    start: int
    end: int


class _SmallWords(Table):
    question_words: WordSet
    stop_words: WordSet
    pronouns: WordSet
    elisions: WordSet
    inverted_pronouns: WordSet
    not_inverted: WordSet
    invariable: WordSet


_SMALL_WORDS = load("words.yaml", _SmallWords)
QUESTION_WORDS = _SMALL_WORDS.question_words
"""Folded words that ask. They are no tokens, but question understanding reads them."""
STOP_WORDS = QUESTION_WORDS | _SMALL_WORDS.stop_words
"""Folded words too common to tell one French document from another; question words included."""
PRONOUNS = _SMALL_WORDS.pronouns
"""Folded words that stand for something said before."""
ELISIONS = _SMALL_WORDS.elisions
"""What stands before an apostrophe: "l", "qu", "lorsqu"."""


def either(words: Iterable[str]) -> str:
    """A pattern of any of these words, the longest first."""
    return "(?:" + "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))) + ")"


_ELIDED = rf"{either(ELISIONS)}'(?=[^\W_])"
_WORD = re.compile(
    r"aujourd'hui|prud'hom[a-z]{0,5}|quelqu'un(?:e|s|es)?(?![a-z])"
    rf"|{_ELIDED}"
    r"|[0-9]{1,3}(?: [0-9]{3}){1,6}(?![0-9])(?:,[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*[^\W_]*"
    r"|(?:[a-z]\.){2,8}(?![^\W_])"
    r"|[^\W\d_]&[^\W\d_](?![^\W_])"
    r"|(?:[^\W_]|[\u0300-\u036f])+(?:-(?:[^\W_]|[\u0300-\u036f])+)*",
)
_INVERTED = re.compile(rf"(?:-t)?-({either(_SMALL_WORDS.inverted_pronouns)})$")


def words(text: str) -> tuple[Word, ...]:
    """Words with their offsets: `text[word.start:word.end] == word.text`.

    "l'industrie" gives "l'" and "industrie"; "sous-préfet", "celui-ci" and "1 400" are one word; an inverted pronoun is a
    word of its own ("peut-on" → "peut", "on"; "a-t-il" → "a", "il").
    """
    return find_words(text, fold_aligned(text))


def find_words(text: str, folded: str) -> tuple[Word, ...]:
    """The `words` of a text that `fold_aligned` made `folded` of."""
    found: list[Word] = []
    for match in _WORD.finditer(folded):
        start, end = match.span()
        if "-" in match[0] and match[0] not in _SMALL_WORDS.not_inverted and (pronoun := _INVERTED.search(match[0])):
            cut = start + pronoun.start()
            found.append(Word(text[start:cut], start, cut))
            start += pronoun.start(1)
        found.append(Word(text[start:end], start, end))
    return tuple(found)


def folded_words(text: str) -> tuple[str, ...]:
    """The words of a short text, folded: what names are compared by."""
    return tuple(fold(word.text) for word in words(text))


def word_set(listed: str) -> frozenset[str]:
    """The words of a list written as text, separated by white space."""
    return frozenset(listed.split())


# --- stems and tokens -----------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    # Its own cache is off: that of `stem` does the same for less.
    return Stemmer.Stemmer("french", 0)


@lru_cache(maxsize=200_000)  # a table of the language, filled as words are met: a lookup in place of 3 µs
def stem(word: str) -> str:
    """Snowball French stem of one word, folded first; words of three letters or fewer and numbers stay whole."""
    folded = fold(word)
    if len(folded) <= 3 or not folded.isalpha():
        return folded
    ready = _before_stemming(folded)
    return ready if len(ready) <= 3 else _stemmer().stemWord(ready)


@lru_cache(maxsize=1)
def _plural_verbs() -> frozenset[str]:
    """Third persons plural of the present of verbs in -er, without accents: "pilotent", "considerent".

    Derived from infinitives and singulars that the dictionary knows; forms that take an -s are nouns or adjectives
    ("parents", "présidents") and left out."""
    forms = {fold(form) for form in speller().word_frequency.dictionary if form.endswith(("er", "e", "ents"))}
    return frozenset(
        f"{form[:-2]}ent"
        for form in forms
        if form.endswith("er") and f"{form[:-2]}e" in forms and f"{form[:-2]}ents" not in forms
    )


def _before_stemming(folded: str) -> str:
    """Undo the endings that Snowball knows by an accent ("lancée") or leaves alone ("élus", "pilotent")."""
    if folded.endswith("ent") and folded in _plural_verbs():
        return folded[:-2]
    if folded.endswith("ees"):
        return folded[:-2]
    if folded.endswith(("ee", "as", "is", "os", "us")):
        return folded[:-1]
    return folded


# One pass over the folded text. Numbers come before words; "1 400" is one match. Every repeat is either bounded or over one
# class of characters, so the scan is linear.
_TOKEN = re.compile(
    r"[0-9]{1,3}(?: [0-9]{3}){1,6}(?![0-9])(?:,[0-9]+)?"
    r"|[0-9]+(?:[.,][0-9]+)*[^\W_]*"
    r"|aujourd'hui|(?:[a-z]\.){2,8}(?![^\W_])|[a-z]&[a-z](?![^\W_])"
    r"|[^\W_]+(?:-[^\W_]+)*"
)
_MONEY = re.compile(r"(?:(?<=[0-9 ])(k|mds?|mrd|m))?[ ]?€")
_SCALES = {"k": " mille euro ", "m": " million euro ", None: " euro "}


def tokens(text: str) -> list[str]:
    """Tokens for keyword search: folded, without stop words, stemmed, in order of the text, repeats kept."""
    return tokens_of(fold(text))


def tokens_of(folded: str) -> list[str]:
    """The `tokens` of a text that `fold` made `folded` of."""
    if "€" in folded:
        folded = _MONEY.sub(lambda match: _SCALES.get(match[1], " milliard euro "), folded)
    return [token for match in _TOKEN.findall(folded) for token in _tokens_of_match(match)]


def _tokens_of_match(match: str) -> tuple[str, ...]:
    """The tokens of one match of `_TOKEN`: none for a stop word, several for a compound."""
    if match in STOP_WORDS:
        return ()
    if match[0].isdigit():
        return (plain_number(match),)
    if "." in match or "'" in match:
        return (match.replace(".", "").replace("'", ""),)
    if "-" not in match:
        return (stem(match),)
    if match not in _SMALL_WORDS.not_inverted and (pronoun := _INVERTED.search(match)):
        return _tokens_of_match(match[: pronoun.start()])
    parts = match.split("-")
    stems = [stem(part) for part in parts if part not in STOP_WORDS]
    if len(parts) <= 4 and not any(part.isdigit() for part in parts):
        stems.append(stem("".join(parts)))
    return tuple(stems)


_THOUSANDS = re.compile(r"[0-9]{1,3}(?:[ .][0-9]{3})+(?:,[0-9]+)?")


def plain_number(written: str) -> str:
    """A number written the French way in plain form: "1 400" and "1.400" → "1400", "1,36" → "1.36".

    A point before three digits parts thousands; before any other number of digits it is a decimal point.
    """
    if _THOUSANDS.fullmatch(written):
        written = written.replace(" ", "").replace(".", "")
    return written.replace(",", ".") if written.count(",") == 1 else written.replace(",", "")


def singular(word: str) -> str:
    """The folded singular of a plural French noun ("journaux" → "journal", "territoires" → "territoire")."""
    folded = fold(word)
    if folded == "travaux":
        return "travail"
    if folded in _SMALL_WORDS.invariable or len(folded) < 4:
        return folded
    if folded.endswith("eaux") or folded.endswith("eux"):
        return folded[:-1]
    if folded.endswith("aux"):
        return folded[:-2] + "l"
    return folded[:-1] if folded.endswith("s") and not folded.endswith("ss") else folded


@lru_cache(maxsize=1)
def folded_forms() -> frozenset[str]:
    """Every form of the French dictionary, folded."""
    return frozenset(fold(word) for word in speller().word_frequency.dictionary)

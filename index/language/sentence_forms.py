"""What a sentence holds that a question may ask for, and how it is built: read once, when the index is made."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntFlag, auto

from index.language.connectives import LEANING
from index.language.date_grammar import MONTHS
from index.language.dates import DateMention
from index.language.proper_names import BODY
from index.language.quantities import Quantity
from index.language.words import STOP_WORDS, either, fold


class Form(IntFlag):
    """What a sentence holds or is. Persons, organisations, places and lists are guessed from capitals and commas."""

    DATE = auto()
    PERIOD = auto()
    """A date with an end."""
    DURATION = auto()
    """A quantity of time."""
    AMOUNT = auto()
    """A sum of money."""
    PERCENTAGE = auto()
    SHARE = auto()
    """A share in words or of a whole: "la moitié", "3 sur 10"."""
    NUMBER = auto()
    """Any quantity."""
    TIME = auto()
    """A time of day."""
    PERSON = auto()
    PLACE = auto()
    ORGANISATION = auto()
    LIST = auto()
    """An enumeration, or what leads in one."""
    HEADING = auto()
    QUESTION = auto()
    FRAGMENT = auto()
    """A label, a menu or a list of keywords rather than a sentence."""
    LEANS_BACK = auto()
    """It cannot be read without the sentence before."""
    DEFINES = auto()
    """It says what something is."""
    PURPOSE = auto()
    """It says what something is for."""
    SAME_TIME = auto()
    """It happens when the sentence before does: "La même année…"."""
    INTENDED = auto()
    """It says what was to be, not what is."""
    AGE = auto()
    """A number of years ("an", not "année"): how old, or how long."""
    UNDISCLOSED = auto()
    """It says what the sources do not tell: "Aucune source consultée ne donne le montant exact"."""


_PERSON = re.compile(
    rf"\b(?!L[ea]s?\b|Une?\b|[CSD]es\b|{BODY})"
    r"(?:[A-ZÀ-Ý][a-zà-ÿ]+(?:-[A-ZÀ-Ý][a-zà-ÿ]+)*) (?:d[eu]s? |de la |d['’]|Le |La )?"
    r"[A-ZÀ-Ý][\w-]*[a-zà-ÿ]\b|\bMM?\. [A-Z]|\bMmes? [A-Z]"
    r"|\b(?:monsieur|madame|s[ée]nat(?:eur|rice)s?|d[ée]put[ée]e?s?|ministres?|d[ée]l[ée]gu[ée]e?s?|pr[ée]sidente?s?|maires?) "
    r"[A-ZÀ-Ý][a-zà-ÿ]"
)
_PLACE = re.compile(rf"\b(?:[àÀ]|en|au|aux)\s(?:la |l['’])?(?!France [A-ZÀ-Ý]|{BODY})[A-ZÀ-Ý][a-zà-ÿ]{{2,}}")
_ORGANISATION = re.compile(r"\b[A-ZÀ-Ý]{2,}\b|(?<=[a-zà-ÿ,;] )(?:[A-ZÀ-Ý][\w-]+)")
_SHARE = re.compile(r"\b(?:moiti[ée]|tiers|quarts?|\d+ (?:sur|pour) (?:\d+|cent))\b", re.IGNORECASE)
_TIME = re.compile(r"\b\d{1,2} ?h(?: ?\d{2})?\b|\b[\w-]+ heures?\b|\b(?:midi|minuit|matin|soir)\b", re.IGNORECASE)
_DAY = re.compile(rf"\b(?:1er|\d{{1,2}}|en|début|fin|mi-) ?{either(MONTHS)}\b")
"""A day or month whose year goes without saying."""
_DURATIONS = frozenset({"an", "annee", "mois", "jour", "semaine", "heure"})
_SAME_TIME = re.compile(r"(?:la|le|les) memes? (?:annee|mois|jour|date)\b")
_LEANS_BACK = re.compile(rf"{LEANING}\b|{_SAME_TIME.pattern}")
_BEGINNING = 40
"""Characters that show how a sentence begins."""
COPULA = re.compile(
    r"\b(?:(?:est|sont) (?!l['’]une? des?\b|une? des?\b)(?:une?|des|l[ea]s?|l['’])|désignent?\b|signifient?\b|consistent?\b|"
    r"s['’]agit\b|c['’]est[- ]à[- ]dire\b)"
)
"""What stands between a thing and what it is; "est l'un des" says only among what it is."""
_PURPOSE = re.compile(
    r"\b(?:vis(?:e|ent|ant|ait|aient) (?:à|plus)|sert à|servent à|afin d|permet(?:tent|tant)? |objectifs?\b|"
    r"a(?:yant)? pour (?:but|vocation|ambition|mission)|destinée?s? à|pour (?:l[ea]s? )?[a-zà-ÿ]+(?:er|ir|re)\b)"
)
_INTENDED = re.compile(r"\b(?:dev(?:ait|aient)|initialement|au depart|etai(?:t|ent) prevue?s?)\b")
_UNDISCLOSED = re.compile(
    r"\b(?:ne (?:sont|est|figure(?:nt)?|dit|disent|precise(?:nt)?|donne(?:nt)?|nomme(?:nt)?)"
    r"|n'(?:est|ont|a|indique(?:nt)?|annonce(?:nt)?)|aucune?)\b"
    r".*\b(?:sources? consultees?|extraits? consultes?|documents? consultes?|publiee?s?|trouvee?s?|connue?s?|precisee?s?)\b"
)
_LETTERS = re.compile(r"[^\W\d_]+")


def read_forms(text: str, folded: str, dates: Sequence[DateMention], quantities: Sequence[Quantity]) -> Form:
    """The forms of a text with these dates and quantities, read on its own: that it is a heading is for its document to say.
    `folded`: the text after `index.language.words.fold`."""
    units = {quantity.unit for quantity in quantities}
    enumerates = text.count(",") + text.count(";") + text.count(" et ") >= 2 or text.rstrip().endswith(":")
    held = {
        Form.DATE: bool(dates) or _DAY.search(text),
        Form.PERIOD: any(mention.end_value for mention in dates),
        Form.DURATION: not units.isdisjoint(_DURATIONS),
        Form.AMOUNT: "EUR" in units,
        Form.PERCENTAGE: "%" in units,
        Form.SHARE: _SHARE.search(text),
        Form.NUMBER: bool(quantities),
        Form.TIME: _TIME.search(text),
        Form.PERSON: any(_names_someone(match[0]) for match in _PERSON.finditer(text)),
        Form.PLACE: _PLACE.search(text),
        Form.ORGANISATION: _ORGANISATION.search(text),
        Form.LIST: enumerates,
        Form.QUESTION: text.rstrip().endswith("?"),
        Form.FRAGMENT: _is_fragment(folded),
        Form.LEANS_BACK: _LEANS_BACK.match(folded[:_BEGINNING]),
        Form.DEFINES: COPULA.search(text),
        Form.PURPOSE: _PURPOSE.search(text),
        Form.SAME_TIME: _SAME_TIME.match(folded),
        Form.INTENDED: _INTENDED.search(folded),
        Form.AGE: "an" in units,
        Form.UNDISCLOSED: _UNDISCLOSED.search(folded),
    }
    return Form(sum(form for form, found in held.items() if found))


def _names_someone(run: str) -> bool:
    """Whether two capitals in a row name a person: not where the first is that of a small word that begins a sentence ("La
    Gazette"), nor where a body is named after the country ("Relance France")."""
    parts = fold(run).split()
    return parts[0] not in STOP_WORDS and "france" not in parts


def _is_fragment(folded: str) -> bool:
    """A sentence is a third of small words; a label or a list of keywords has almost none."""
    parts = _LETTERS.findall(folded)
    return len(parts) < 4 or sum(part in STOP_WORDS or len(part) == 1 for part in parts) < 0.15 * len(parts)

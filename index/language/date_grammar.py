"""How dates are written in French: finds them in a text, without yet deciding which day is meant.

`index.language.dates` turns what is found here into dates. All repeats in the patterns are bounded, so that a scan is
linear in the text, whatever it holds.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.language.closed_classes import Forms, Table, Words, WordSet, load
from index.language.number_words import PLURAL_LOOKING
from index.language.words import either


class _Part(Table):
    """A part of a year, as it is named and written, with the first and last month it covers."""

    name: str
    written: Words
    first: int
    last: int


class _Calendar(Table):
    months: Forms
    short_months: WordSet
    parts: tuple[_Part, ...]
    ranks: dict[str, int]


_CALENDAR = load("calendar.yaml", _Calendar)
MONTHS = tuple(_CALENDAR.months)
"""Names of the months, from January."""
PARTS = {part.name: (part.first, part.last) for part in _CALENDAR.parts}
"""Months that a part of a year covers, counted from January."""
_SPELLINGS = {form: number for number, forms in enumerate(_CALENDAR.months.values(), 1) for form in forms}
_MODIFIERS = {form: part.name for part in _CALENDAR.parts for form in part.written}


# --- scanning -------------------------------------------------------------------------------------

_S = r"[ \n]{1,3}"
_DAY = r"(?:1[ ]?er|premier|[12][0-9]|3[01]|0?[1-9])"
_YEAR = r"(?:(?:19|20)[0-9]{2}|2100)"
_SHORT = _CALENDAR.short_months
_MONTH = rf"(?:{either(_SPELLINGS.keys() - _SHORT)}(?![a-z0-9])|{either(_SHORT)}(?![a-z0-9])\.?)"
_MODIFIER = either(_MODIFIERS)
_RANK = either(_CALENDAR.ranks)
_ATOM = re.compile(
    rf"""
      (?<![\w./-]) (?P<iso> {_YEAR}-(?:0[1-9]|1[0-2]) (?:-(?:0[1-9]|[12][0-9]|3[01]))? ) (?![\w-]|[./][0-9])
    | (?:(?<![\w./-])(?<![0-9],)|(?<=[0-9]{{4}}-)) (?P<numeric>
          (?P<nd>0?[1-9]|[12][0-9]|3[01]) (?P<sep>[/.-]) (?P<nm>0?[1-9]|1[0-2]) (?P=sep)
            (?P<ny>{_YEAR}|(?<=/)[0-9]{{2}})
        | (?P<mm>0[1-9]|1[0-2]) / (?P<my>{_YEAR}) ) (?!\w|[/.-][0-9]{{1,3}}(?![0-9/.-]))
    | (?<![\w./°-])(?<![0-9],) (?P<y1>{_YEAR}) [ ]?[-–—/][ ]? (?P<y2>{_YEAR}|[0-9]{{2}}) (?![\w-]|[/.,][0-9])
    | (?<!\w)(?<![0-9][.,/-])
      (?: (?P<days> {_DAY} (?:
              (?:(?:{_S})?[-–—/](?:{_S})?|,{_S}|{_S}(?:et|ou|au|a){_S}(?:le{_S}|du{_S})?) {_DAY} ){{0,5}} )
          (?:{_S}(?:de{_S}|du{_S}mois{_S}de{_S})?|-|[ ]?d') (?=[jfmasond]) )?
      (?: (?P<part>{_MODIFIER}) (?:-|{_S}(?:de{_S}|d'|du{_S}mois{_S}de{_S})?) )?
      (?P<month>{_MONTH})
      (?: (?:{_S}(?:de{_S}l'an(?:nee)?{_S}|de{_S}|l'an{_S})?|-|,{_S}|/) (?P<year>{_YEAR}) (?![0-9]|[,.][0-9])
        | {_S}(?P<relative>derniere?s?|passee?s?|ecoulee?|prochaine?s?) (?!\w) )?
    | (?<![\w]) (?: (?P<ypart>{_MODIFIER}) (?:-|{_S}(?:de{_S}|d')?(?:l'an(?:nee)?{_S}|l'exercice{_S})?)
        | (?P<rank>{_RANK}) {_S} (?P<term>trimestre|semestre) {_S} (?:de{_S}|d')?(?:l'an(?:nee)?{_S})?
        | (?P<code>[ts][1-4]) {_S}
        | (?P<decade>annees) {_S} ) (?P<pyear>{_YEAR}) (?![\w-]|[,.][0-9])
    | (?<!\w) (?P<last>l'an{_S}(?:dernier|passe)|l'annee{_S}(?:derniere|passee)
        |l'an{_S}prochain|l'annee{_S}prochaine|cette{_S}annee) (?!\w)
    | (?<![\w°]) (?<![0-9][.,/-]) (?P<bare>{_YEAR}) (?![\w°]|[./,-][0-9]|-[a-z]{{1,2}}[0-9])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """One date as written: `text[start:end]`, before anything is inferred.

    `days` holds one day, or the ends of a range of days; `end_year` the end of a range of years; `modifier` the part
    meant ("fin", "automne", "t1"…); `relative` the word that places it ("dernier", "l'an dernier").
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    days: tuple[int, ...] = ()
    modifier: str = ""
    relative: str = ""
    end_year: int | None = None


def _scan(folded: str, text: str) -> Iterator[WrittenDate]:
    for match in _ATOM.finditer(folded):
        yield from _read(match, folded, text)


def _read(match: re.Match[str], folded: str, text: str) -> Iterator[WrittenDate]:
    """The atoms of one match; none where it is no date after all."""
    start, end = match.span()
    named = match.groupdict()
    if named["iso"]:
        year, month, *day = (int(part) for part in named["iso"].split("-"))
        yield from _day_atoms(start, end, year, month, tuple(day))
    elif named["numeric"]:
        if named["my"]:
            yield WrittenDate(start, end, int(named["my"]), int(named["mm"]))
        else:
            year = int(named["ny"])
            yield from _day_atoms(start, end, year if year > 99 else 2000 + year, int(named["nm"]), (int(named["nd"]),))
    elif named["y1"]:
        yield from _year_range(start, end, int(named["y1"]), named["y2"])
    elif named["month"]:
        yield from _month_atoms(match)
    elif named["pyear"]:
        yield from _part_atoms(match, folded, text)
    elif named["last"]:
        yield WrittenDate(start, end, relative=named["last"])
    elif _is_year(folded, text, start, end):
        yield WrittenDate(start, end, int(named["bare"]))


def _day_atoms(start: int, end: int, year: int, month: int | None, days: tuple[int, ...]) -> Iterator[WrittenDate]:
    """A date in figures, unless the calendar has no such day."""
    if not days or (month and days[0] <= calendar.monthrange(year, month)[1]):
        yield WrittenDate(start, end, year, month, days)


def _year_range(start: int, end: int, first: int, written: str) -> Iterator[WrittenDate]:
    last = int(written) if len(written) == 4 else first - first % 100 + int(written)
    if first < last:
        yield WrittenDate(start, end, first, end_year=last)
    elif len(written) == 4:
        yield WrittenDate(start, start + 4, first)
        yield WrittenDate(end - 4, end, last)


def _month_atoms(match: re.Match[str]) -> Iterator[WrittenDate]:
    start, end = match.span()
    name = match["month"].rstrip(".")
    year = int(match["year"]) if match["year"] else None
    bare = year is None and (not match["days"] or (name == "sept" and not match["month"].endswith(".")))
    if name in _SHORT and bare:
        return  # "sept" is seven before it is a month
    modifier = _MODIFIERS.get(match["part"] or "", "")
    atom = WrittenDate(start, end, year, _SPELLINGS[name], (), modifier, match["relative"] or "")
    if not match["days"]:
        yield atom
        return
    found = list(re.finditer(_DAY, match["days"]))
    days = [1 if day[0].startswith("pr") else int(day[0].rstrip("er ")) for day in found]
    if max(days) > calendar.monthrange(year or 2000, atom.month or 1)[1]:
        yield replace(atom, start=match.start("part") if match["part"] else match.start("month"))
        return
    between = [match["days"][a.end() : b.start()].split() for a, b in pairwise(found)]
    is_list = any(words and words[0] in (",", "et", "ou") for words in between)
    consecutive = all(b == a + 1 for a, b in pairwise(days)) and not any("ou" in words for words in between)
    if len(days) == 1 or (days[0] < days[-1] and (consecutive or (len(days) == 2 and not is_list))):
        yield replace(atom, days=(days[0], days[-1]) if len(days) > 1 else (days[0],))
        return
    for day, place in zip(days, found, strict=True):
        last = place is found[-1]
        yield replace(atom, start=start + place.start(), end=end if last else start + place.end(), days=(day,))


def _part_atoms(match: re.Match[str], folded: str, text: str) -> Iterator[WrittenDate]:
    """A part of a year ("fin 2022", "2e trimestre 2024") or a decade."""
    start, end = match.span()
    year = int(match["pyear"])
    modifier = _MODIFIERS.get(match["ypart"] or "", "")
    if match["decade"]:
        if year % 10 == 0:
            yield WrittenDate(start, end, year, end_year=year + 9)
        else:
            yield WrittenDate(match.start("pyear"), end, year)
        return
    if match["rank"]:
        size = 4 if match["term"] == "trimestre" else 2
        modifier = f"{match['term'][0]}{_CALENDAR.ranks[match['rank']] or size}"
    elif match["code"]:
        modifier = match["code"]
    if modifier and not modifier.startswith(("s3", "s4")):
        yield WrittenDate(start, end, year, modifier=modifier)
    elif _is_year(folded, text, match.start("pyear"), end):
        yield WrittenDate(match.start("pyear"), end, year)


# --- is a number a year? --------------------------------------------------------------------------

# Programmes and standards named after a year: the year is part of the name.
NAMED_AFTER_A_YEAR = re.compile(r"(?:\bFrance|\bAgenda|\bHorizon|\bNatura|\bRE|\bRT) (?=[0-9]{4}\b)")
_UNIT_AFTER = re.compile(
    r"[ ]?(?:€|%|\$|£|(?:k|m|md|mds|mrd)[ ]?€|[kmg]?eur(?:os?)?(?!\w)|(?:mille|milliers?|millions?|milliards?"
    r"|ha|hectares?|km2?|m2|m²|km²|m|cm|kg|tonnes?|t|kwh|mwh|gwh|kw|mw|gw|ans?|jours?|mois|heures?|h|fois"
    r"|pour ?cent)(?!\w))"
)
_QUANTIFIER_BEFORE = re.compile(
    r"(?:plus de|moins de|pres de|environ|quelques?|autour de|au moins|total de|nombre de|somme de"
    r"|montant de|formulaire|imprime|code|no|n°|numero|article|art\.)[ ]?$"
)
_YEAR_BEFORE = re.compile(
    r"(?<!\w)(?:en|depuis|des|annees?|an|courant|exercices?|budgets?|millesime|ici|ici a|horizon|saison"
    r"|rentree|etes?|debut|fin|mi|campagne|edition|loi de finances|plf|lfi)[ -]$"
)
_NOUN_AFTER = re.compile(r"[ \n]([a-z]{3,}[sx])(?![\w'])")
_NUMBER_AFTER = re.compile(r"[ \n](a|et|ou)[ \n]([0-9]{1,3}(?: [0-9]{3})+|[0-9]{1,9})(?![0-9])")


def _is_year(folded: str, text: str, start: int, end: int, seconds: int = 2) -> bool:
    """Whether the four digits at `start` are a year rather than an amount or a count."""
    before, after = folded[max(0, start - 20) : start], folded[end : end + 32]
    if _UNIT_AFTER.match(after) or _QUANTIFIER_BEFORE.search(before):
        return False
    if NAMED_AFTER_A_YEAR.search(text[max(0, start - 9) : end]):
        return False
    if _YEAR_BEFORE.search(before):
        return True
    noun = _NOUN_AFTER.match(after)
    if noun and noun[1] not in PLURAL_LOOKING:
        return False
    number = _NUMBER_AFTER.match(after)
    if not number or not seconds:
        return True
    if re.fullmatch(_YEAR, number[2]):
        return _is_year(folded, text, end + number.start(2), end + number.end(2), seconds - 1)
    return number[1] != "a" and len(number[2]) < 4


# --- neighbours -----------------------------------------------------------------------------------

_TO = frozenset(("-", "–", "—", "au", "a", "jusqu'au", "jusqu'a", "jusqu'en"))
_AND = frozenset(("et", "ou", ",", "et le", "ou le", "et du", ", le", "et les", "et en", "puis", "puis le"))
_MONTH_CUE = re.compile(
    r"(?<!\w)(?:en|de|d'|depuis|des|debut|fin|mi|courant|avant|apres|pour|vers|jusqu'en|jusqu'a|mois de"
    r"|mois d'|entre|a|ce)(?:[ \n-]|(?<='))$"
)


def written_dates(text: str, folded: str) -> list[list[WrittenDate]]:
    """Dates as written, years shared among neighbours; the two ends of a range stand together. `folded`: the text after
    `index.language.words.fold_aligned`."""
    atoms = list(_scan(folded, text))
    links = [_link(folded, a, b) for a, b in pairwise(atoms)]
    for i in range(len(links) - 1, -1, -1):  # "du 28 février au 3 mars 2019": the year is written last
        a, b = atoms[i], atoms[i + 1]
        if links[i] and a.month and b.month and a.year is None and not a.relative:
            year = b.year
            if year is not None and links[i] == "to" and (a.month, *a.days) > (b.month, *b.days):
                year -= 1
            atoms[i] = replace(a, year=year, relative=b.relative)
    for i, link in enumerate(links):
        a, b = atoms[i], atoms[i + 1]
        if link and a.month and a.year is not None and b.month and b.year is None and not b.relative:
            later = link == "to" and (a.month, *a.days) > (b.month, *b.days)
            atoms[i + 1] = replace(b, year=a.year + later)
    groups: list[list[WrittenDate]] = []
    for i, atom in enumerate(atoms):
        if not _is_meant(atom, folded, bool(i and links[i - 1]) and bool(groups) and groups[-1][-1] is atoms[i - 1]):
            continue
        previous = groups[-1] if groups else []
        joins = i and links[i - 1] == "to" and len(previous) == 1 and previous[0] is atoms[i - 1]
        if joins and _is_plain(previous[0]) and _is_plain(atom) and bool(previous[0].year) == bool(atom.year):
            previous.append(atom)
        else:
            groups.append([atom])
    return groups


def _link(folded: str, a: WrittenDate, b: WrittenDate) -> str:
    """ "to" where the two are the ends of a range, "and" where they stand in a list, "" otherwise."""
    if b.start - a.end > 12:
        return ""
    words = " ".join(folded[a.end : b.start].split())
    if words in _TO:
        return "to"
    if words in ("et", "et le", "et le mois de"):
        lead = folded[max(0, a.start - 12) : a.start].split()
        if "entre" in lead[-2:]:
            return "to"
    return "and" if words in _AND else ""


def _is_plain(atom: WrittenDate) -> bool:
    return not atom.modifier and atom.end_year is None and len(atom.days) < 2 and not atom.relative.startswith("l'")


def _is_meant(atom: WrittenDate, folded: str, follows: bool) -> bool:
    """Whether a month's name alone is used as a date ("en mars"), not as a planet or a family name."""
    if not atom.month or atom.days or atom.year or atom.modifier or atom.relative or follows:
        return True
    return bool(_MONTH_CUE.search(folded[max(0, atom.start - 12) : atom.start]))

"""Numbers and what they count, as French texts write them: amounts, shares, durations, counts, ranks.

Numbers in figures and units are read here, numbers in words by `text2num` (see `index.language.number_words`).
Arithmetic is decimal throughout: "1,36 Md€" is exactly 1 360 000 000.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from index.language.date_grammar import NAMED_AFTER_A_YEAR, written_dates
from index.language.dates import date_spans
from index.language.number_words import (
    COLLECTIVES,
    NOT_COUNTED,
    NUMBER_WORDS,
    NUMBERED,
    ORDINALS,
    read_number_words,
)
from index.language.units import BASIS, CURRENCIES, FAMILIES, MEASURES, SCALES, TIMES
from index.language.words import either, fold, fold_aligned, plain_number, singular


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text; `text` stands from `start` to `end`, with sign, scale and unit but not its noun.

    Attributes:
        value: exact; "1,36 Md€" is 1360000000, "moins de 2 ans" 2, "1h30" 90 (minutes).
        unit: "EUR", "%", a time or measure ("an", "mois", "ha", "m2"…), else the folded singular of the noun
            that follows ("183 nouveaux territoires" → "territoire") or, for a numbered thing, that precedes
            ("phase 2" → "phase"); "" where there is none.
        kind: "number", "amount", "percentage", "ordinal", "duration", "measure", "fraction" ("deux tiers"),
            "time" (of day, or hours and minutes) or "identifier" (telephone, postal code, "n° 217", "F34355",
            "France 2030").
        per: what it is counted by ("100 M€ par an" → "an"), or "".
        approximate: true for "une trentaine".
    """

    start: int
    end: int
    value: Decimal
    unit: str
    kind: str
    text: str
    per: str = ""
    approximate: bool = False
    scale: Decimal = field(default=Decimal(1), repr=False, compare=False)


def same_value(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities say the same: value, family of units ("24 mois", "2 ans"), kind and "per".

    A missing noun agrees with any ("183" and "183 territoires"), but never with a currency, % or measure.
    """
    if "identifier" in (a.kind, b.kind):
        return a.kind == b.kind and _bare(a.text) == _bare(b.text)
    if a.per != b.per or (a.kind == "ordinal") != (b.kind == "ordinal"):
        return False
    family, factor = FAMILIES.get(a.unit, (a.unit, Decimal(1)))
    other_family, other_factor = FAMILIES.get(b.unit, (b.unit, Decimal(1)))
    if a.value * factor != b.value * other_factor:
        return False
    if family == other_family:
        return True
    return "" in (family, other_family) and _NOUN_KINDS.issuperset((a.kind, b.kind))


_NOUN_KINDS = frozenset(("number", "ordinal"))


def _bare(text: str) -> str:
    return re.sub(r"[^\w]", "", fold(text))


def find_quantities(text: str) -> list[Quantity]:
    """The numbers of a French text, in order, without overlap. Dates, web and mail addresses are left out.

    The two ends of a range are two quantities of one unit: "298,5 à 300 M€" gives 298500000 EUR and 300000000 EUR.
    """
    folded = fold_aligned(text)
    return quantities_beside(date_spans(written_dates(text, folded)), text, folded)


def quantities_beside(dates: Sequence[tuple[int, int]], text: str, folded: str) -> list[Quantity]:
    """The numbers of a text whose dates stand at these spans. `folded`: the text after `fold_aligned`."""
    if not _START.search(folded):
        return []
    masked = _mask(folded, [*dates, *(m.span() for m in ADDRESS.finditer(text))])
    found: list[Quantity] = []
    position = 0
    while match := _START.search(masked, position):
        position = match.end()
        for quantity in _read(match, masked, text):
            found.append(quantity)
            position = max(position, quantity.end)
    return _share_units(_join_scales(found, masked, text), masked)


# --- patterns ----------------------------------------------------------------------------------------


def _singular_or_plural(unit: str) -> str:
    """A pattern of a unit: "ans", "mètres carrés"; abbreviations take no -s."""
    parts = (
        f"{re.escape(part)}s?" if len(part) > 3 or part in ("an", "min") else re.escape(part) for part in unit.split()
    )
    return "[ ]".join(parts)


_S = r"[ \n]{0,2}"
_SCALE = rf"(?P<scale>{either(SCALES)})(?![a-z0-9])"
_MONEY = re.compile(
    rf"{_S}(?:(?P<scale>{either(SCALES)})(?:[ \n]|(?=€|d'|eur))(?:d'[ ]?|de[ ])?"
    r"|(?P<short>k|md|mds|mrd|m)?)"
    r"(?P<currency>€|\$|£|(?:euros?|eur|dollars?)(?![a-z]))"
)
_CENTS = re.compile(r"[ ]?(?:€|euros? )([0-9]{2})(?![0-9%]|[ ,.]?[0-9]| ?[€%])")
_SCALED = re.compile(rf"{_S}{_SCALE}")
_PERCENT = re.compile(rf"{_S}(?:%|pour[ ]?cents?(?![a-z])|pourcents?(?![a-z])|pct(?![a-z]))")
_RANK = re.compile(r"(?:[ ]?(?:er|e?re|e|i?eme|nde?)|(?:e?res|i?emes|es|nde?s))(?![\w'])")
_CLOCK = re.compile(r"(?:[ ]?h[ ]?|:|[ ]heures?[ ])([0-5][0-9])(?![0-9:])")
_ADJECTIVES = (
    r"(?:nouve(?:aux?|lles?)|premi(?:ers?|eres?)|autres?|grande?s?|petite?s?|princip(?:aux|ales)|derni(?:ers|eres)|jeunes?"
    r"|prochain(?:e?s)|differente?s|ancien(?:ne)?s|gros|grosses|seule?s?|bons|bonnes|meilleure?s|memes)"
)
_UNITS = "|".join(map(_singular_or_plural, sorted([*TIMES, *MEASURES], key=len, reverse=True)))
_UNIT = re.compile(rf"{_S}(?:{_ADJECTIVES}[ ])?(?P<unit>{_UNITS})(?![\w'²³])")
_HALF = re.compile(r"[ ]et[ ]demie?(?![a-z])")
_PER = re.compile(
    r"(?:[ ](?:ht|ttc|net|nets|brut|bruts))?(?:[ ]?/[ ]?(?P<slash>[a-z]{1,14}[23²]?)"
    rf"|[ \n]{{1,2}}(?:par|l')[ ]{{0,2}}(?P<par>{either(BASIS)})"
    r"|[ \n](?P<each>chaque[ ]annee|tous[ ]les[ ]ans|annuels?|annuelles?|chaque[ ]mois|mensuels?|mensuelles?)"
    r")(?![a-z0-9])"
)
_NOUN = re.compile(rf"[ \n]{{1,2}}(?:{_ADJECTIVES}[ \n]){{0,2}}(?P<noun>[a-z][a-z]*(?:-[a-z]+)?)(?![\w'])")
_OF_NOUN = re.compile(rf"[ \n](?:de[ ]|d')(?:{_ADJECTIVES}[ ])?(?P<noun>[a-z]+(?:-[a-z]+)?)(?![\w'])")

# --- numbers --------------------------------------------------------------------------------------

ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"»]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}")
"""Web and mail addresses."""
_START = re.compile(
    rf"""
      (?<![\w+]) (?P<phone> (?:\+[ ]?33[ .]?(?:\(0\))?[ ]?|0) [1-9] (?:[ .-]?[0-9]{{2}}){{4}}
          | 0[ ]8[0-9]{{2}}(?:[ ][0-9]{{2,3}}){{2,3}} ) (?![0-9])
    | (?<!\w) (?P<code> [^\W\d_]{{1,12}}-?[0-9][\w-]{{0,40}} )
    | (?<!\w) (?P<fraction> (?P<over>[0-9]{{1,4}}) / (?P<under>[1-9][0-9]{{0,3}}) ) (?![\w/,])
    | (?P<sign> (?<![\w.,)-])(?<![\w] )[-\u2212+](?=[0-9]) )?
      (?<!\w) (?P<number>
          [0-9]{{1,3}}(?:[ ][0-9]{{3}}){{1,6}}(?![0-9])(?:,[0-9]+)? | [0-9]++(?:[.,][0-9]++)*+ )
    | (?<!\w) (?P<share> deux[ ]tiers | trois[ ]quarts | un[ ](?:tiers|quart)(?=[ ]d) ) (?!\w)
    | (?<![\w']) (?P<about> (?:une|(?P<times>{NUMBER_WORDS.pattern})) [ ]
          (?P<collective>{either(COLLECTIVES)})s? ) (?!\w)
    | (?<!\w) (?P<rank>{either(ORDINALS)}) (?!\w)
    | (?<![\w-]) (?P<words>{NUMBER_WORDS.pattern}) (?!\w|-[a-z])
    """,
    re.VERBOSE,
)

_LABEL_BEFORE = re.compile(rf"(?<!\w)(?P<label>{either(NUMBERED)})[ ]$")
_IDENTIFIED_BEFORE = re.compile(
    r"(?:n°|nº|(?<!\w)(?:no|nr|n|numero|num|siren|siret|ref|reference|cerfa|formulaire|imprime|articles?|art\.?|alinea"
    r"|decret|code postal|bp|cs|[lrd]\.))[ ]?(?:n°[ ]?)?:?[ ]?$"
)
_JOINED = re.compile(r"(?:-[0-9]+){1,8}(?![\w])|[-*][0-9a-z]{1,20}(?![\w])|[a-z]{1,12}[0-9]*(?!\w)")
_REST_OF_CODE = re.compile(r"(?:[-/.*][0-9a-z]+){0,6}")
_HYPHENATED = re.compile(r"-([0-9]+)(?:(-[0-9])|(?![\w,.]|[ ][0-9]{3}))")
_GROUPS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}|[0-9]+(?:[.,][0-9]+)?|[0-9]{1,3}(?:[ .][0-9]{3})+(?:,[0-9]+)?")
_MOST_DIGITS = 24  # beyond, it is a code; decimal arithmetic stays exact within 28


def _mask(folded: str, spans: list[tuple[int, int]]) -> str:
    """The text with these spans blotted out, each character by one that no pattern reads."""
    parts: list[str] = []
    here = 0
    for start, end in sorted(spans):
        if end > here:
            start = max(start, here)
            parts += (folded[here:start], "\x01" * (end - start))
            here = end
    return "".join((*parts, folded[here:]))


def _read(match: re.Match[str], masked: str, text: str) -> Iterator[Quantity]:
    """The quantities that begin with one match of `_START`."""
    start, end = match.span()
    if match["phone"] or match["code"]:
        yield _identifier(text, start, end)
    elif match["fraction"]:
        value = Decimal(match["over"]) / Decimal(match["under"])
        yield Quantity(start, end, value, "", "fraction", text[start:end])
    elif match["share"]:
        count, part = match["share"].split()
        value = Decimal({"un": 1, "deux": 2, "trois": 3}[count]) / (3 if part == "tiers" else 4)
        yield Quantity(start, end, value, "", "fraction", text[start:end])
    elif match["number"]:
        yield _figures(match, masked, text)
    elif match["about"]:
        times = next(read_number_words(match["times"]), (0, 0, 1))[2] if match["times"] else 1
        base = COLLECTIVES[match["collective"]]
        yield replace(_measured(masked, text, start, end, Decimal(base * times)), approximate=True)
    elif match["rank"]:
        if not _RANK_IN_A_PHRASE.match(masked, end):
            unit = _noun(masked, end)
            yield Quantity(start, end, Decimal(ORDINALS[match["rank"]]), unit, "ordinal", text[start:end])
    else:
        for first, last, number in read_number_words(match["words"]):
            if _is_counted(match["words"][first:last], masked, start + first, start + last):
                yield _measured(masked, text, start + first, start + last, Decimal(number))


_RANK_IN_A_PHRASE = re.compile(r"[ -](?:ministre|ministere|lieu|temps|abord|plan|degre|ministres)(?!\w)")
_ONE_IS_COUNTED = re.compile(r"[ ](?:an|mois|semaine|heure|million|milliard|seule?|euro|jour|annee|ou[ ]deux)(?!\w)")
_PLURAL_NOUN = re.compile(r"[ ](?:[a-z]+ )?[a-z]+[sx](?!\w)|[ ](?:millions?|milliards?|pour[ ]cent)|[ ](?:%|€|ou[ ])")


def _is_counted(word: str, masked: str, start: int, end: int) -> bool:
    """Whether a number word is a number: "un" is an article, "neuf" an adjective, "pour cent" a unit."""
    if word in ("un", "une"):
        return bool(_ONE_IS_COUNTED.match(masked, end))
    if word == "neuf":
        return bool(_PLURAL_NOUN.match(masked, end))
    return not (word == "cent" and masked[max(0, start - 5) : start] == "pour ")


def _figures(match: re.Match[str], masked: str, text: str) -> Quantity:
    """The quantity of a number written in figures."""
    start, end = match.span()
    number = match["number"]
    first = match.start("number")
    before = masked[max(0, start - 24) : start]
    digits = sum(c.isdecimal() for c in number)
    named = NAMED_AFTER_A_YEAR.search(text[max(0, start - 9) : end])
    if _IDENTIFIED_BEFORE.search(before) or (named and len(number) == 4):
        rest = _REST_OF_CODE.match(masked, end)
        return _identifier(text, start, rest.end() if rest else end)
    if digits > _MOST_DIGITS or not _GROUPS.fullmatch(number):
        return _identifier(text, start, end)
    value = Decimal(plain_number(number))
    if match["sign"] and match["sign"] != "+":
        value = -value
    if number.isdecimal() and value < 100 and (clock := _CLOCK.match(masked, end)):
        minutes = value * 60 + int(clock[1])
        return Quantity(start, clock.end(), minutes, "minute", "time", text[start : clock.end()])
    if rank := _RANK.match(masked, end):
        unit = _noun(masked, rank.end())
        return Quantity(start, rank.end(), value, unit, "ordinal", text[start : rank.end()])
    quantity = _measured(masked, text, start, end, value)
    if quantity.end > end:
        return quantity
    if label := _LABEL_BEFORE.search(before):
        return replace(quantity, unit=label["label"], kind="ordinal", per="")
    if _is_code(number, first, end, masked, text):
        joined = _JOINED.match(masked, end)
        return _identifier(text, start, joined.end() if joined else end)
    return quantity


def _is_code(number: str, start: int, end: int, masked: str, text: str) -> bool:
    """Whether bare figures name a thing: "5G", "2018-1021", a postal code, a SIREN."""
    if not number.isdecimal():
        return False
    if len(number) in (9, 14) or (len(number) > 1 and number[0] == "0"):
        return True
    if len(number) == 5 and re.match(r" [A-ZÀ-Þ][\w]", text[end : end + 3]) and not number.endswith("000"):
        return not masked[max(0, start - 4) : start].endswith(("les ", " de "))
    if masked[end : end + 1].isalpha():
        return True
    following = _HYPHENATED.match(masked, end)
    if following and int(number[-9:]) > int(following[1][-9:]):
        return True  # "225-4": a range goes up
    if following and (following[2] or len(following[1]) > 2 >= len(number) or len(number) == 4):
        return bool(following[2]) or not _measured(masked, text, end, following.end(1), Decimal(1)).unit
    return False


def _identifier(text: str, start: int, end: int) -> Quantity:
    written = text[start:end].rstrip("-.")
    digits = re.sub(r"[^0-9]", "", fold(written))[:_MOST_DIGITS]
    return Quantity(start, start + len(written), Decimal(digits or 0), "", "identifier", written)


def _measured(masked: str, text: str, start: int, end: int, value: Decimal) -> Quantity:
    """The quantity of a number that ends at `end`, with the scale, unit or noun that follows it."""
    scale, unit, kind, per = Decimal(1), "", "number", ""
    if cents := _CENTS.match(masked, end):
        end, unit, kind, value = cents.end(), "EUR", "amount", value + Decimal(cents[1]) / 100
    elif money := _MONEY.match(masked, end):
        end, unit, kind = money.end(), CURRENCIES[money["currency"].rstrip("s")], "amount"
        scale = SCALES.get(money["scale"] or money["short"] or "", scale)
    elif percent := _PERCENT.match(masked, end):
        end, unit, kind = percent.end(), "%", "percentage"
    else:
        scaled = _SCALED.match(masked, end)
        # "100 M" is millions, "100 m" metres, "5 g" grammes: a letter alone counts only as people write scales.
        if scaled and (len(scaled["scale"]) > 2 or text[scaled.start("scale") : scaled.end("scale")] in ("M", "Md")):
            scale, end = SCALES[scaled["scale"]], scaled.end()
        if measure := _UNIT.match(masked, end):
            written = measure["unit"]
            name = next(n for n in (written, " ".join(map(_without_s, written.split()))) if n in TIMES or n in MEASURES)
            end, unit = measure.end(), TIMES.get(name) or MEASURES[name]
            kind = "duration" if name in TIMES else "measure"
        else:
            unit = _noun(masked, end)
    if half := _HALF.match(masked, end):
        value, end = value + Decimal("0.5"), half.end()
    tail = end
    if kind == "number" and unit and (noun := _NOUN.match(masked, end) or _OF_NOUN.match(masked, end)):
        tail = noun.end()
    if divided := _PER.match(masked, tail):
        per = _per(divided)
        end = divided.end() if tail == end else end
    return Quantity(start, end, value * scale, unit, kind, text[start:end], per, False, scale)


def _without_s(word: str) -> str:
    return word if word == "mois" else word.removesuffix("s")


def _per(match: re.Match[str]) -> str:
    written = match["slash"] or match["par"] or match["each"]
    if match["each"]:
        return "mois" if "mois" in written or "mensuel" in written else "an"
    return TIMES.get(written) or MEASURES.get(written) or TIMES.get(singular(written)) or singular(written)


def _noun(masked: str, end: int) -> str:
    """The noun counted by a number that ends at `end`, folded and in the singular, or ""."""
    match = _OF_NOUN.match(masked, end) or _NOUN.match(masked, end)
    if not match or match["noun"] in NOT_COUNTED or len(match["noun"]) < 2:
        return ""
    return singular(match["noun"])


# --- ranges ---------------------------------------------------------------------------------------


def _join_scales(found: list[Quantity], masked: str, text: str) -> list[Quantity]:
    """Make one quantity of "1 milliard 360 millions d'euros"."""
    joined: list[Quantity] = []
    for b in found:
        a = joined[-1] if joined else None
        if a and not a.unit and a.scale > b.scale > 1 and masked[a.end : b.start].strip() in ("", "et"):
            joined[-1] = replace(b, start=a.start, value=a.value + b.value, text=text[a.start : b.end])
        else:
            joined.append(b)
    return joined


_BETWEEN_ENDS = frozenset(("a", "-", "–", "—", "ou", "et"))


def _share_units(found: list[Quantity], masked: str) -> list[Quantity]:
    """Give the first end of a range the unit and scale that are written after its last one."""
    for i in range(len(found) - 2, -1, -1):
        a, b = found[i], found[i + 1]
        link = masked[a.end : b.start].strip() if b.start - a.end < 8 else ""
        one_sided = not a.unit and a.scale == 1 and bool(b.unit)
        if not one_sided or link not in _BETWEEN_ENDS or not _may_share(a, b, link, masked):
            continue
        # "298,5 à 300 M€" is in millions at both ends; "900 000 à 2 M€" is not.
        scale = b.scale if a.value < 1000 else Decimal(1)
        found[i] = replace(a, value=a.value * scale, unit=b.unit, kind=b.kind, per=b.per, scale=scale)
    return found


def _may_share(a: Quantity, b: Quantity, link: str, masked: str) -> bool:
    if a.kind == "ordinal" or b.kind == "ordinal":
        return a.kind == b.kind
    if a.kind != "number" or b.kind in ("identifier", "time"):
        return False
    if link != "et":
        return True
    return b.kind in ("amount", "percentage") or masked[: a.start].rstrip()[-6:].endswith("entre")

"""Which rows of a file of facts the corpus does not hold: `python -m evaluation.coverage FACTS.json [--corpus DIR]`.

A row is covered when its figures, its dates and its proper names stand in the documents about it. Numbers are
compared by value ("1,36 Md€" is "1,36 milliard d'euros"), dates as dates, names by their folded words, those
of the lexicon being known everywhere.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from index.documents.document import Document
from index.ingest.corpus_folder import read_corpora
from index.language.dates import find_dates
from index.language.general_lexicon import Lexicon
from index.language.quantities import Quantity, find_quantities
from index.language.words import STOP_WORDS, fold, singular, words
from index.programmes.lexicon import load_lexicon

_TEXTS = {
    "timeline": ("date", "event", "figures"),
    "operators": ("name", "role"),
    "offers": ("name", "eligible", "amount_conditions", "period"),
    "eligibility": ("subject", "rule"),
    "contradictions": ("topic",),
    "governance": ("subject", "fact"),
}
"""Section of the file → fields of its rows that hold facts. Types and readings are the editors' own words."""
NEAREST = 10
"""Documents in which a row's facts are looked for: a fact may be spread over a record, its event and two sheets, but
a number that only stands in a document about something else does not cover it."""
_KINDS = ("number", "amount", "percentage", "duration", "measure")


@dataclass(frozen=True)
class Row:
    """One row of the file of facts."""

    label: str
    """Section and position: `timeline[3]`, `operators[0].offers[2]`."""
    text: str
    about: str = ""
    """What the row goes with: the operator of an offer, the topic of a value, the values of a topic. Finds its
    documents."""


@dataclass(frozen=True)
class Gap:
    """What of a row stands in none of the documents about it."""

    row: Row
    numbers: tuple[str, ...]
    dates: tuple[str, ...]
    names: tuple[str, ...]
    nearest: tuple[str, ...]
    """Ids of the documents that were looked at, nearest first."""


@dataclass
class _Held:
    """What one document holds, in comparable form."""

    numbers: set[tuple[Decimal, str]] = field(default_factory=set)
    dates: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def holds(self, quantity: Quantity) -> bool:
        """Amounts and shares with their unit. A plain number with any noun, since nouns are worded freely, and with
        any scale, since "450 M€ = 150 + 300" leaves it out."""
        value, unit = abs(quantity.value), _unit(quantity)
        if unit:  # in "10 millions à 5 milliards d'euros" the first amount stands without its currency
            return (value, unit) in self.numbers or (value >= 1000 and (value, "") in self.numbers)
        return any(held in (value, value * 10**6, value * 10**9) for held, _ in self.numbers)


class Holdings:
    """The documents of a corpus, each with its numbers, dates and words."""

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon) -> None:
        self._documents = {document.id: _held(document) for document in documents}
        self._known = {word for e in lexicon.entries for word in _folded(" ".join((e.form, e.means, *e.variants)))}
        counts = Counter(word for held in self._documents.values() for word in held.words)
        self._weights = {word: math.log(len(self._documents) / count) for word, count in counts.items()}

    def nearest(self, row: Row) -> list[str]:
        """Ids of the `NEAREST` documents that share most of the row's words, rare ones counting most."""
        wanted = _folded(f"{row.about} {row.text}")
        wanted |= {str(q.value) for q in find_quantities(row.text)}
        score = {
            identity: sum(self._weights[word] for word in wanted & held.words)
            for identity, held in self._documents.items()
        }
        return sorted(score, key=lambda identity: (-score[identity], identity))[:NEAREST]

    def gap(self, row: Row) -> Gap | None:
        """What the documents about the row lack; None where they hold it all."""
        nearest = self.nearest(row)
        held = [self._documents[identity] for identity in nearest]
        words_held = self._known.union(*(one.words for one in held))
        dates_held = set[str]().union(*(one.dates for one in held))
        text = _spelt_out(row.text)
        counted = [q for q in find_quantities(text) if q.kind in _KINDS and not _is_day(text, q)]
        gap = Gap(
            row,
            tuple(q.text for q in counted if not any(one.holds(q) for one in held)),
            tuple(date for date in _dates(text) if date not in dates_held),
            tuple(name for name in _names(text) if not _stands(name, words_held)),
            tuple(nearest),
        )
        return gap if gap.numbers or gap.dates or gap.names else None


def rows(facts: Mapping[str, Any]) -> Iterator[Row]:
    """The rows of the file, those of offers below their operator, those of differing figures one by one."""
    for section in ("timeline", "operators", "eligibility", "contradictions", "governance"):
        for number, entry in enumerate(facts.get(section, ())):
            label = f"{section}[{number}]"
            about = str(entry.get("name") or entry.get("topic") or "")
            values = " ".join(str(value.get("value", "")) for value in entry.get("values", ()))
            yield Row(label, _text(entry, _TEXTS[section]), values)
            for place, offer in enumerate(entry.get("offers", ())):
                yield Row(f"{label}.offers[{place}]", _text(offer, _TEXTS["offers"]), about)
            for place, value in enumerate(entry.get("values", ())):
                yield Row(f"{label}.values[{place}]", _text(value, ("value", "date")), about)


def _held(document: Document) -> _Held:
    """Numbers and dates of the text and title; dates of the record and of its sources, which some rows date a
    value by; words of text, title, names and sources."""
    held = _Held()
    for text in (document.title, document.text):
        held.numbers.update((abs(q.value), _unit(q)) for q in find_quantities(text))
        for date in _dates(text):
            held.dates.update((date, date[:7], date[:4]))
    dated = [source.published_on.iso() for source in document.sources if source.published_on is not None]
    dated += [str(value) for value in _fields(document.record or {}, ("date", "end"))]
    for date in dated:
        held.dates.update((date, date[:7], date[:4]))
    for source in document.sources:
        held.words.update(_folded(f"{source.title} {source.publisher or ''}"))
    held.words.update(_folded(" ".join((document.title, document.text, *document.names))))
    return held


def _fields(value: Any, names: Sequence[str]) -> Iterator[Any]:
    """The values of these keys anywhere inside a record."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key in names:
                yield item
            yield from _fields(item, names)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _fields(item, names)


def _text(entry: Mapping[str, Any], fields: Sequence[str]) -> str:
    return " ; ".join(str(entry[name]) for name in fields if entry.get(name))


def _dates(text: str) -> Iterator[str]:
    for mention in find_dates(text):
        for value in filter(None, (mention.value, mention.end_value)):
            yield value.iso()


def _is_day(text: str, quantity: Quantity) -> bool:
    """True for a day without its month: "l'édition du 13"."""
    return quantity.value <= 31 and bool(re.search(r"\b(?:du|le|au) $", text[: quantity.start]))


def _spelt_out(text: str) -> str:
    """Shortened ranges of dates in full: "2023-08-28/31", "23/06 au 22/09/2023", "2020-2022"."""
    text = re.sub(r"\b(\d{4}-\d{2}-)(\d{2})/(\d{2})\b", r"\1\2, \1\3", text)
    text = re.sub(r"\b(\d{2}/\d{2}) au (\d{2}/\d{2}/(\d{4}))", r"\1/\3 au \2", text)
    return re.sub(r"(?<=\d{4})-(?=\d{4}\b)", " à ", text)


def _names(text: str) -> Iterator[str]:
    """Words with a capital that do not merely begin a sentence or a field, once each: acronyms and proper names."""
    seen: set[str] = set()
    counted = [(q.start, q.end) for q in find_quantities(text)]
    for word in words(text):
        if any(start <= word.start < end for start, end in counted) or word.text in seen:
            continue  # "Md" of an amount
        before = text[: word.start].rstrip(' «"(')
        begins = not before or before[-1] in ".;:!?–/"
        acronym = sum(character.isupper() for character in word.text) > 1
        capital = word.text[0].isupper() and not begins and not word.text.endswith(("'", "’"))
        if (acronym or capital) and fold(word.text) not in STOP_WORDS:
            seen.add(word.text)
            yield word.text


def _stands(name: str, held: set[str]) -> bool:
    """Whether the name is held whole or in all its parts: "ex-CGET" where "CGET" is."""
    whole = fold(name)
    return whole in held or all(part in held for part in whole.split("-") if part != "ex")


def _folded(text: str) -> set[str]:
    """Folded words and their singulars, hyphenated ones whole and in parts, elided articles dropped."""
    found: set[str] = set()
    for word in words(text):
        whole = fold(word.text).rstrip("'").replace(".", "")
        if whole and whole not in STOP_WORDS:
            found.update((whole, singular(whole), *(part for part in whole.split("-") if part)))
    return found


def _unit(quantity: Quantity) -> str:
    return quantity.unit if quantity.kind in ("amount", "percentage") else ""


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the gaps, one row per line, then totals. Returns 1 where there are gaps, 2 for an unreadable file."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.coverage", description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("facts", type=Path, help="file of facts (JSON)")
    parser.add_argument("--corpus", type=Path, action="append", help="corpus folder; may be repeated [corpus]")
    options = parser.parse_args(arguments)
    try:
        facts = json.loads(options.facts.read_text("utf-8"))
    except (OSError, ValueError) as error:
        print(f"{options.facts}: cannot be read as JSON ({error})", file=sys.stderr)
        return 2
    corpora = options.corpus or [Path("corpus")]
    lexicon, _ = load_lexicon(corpora)
    held = Holdings(read_corpora(corpora).documents, lexicon)
    found = [gap for row in rows(facts) if (gap := held.gap(row)) is not None]
    for gap in found:
        missing = [
            f"{kind}: {', '.join(values)}"
            for kind, values in (("numbers", gap.numbers), ("dates", gap.dates), ("names", gap.names))
            if values
        ]
        print(f"{gap.row.label}  {' | '.join(missing)}")
        print(f"    {gap.row.about + ' : ' if gap.row.about else ''}{gap.row.text}\n    {', '.join(gap.nearest[:3])}")
    total = sum(1 for _ in rows(facts))
    print(f"{total - len(found)} of {total} rows covered, {len(found)} with something missing.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

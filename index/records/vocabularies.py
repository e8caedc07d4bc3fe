"""Open vocabularies of records: labels that the programmes of a corpus declare, and any label where they declare none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from index.documents.yaml_locator import Key
from index.language.close_names import closest
from index.programmes.programme import PROGRAMMES_FILE, Programmes
from index.records.record import OfVocabulary, Record, VocabularyName, marked_values

Vocabularies = Mapping[VocabularyName, tuple[str, ...]]
"""Labels that records may write, by vocabulary; an empty one is open to any label."""


def vocabularies_of(programmes: Programmes) -> Vocabularies:
    """What all of these programmes declare together."""
    names: tuple[VocabularyName, ...] = ("phases", "natures", "aids", "beneficiaries")
    return {
        name: tuple(dict.fromkeys(term.id for programme in programmes.entries for term in getattr(programme, name)))
        for name in names
    }


def undeclared(record: Record, vocabularies: Vocabularies) -> Iterator[tuple[tuple[Key, ...], str]]:
    """The path of each label of a record that its vocabulary lacks, with what to do about it."""
    for mark, keys, label in marked_values(record, OfVocabulary):
        declared = vocabularies[mark.name]
        known = (*declared, *mark.general)
        if not declared or label in known:
            continue
        near = closest(label, known)
        hint = f"did you mean {near!r}? Otherwise add it" if near else f"known are {', '.join(map(repr, known))}. Add it"
        yield keys, f"{label!r} is none of the {mark.name} of the programme: {hint} to {PROGRAMMES_FILE}."

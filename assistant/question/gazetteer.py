"""The things a question can name: operators, offers and whatever else the corpus gives a name to."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.question.programme_words import ProgrammeWords
from assistant.question.repair import key_of, longest_by_first
from index.documents.document import Document
from index.language.general_lexicon import EntryKind, Lexicon
from index.language.text import Text
from index.records.registry import naming_kinds


@dataclass(frozen=True)
class Entity:
    """`text[start:end]` of the question names it; `name` is its usual name."""

    name: str
    kind: str
    document_id: str | None
    start: int
    end: int

    def rest_of(self, text: str) -> str:
        """The text without it."""
        return f"{text[: self.start]} {text[self.end :]}"


class Gazetteer:
    """Names of the corpus, longest match first. The programme itself is not an entity: everything is about it."""

    def __init__(self, documents: Iterable[Document], lexicon: Lexicon, programme: ProgrammeWords) -> None:
        self.programme = programme
        self._names: dict[tuple[str, ...], tuple[int, str, str, str | None]] = {}
        kinds = naming_kinds()
        ranks = {kind.id: rank for rank, kind in enumerate(kinds)}
        for document in documents:
            rank = ranks.get(document.kind)
            if rank is None:
                continue
            others = kinds[rank].names_of(document.record) if document.record else document.names
            for name in (document.title, *_parts(document.title), *others):
                self._add(name, rank, document.title, document.kind, document.id)
        for entry in lexicon.of_kind(EntryKind.ACRONYM, EntryKind.FORMER_NAME, EntryKind.ALIAS):
            if not any(character.isupper() for character in entry.means):
                continue  # a common noun ("établissement public") names nothing
            known = self._names.get(key_of(entry.means))
            rank, title, kind, identity = known or (len(kinds), entry.means, "name", None)
            for name in (entry.form, entry.means, *entry.variants):
                self._add(name, rank, title, kind, identity)
        own = (programme.declared.noun, *programme.declared.all_names)
        self._programme = {key_of(name) for name in own}
        self._longest = longest_by_first((*self._names, *self._programme))

    def _add(self, name: str, rank: int, title: str, kind: str, identity: str | None) -> None:
        key = key_of(name)
        if not key or (len(key) == 1 and len(key[0]) < 3) or all(part.isdigit() for part in key):
            return
        if key not in self._names or rank < self._names[key][0]:
            self._names[key] = (rank, title, kind, identity)

    def find(self, text: Text) -> tuple[Entity, ...]:
        """The entities a text names, in order, without overlap."""
        found, keys = text.words, text.folded_words
        entities: list[Entity] = []
        index = 0
        while index < len(keys):
            for length in range(min(self._longest.get(keys[index], 0), len(keys) - index), 0, -1):
                key = keys[index : index + length]
                if key in self._programme:
                    index += length - 1
                    break
                if key in self._names:
                    _, name, kind, identity = self._names[key]
                    span = found[index].start, found[index + length - 1].end
                    entities.append(Entity(name, kind, identity, *span))
                    index += length - 1
                    break
            index += 1
        return tuple(entities)


def _parts(title: str) -> tuple[str, ...]:
    """ "OAR (organisation des ateliers réunis)" is known by both of its halves; "Conseil (Agence Lumen)" only
    by the whole, since the bracket names another thing."""
    match = re.fullmatch(r"([A-ZÀ-Ý-]{2,12}) \(([^)]+)\)", title)
    return (match[1], match[2]) if match else ()

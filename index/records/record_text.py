"""The text of a record under construction: what a person would read, whose spans know their sources and their period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.documents.canonical import TextBuilder
from index.documents.document import Attribution, Heading, Source, Status
from index.language.dates import PartialDate
from index.programmes.programme import NEUTRAL, Programme
from index.records.publications import Register
from index.records.record import Statement


class RecordText:
    """Headings and paragraphs in the order in which they are added, below the title.

    `programme`: whose words it uses where it has none of its own."""

    def __init__(self, register: Register, title: str, programme: Programme = NEUTRAL) -> None:
        self.programme = programme
        self._register = register
        self._builder = TextBuilder()
        self._attributions: list[Attribution] = []
        self._used: dict[str, Source] = {}
        self._builder.heading(title, level=1)

    def heading(self, title: str) -> None:
        """Opens a section."""
        self._builder.heading(title, level=2)

    def say(
        self,
        text: str | None,
        sources: Iterable[str],
        field: str,
        *,
        valid_from: PartialDate | None = None,
        valid_to: PartialDate | None = None,
        status: Status | None = None,
    ) -> None:
        """Appends a paragraph that rests on `sources` and renders `field`; nothing for None. Raises KeyError for an
        unknown source."""
        if text is None:
            return
        text = " ".join(text.split())
        start = self._builder.block(text, gap="\n\n")
        ids = tuple(sources)
        self._used.update({source_id: self._register[source_id] for source_id in ids})
        self._attributions.append(
            Attribution(
                start=start,
                end=start + len(text),
                sources=ids,
                field=field,
                valid_from=valid_from,
                valid_to=valid_to,
                status=status,
            )
        )

    def statements(self, title: str | None, statements: Sequence[Statement], field: str) -> None:
        """Appends statements under a heading of their own, each with its own sources and period; nothing for none."""
        if not statements:
            return
        if title is not None:
            self.heading(title)
        for number, statement in enumerate(statements):
            self.say(
                statement.text, statement.sources, f"{field}[{number}].text",
                valid_from=statement.valid_from, valid_to=statement.valid_to, status=statement.status,
            )  # fmt: skip

    def newest_first(self, sources: Iterable[str]) -> list[str]:
        """Ids of publications from the newest to the oldest, undated ones last. Raises KeyError for an unknown one."""
        return sorted(sorted(sources), key=lambda one: _published(self._register[one]), reverse=True)

    @property
    def text(self) -> str:
        """All of it."""
        return self._builder.text()

    @property
    def headings(self) -> tuple[Heading, ...]:
        """The title and the sections."""
        return tuple(self._builder.headings)

    @property
    def attributions(self) -> tuple[Attribution, ...]:
        """What each paragraph rests on."""
        return tuple(self._attributions)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The publications used, in the order of their first use."""
        return tuple(self._used.values())

    @property
    def newest(self) -> Source | None:
        """The newest dated publication used."""
        dated = [source for source in self.sources if source.published_on is not None]
        return max(dated, key=_published, default=None)


def _published(source: Source) -> PartialDate:
    return source.published_on or PartialDate(1)

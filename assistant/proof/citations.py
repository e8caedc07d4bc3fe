"""From quotes to citations: whose words, of which date, valid when."""

from __future__ import annotations

import datetime as dt

from assistant.reading.candidates import state_of
from assistant.schema import Citation, Publication, ValidityState
from index.documents.document import Document, Source
from index.documents.quote import Quote


def backing(quote: Quote) -> Source | None:
    """The publication a quote of a record or sheet rests on; None where the document speaks for itself."""
    attribution = quote.document.attribution_at(quote.start, quote.end)
    if attribution is None or not attribution.sources:
        return None
    return quote.document.source(attribution.sources[0])


def cite(quote: Quote, n: int, as_of: dt.date) -> Citation:
    """The citation of a quote. A record or sheet is cited with the title, issuer, date and address of the publication it
    rests on; its own title then opens the section."""
    document = quote.document
    source = backing(quote)
    section = [title for title in document.section_at(quote.start) if title != document.title]
    if source is not None:
        section.insert(0, document.title)
    published_on = source.published_on if source else document.published_on
    return Citation(
        n=n,
        document_id=document.id,
        title=source.title if source else document.title,
        publisher=source.publisher if source else document.publisher,
        published_on=published_on.iso() if published_on else None,
        url=source.url if source else document.url,
        section=section,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        validity=_validity(document, quote, as_of),
        also_at=[] if source else [_publication(copy) for copy in document.also_at],
    )


def _publication(copy: Source) -> Publication:
    published_on = copy.published_on.iso() if copy.published_on else None
    return Publication(title=copy.title, publisher=copy.publisher, published_on=published_on, url=copy.url)


def _validity(document: Document, quote: Quote, as_of: dt.date) -> ValidityState:
    attribution = document.attribution_at(quote.start, quote.end)
    own = attribution is not None and (attribution.valid_from or attribution.valid_to or attribution.status)
    holder = attribution if own and attribution is not None else document
    return ValidityState.model_validate(
        {
            "from": holder.valid_from.iso() if holder.valid_from else None,
            "to": holder.valid_to.iso() if holder.valid_to else None,
            "state": state_of(document, quote.start, quote.end, as_of).value,
        }
    )

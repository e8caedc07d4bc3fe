"""HTML of the page's parts. Templates escape everything; no string of a document or a user is ever marked
safe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from assistant.generation.endpoint import Endpoint
from assistant.presentation import labels
from assistant.schema import Citation, Sentence
from assistant.web import tab_history, theme
from assistant.web.cards import cards
from assistant.web.chat import Conversation, Exchange
from assistant.web.page_templates import render
from assistant.web.site import Site
from assistant.web.source_banner import warning

WELCOME_PLACE = "%accueil%"
"""What the page holds of the welcome until it is sent to a reader: the programme may be another one by then."""


def conversation(exchanges: Conversation, site: Site) -> str:
    """The exchanges, or the welcome with its example questions where there are none."""
    if not exchanges:
        return welcome(site)
    last = exchanges[-1].number
    return render(
        "conversation.html", exchanges=[_view(exchange, keep=exchange.number == last) for exchange in exchanges]
    )


def welcome(site: Site) -> str:
    """What the service is for, and example questions."""
    return render("welcome.html", site=site)


def head(site: Site) -> str:
    """Title, icon, style and first script of the page."""
    style = Markup(theme.SHELL_STYLE.read_text("utf-8") + theme.DRAWING_STYLE.read_text("utf-8"))
    return render("head.html", site=site, icon=theme.ICON, style=style, script=Markup(theme.SHELL_SCRIPT.read_text("utf-8")))


def header(site: Site) -> str:
    """What stands above the application, before it has loaded and where scripts do not run."""
    return render("header.html", site=site)


def footer(site: Site, endpoint: Endpoint | None) -> str:
    """The day answers are for, the day and size of the index, and the model that writes."""
    today = labels.french_date(dt.date.today())
    if site.snapshot is None:
        return render("footer.html", manifest=None, today=today, endpoint=endpoint)
    manifest = site.snapshot.manifest
    return render(
        "footer.html",
        manifest=manifest,
        indexed=labels.french_date(manifest.created_on.astimezone().date()),
        documents=labels.number(manifest.counts.documents),
        today=today,
        endpoint=endpoint,
    )


def _view(exchange: Exchange, *, keep: bool) -> dict[str, object]:
    """What the template shows of an exchange: the answer where it is whole, what has come of it until
    then. `keep`: with what the reader's tab is to keep of it, which it needs once only."""
    answer = exchange.answer
    as_of = answer.as_of if answer else dt.date.today()
    citations = answer.citations if answer else exchange.citations
    understood = answer.understood_as if answer and _differs(answer.understood_as, exchange.question) else None
    return {
        "number": exchange.number,
        "question": exchange.question,
        "pending": exchange.pending,
        "failure": exchange.failure,
        "notice": answer.notice if answer else exchange.notice,
        "status": answer.status.value if answer else None,
        "silent": answer is not None and answer.status.is_silent,
        "blocks": blocks((answer.sentences or answer.near) if answer else exchange.sentences, citations),
        "text": answer.answer if answer else "",
        "cards": cards(citations, as_of),
        "missing": answer.missing if answer else (),
        "suggestions": answer.suggestions if answer else (),
        "understood": understood,
        "as_of": labels.french_date(as_of) if answer else None,
        "id": answer.id if answer else None,
        "warning": warning(answer) if answer else None,
        "illustration": exchange.illustration,
        "guidance": exchange.guidance,
        "opinion": exchange.opinion,
        "sending": exchange.sending,
        "kept": tab_history.kept(exchange) if keep else None,
    }


_SPREAD = 4
"""Names from which a sentence that counts them is laid out as a list."""


def blocks(sentences: Sequence[Sentence], citations: Sequence[Citation] = ()) -> list[list[Sentence]]:
    """Sentences as they are laid out: alone, or a lead-in ending in a colon with the list items that follow
    it, to the first that ends like a sentence. One that counts what it names ("17 offres recensées : …") is laid
    out as such a list, each name with its own source."""
    quotes = {citation.n: citation.quote for citation in citations}
    laid: list[list[Sentence]] = []
    in_list = False
    for sentence in sentences:
        end = sentence.text.rstrip()[-1:]
        if not in_list and (counted := _counted(sentence, quotes)):
            laid.append(counted)
        elif in_list:
            laid[-1].append(sentence)
            in_list = end in (";", ",")
        else:
            laid.append([sentence])
            in_list = end == ":"
    return laid


def _counted(sentence: Sentence, quotes: Mapping[int, str]) -> list[Sentence]:
    """The lead of a sentence that is nothing but names after it, and each name; empty for any other sentence."""
    lead, colon, told = sentence.text.partition(" : ")
    names = [quotes.get(n, "") for n in sentence.citations]
    if not colon or len(names) < _SPREAD or told != ", ".join(names) + ".":
        return []
    items = zip(names, sentence.citations, strict=True)
    return [
        sentence.model_copy(update={"text": f"{lead} :", "citations": []}),
        *(sentence.model_copy(update={"text": name, "citations": [n]}) for name, n in items),
    ]


def _differs(understood: str, question: str) -> bool:
    """Whether the completed question is worth showing: not where only case, spaces or the final mark
    changed."""

    def plain(text: str) -> str:
        return " ".join(text.casefold().replace("’", "'").rstrip(" ?.!\u00a0\u202f").split())

    return bool(understood) and plain(understood) != plain(question)

"""Territory: whether an intercommunality is labelled, from the imported official list, or that it is not imported."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import attribution_of
from index.documents.quote import Quote
from index.members.directory import Match
from index.storage.snapshot import Snapshot

SURE = 95
"""Score of the directory from which a name is the same name; below, it may be a neighbour."""
_MOST = 3
_ASKS_MEMBERSHIP = re.compile(
    r"\b(?:est|sont|fait|font|sommes|suis|appartient|classee?s?|labellisee?s?|dedans|concernee?s?|partie|liste)\b"
)
_OWN = re.compile(
    r"\b(?:mon|ma|notre|nos|mes) (?:\w+ )?(?:intercommunalite|interco|agglo\w*|communaute|commune|epci|metropole|ville)s?\b"
)
_NAMED = re.compile(
    r"\b(?:(?:CC|CA|CU|[Cc]ommunaut[ée](?: de communes| d['’]agglom[ée]ration| urbaine)?|[Mm][ée]tropole|[Aa]gglo\w*)\b(?: d[eu]s?| d['’]| la| le)*\s*[A-ZÀ-Ý]\w+|\d{9}\b)"
)
_ABOUT_THE_LABEL = re.compile(
    r"\bterritoires? d'?\s?industrie|\bti\b|\bdedans\b|\blabel\w*|\bconcernee?s?\b|\bliste\b|\bprogramme\b|\bdispositif\b"
)

NOT_IMPORTED = (
    "Je ne peux pas le dire : la liste officielle des Territoires d'industrie et de leurs intercommunalités n'est pas importée "
    "dans cet assistant. Un responsable peut l'ajouter avec la commande « assistant territories import »."
)
WHICH = "De quelle intercommunalité s'agit-il ? Donnez son nom ou son numéro SIREN : je la chercherai dans la liste officielle."
NOT_LISTED = (
    "Je ne trouve pas cette intercommunalité dans la liste officielle importée ({count} territoires). Vérifiez son nom complet "
    "ou donnez son numéro SIREN."
)


def compose_membership(context: Context) -> Draft | None:
    """Whether the place the question names is a Territoire d'industrie, or a silence that says what is missing; None where
    that is not what it asks."""
    question, matches, snapshot = context.question, context.members, context.snapshot
    if not _ASKS_MEMBERSHIP.search(question.folded) or not _ABOUT_THE_LABEL.search(question.folded):
        return None
    count = snapshot.manifest.kinds.get("territory", 0)
    own, named = _OWN.search(question.folded), _NAMED.search(_OWN.sub(" ", question.text))
    if matches and (own or named or matches[0].score >= SURE):
        return _drafted(matches[:_MOST], snapshot)
    if not own and not named:
        return None
    if not count:
        return Draft((), silence=NOT_IMPORTED)
    return Draft((), silence=NOT_LISTED.format(count=count) if named else WHICH)


def _drafted(matches: Sequence[Match], snapshot: Snapshot) -> Draft:
    """One sentence per sure match, else those that look alike, said to be only alike."""
    sure = [match for match in matches if match.score >= SURE]
    lead = "" if sure else "Nom voisin, à vérifier :"
    found = [quote for match in sure or matches if (quote := _quote_of(match, snapshot)) is not None]
    quotes = {(quote.document.id, quote.start): quote for quote in found}
    missing = () if sure else ("La liste officielle ne contient pas ce nom tel quel.",)
    return Draft(tuple(DraftSentence(quote.text, (quote,), lead=lead) for quote in quotes.values()), missing)


def _quote_of(match: Match, snapshot: Snapshot) -> Quote | None:
    """The sentence of the territory's text that names the member found, or the territory itself."""
    document = snapshot.document(match.territory.id)
    member = match.intercommunality
    field = "name"
    if member is not None:
        field = f"intercommunalities[{match.territory.intercommunalities.index(member)}]"
    attribution = attribution_of(document, field)
    return None if attribution is None else Quote(document, attribution.start, attribution.end)


register(
    Composer(
        "membership",
        "la question demande si un lieu, nommé ou celui de qui la pose, est membre du programme",
        compose_membership,
        needs_evidence=False,
    )
)

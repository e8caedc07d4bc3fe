"""Membership: whether a place is in the programme, from the imported official list, or that it is not imported."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.compose.composer import Composer, register
from assistant.compose.context import Context
from assistant.compose.draft import Draft, DraftSentence
from assistant.compose.record_fields import attribution_of
from index.documents.quote import Quote
from index.members.directory import Match
from index.members.local_authorities import names_local_authority
from index.programmes.programme import Programme
from index.storage.snapshot import Snapshot

SURE = 95
"""Score of the directory from which a name is the same name; below, it may be a neighbour."""
_MOST = 3
_ASKS_MEMBERSHIP = re.compile(
    r"\b(?:est|sont|fait|font|sommes|suis|appartient|classee?s?|labellisee?s?|dedans|concernee?s?|partie|liste)\b"
)
_LISTED = re.compile(r"\b(?:dedans|label\w*|concernee?s?|liste)\b")
WHICH = "Donnez le nom de votre {level} ou son numéro SIREN : je chercherai dans la liste officielle."
NOT_LISTED = (
    "Je ne trouve pas ce nom dans la liste officielle importée ({count} {members}). Vérifiez le nom complet "
    "ou donnez le numéro SIREN."
)


def not_imported(programme: Programme) -> str:
    """What is said of a place where the list is not imported."""
    members = programme.members
    made_of = "" if members.level in members.one else f" et de leurs {members.level_many}"
    return (
        f"Je ne peux pas le dire : la liste officielle des {next(iter(members.counted), members.many)}{made_of} n'est pas importée "
        "dans cet assistant. Un responsable peut l'ajouter avec la commande « assistant members import »."
    )


def compose_membership(context: Context) -> Draft | None:
    """Whether the place that the question names is a member of the programme, or a silence that says what is missing; None
    where that is not what it asks."""
    question, matches, snapshot = context.question, context.members, context.snapshot
    programme = question.programme
    labelled = programme.itself.found_in(question.analysis) or programme.counted.found_in(question.analysis)
    if not _ASKS_MEMBERSHIP.search(question.folded) or not (labelled or _LISTED.search(question.folded)):
        return None
    count = snapshot.manifest.kinds.get("territory", 0)
    own, named = programme.names_own_place(question.analysis), names_local_authority(question.text)
    if matches and (own or named or matches[0].score >= SURE):
        return _drafted(matches[:_MOST], snapshot)
    if not own and not named:
        return None
    if not count:
        return Draft((), silence=not_imported(programme.declared))
    said = NOT_LISTED if named else WHICH
    members = programme.declared.members
    return Draft((), silence=said.format(count=count, members=members.many, level=members.level))


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

"""The words of the views that are the same for every programme: chronology, offers, operators, members, sources."""

from __future__ import annotations

ALL = "Tous"
ALL_F = "Toutes"
FILTERS = "Filtres"
SHOW = "Afficher"
ERASE_FILTERS = "Effacer les filtres"
OPEN_SOURCE = "Ouvrir la source"

NO_EVENT = "Aucun événement ne correspond. Élargissez la période ou effacez les filtres."
ZOOM = {
    "in": "Zoom avant",
    "out": "Zoom arrière",
    "earlier": "Plus tôt",
    "later": "Plus tard",
    "all": "Tout voir",
}
ZOOM_HINT = (
    "À la souris : tirez sur la frise pour choisir une période, ou Ctrl et molette. Au clavier, dans la frise : "
    "flèches pour aller d’un événement à l’autre, + et − pour zoomer."
)
NOT_SURE = "à confirmer"
"""After an event that was announced, and that no source says took place."""

OFFERS_INTRO = "Les aides, prêts, services et appels des opérateurs, tels que les sources les décrivent."
NO_OFFER = "Aucune offre ne correspond. Essayez un autre mot, ou effacez les filtres."
ENDED_TOO = "Montrer aussi les offres terminées"
ASK_ABOUT = "Poser une question"
ABOUT_OFFER = "Que propose « {} » ?"

MEMBERS_ABSENT = "La liste officielle n’est pas importée dans cet assistant."
MEMBER_UNKNOWN = "Ce nom ne figure pas dans la liste importée."
MEMBER_ADVICE = (
    "Essayez le nom complet ou le numéro SIREN. La liste peut aussi être plus ancienne qu’un changement de nom."
)
ONLY_ALIKE = "noms voisins, à vérifier"

SOURCES_INTRO = "Ce que l’assistant a lu, et ce sur quoi reposent ses réponses."
NO_DOCUMENT = "Aucun document ne correspond. Essayez un autre mot, ou effacez les filtres."

NO_INDEX_TITLE = "L’index des documents n’est pas prêt"
NO_INDEX = "Le service démarre ou se met à jour. Rechargez cette page dans quelques instants."
BAD_ADDRESS_TITLE = "Cette adresse n’est pas complète"
BAD_ADDRESS = "Un des filtres de l’adresse n’existe pas, ou une date est mal écrite."


def counted(count: int, one: str, many: str) -> str:
    """ "1 offre", "12 offres", "aucune offre" is for the caller to say otherwise."""
    return f"{count} {one if count < 2 else many}"

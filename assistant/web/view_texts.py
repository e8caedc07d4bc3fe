"""The words of the views: chronology, offers, operators, territories, sources."""

from __future__ import annotations

PHASES = {"préparation": "Préparation", "1": "Phase 1", "2": "Phase 2", "voisin": "Autres dispositifs"}
"""In the order of the lanes; `voisin`: another scheme that people confuse with this one."""
ALL = "Tous"
ALL_F = "Toutes"
FILTERS = "Filtres"
SHOW = "Afficher"
ERASE_FILTERS = "Effacer les filtres"
OPEN_SOURCE = "Ouvrir la source"

CHRONOLOGY_INTRO = "Les événements du programme, d’après les publications citées. Chaque point ouvre sa source."
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
ONLY_RESERVED = "Réservées aux Territoires d’industrie seulement"
ENDED_TOO = "Montrer aussi les offres terminées"
ASK_ABOUT = "Poser une question"
ABOUT_OFFER = "Que propose « {} » ?"
ABOUT_OPERATOR = "Que fait {} dans le programme ?"
RESERVED = "Réservée aux Territoires d’industrie"

OPERATORS_INTRO = "Qui fait quoi dans le programme, et ce que chacun propose."

TERRITORIES_INTRO = "Cherchez une intercommunalité, une commune ou un numéro SIREN dans la liste officielle."
TERRITORIES_ABSENT = "La liste officielle n’est pas importée dans cet assistant."

TERRITORIES_MEANWHILE = (
    "Consultez la carte et la liste officielles de l’Agence nationale de la cohésion des territoires (ANCT).",
    "Demandez à la préfecture ou au conseil régional, qui suivent le programme sur place.",
)
TERRITORY_UNKNOWN = "Ce nom ne figure pas dans la liste importée."
TERRITORY_ADVICE = (
    "Essayez le nom complet de l’intercommunalité ou son numéro SIREN. La liste peut aussi être plus ancienne qu’un "
    "changement de nom."
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

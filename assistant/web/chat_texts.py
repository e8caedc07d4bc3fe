"""The words of the page that are the same for every programme."""

from __future__ import annotations

PAGE = "Assistant"
"""What Gradio calls the page; readers see the programme's own title."""
NO_SCRIPT = "Cette page a besoin de JavaScript. L’API, elle, s’en passe : voir /docs."
MENU = "Rubriques"
SKIP_TO_QUESTION = "Aller à la question"
SKIP_TO_CONTENT = "Aller au contenu"
OFFLINE = "Le serveur ne répond pas. Votre question reste dans le champ : renvoyez-la quand la connexion est revenue."

WELCOME_TITLE = "Que voulez-vous savoir ?"
EXAMPLES_TITLE = "Exemples de questions"

QUESTION_LABEL = "Votre question"
QUESTION_PLACEHOLDER = "Posez votre question"
SEND = "Envoyer"
NEW_CONVERSATION = "Nouvelle conversation"
PRIVACY = (
    "N’indiquez pas de données personnelles. Les réponses ne remplacent pas les textes officiels : ouvrez les sources."
)
WRITTEN_BY = "Réponses rédigées par le modèle"
ON_THIS_MACHINE = "sur ce serveur"
SENT_TO = "auquel les questions sont envoyées :"
MASKED = " (courriels, téléphones, numéros et noms de personnes masqués)"

SEARCHING = "Recherche dans les documents…"
ABSTAINED_TITLE = "Les documents ne permettent pas de répondre"
REFUSED_TITLE = "L’assistant ne répond pas à cette demande"
NEAR_TITLE = "Je n’ai pas trouvé de réponse. Ce qui s’en approche, sans y répondre :"
PARTIAL_TITLE = "Réponse partielle"
MISSING_TITLE = "Ce qui manque"
SUGGESTIONS_TITLE = "Vous pouvez aussi demander"
NEAREST_TITLE = "Ce qui s’en approche"
UNDERSTOOD = "Question comprise :"
SOURCES_TITLE = "Sources"
OPEN_SOURCE = "Ouvrir la source"
ORIGINAL = "Publication d’origine"
UNDATED = "sans date"
ALSO_AT = "Même texte :"
NEW_TAB = "(nouvel onglet)"
AS_OF = "Réponse établie au"
ANSWERS_OF = "Réponses établies au"
STATES = {
    "verified": "",
    "partial": "étayé en partie",
    "unsupported": "non vérifié",
}
"""Shown after a sentence that is not fully verified; nothing to say of one that is."""

LEAD_ENDED = {
    "expired": "La source principale de cette réponse n’est plus en vigueur",
    "superseded": "La source principale de cette réponse a été remplacée",
}
LEAD_END = " (fin : {})"
LEAD_OLD = "La source principale de cette réponse est ancienne : {} ({}). Vérifiez qu’elle vaut toujours."

VALUES_TABLE = "Les valeurs et leurs sources, en tableau"
TIMELINE_OF_ANSWER = "Frise des événements de la réponse"
WHOLE_TIMELINE = "Voir cette période dans la chronologie"
WAYS_OUT_TITLE = "Pour avancer"
NEAREST = "Le plus proche :"
ASK_THERE = "À qui demander :"
LOOK_AT = "À consulter :"

TAKE_AWAY = "Emporter cette réponse"
COPY = "Copier"
MAIL = "Courriel"
WORD = "Word"
ODT = "ODT"
DRAFT = "Brouillon (.eml)"
PRINT = "Imprimer"
COPY_LINK = "Copier le lien"
SENDING = "Choisissez comment envoyer la réponse à"
NOTHING_TO_SEND = "Il n’y a pas encore de réponse à envoyer : posez d’abord votre question."
USEFUL_QUESTION = "Cette réponse vous est-elle utile ?"
YES = "Oui"
NO = "Non"
REASONS_TITLE = "Qu’est-ce qui ne va pas ?"
REASONS = {
    "wrong": "Fausse",
    "incomplete": "Incomplète",
    "out_of_date": "Périmée",
    "bad_source": "Mauvaise source",
    "unclear": "Peu claire",
    "other": "Autre",
}
COMMENT = "Une précision ? (facultatif, sans données personnelles)"
SEND_OPINION = "Envoyer l’avis"
THANKS = {
    "useful": "Merci, votre avis est noté.",
    "not_useful": "Merci, votre avis est noté : il aidera à corriger les fiches.",
    "lost": "Votre avis n’a pas pu être noté. Réessayez plus tard.",
}

NO_INDEX = "L’index des documents n’est pas prêt. Réessayez dans quelques instants."
FAILED = "La réponse n’a pas pu être établie. Réessayez ; si cela persiste, prévenez l’exploitant du service."

NOT_COMPARABLE = (
    "Ces valeurs ne mesurent pas toutes la même chose, ou viennent de sources qui ne s’accordent pas : ne les comparez "
    "pas sans lire chaque source."
)

FRESHNESS = "Âge des sources"
ACCESSIBILITY = "Accessibilité : partiellement conforme"
INDEX_OF = "Documents indexés le"
API = "API pour le support"

"""What a question says of time without a date: now, still, at the beginning, in the past, to come. Patterns read folded text."""

from __future__ import annotations

import re

_ENDED = r"(?:termine|clos|fini|arrete|expire|ferme|supprime|acheve)\w*"
_OPEN = r"(?:ouvert\w*|en vigueur|en cours)"
NOW = re.compile(r"\b(?:aujourd'?hui|maintenant|actuel\w*|en ce moment|a ce jour|desormais)\b")
ENDED = re.compile(rf"\b{_ENDED}\b")
"""What is asked for is over."""
STILL = re.compile(rf"\b(?:encore|toujours|{_OPEN})\b")
"""What is asked for goes on."""
_STATE = re.compile(
    rf"\b(?:encore|toujours|dernier chiffre)\b|\b(?:est|sont)(?:[- ](?:il|elle)s?)? (?:deja |bien )?(?:{_ENDED}|{_OPEN})"
)
BEGINNING = re.compile(r"\b(?:(?:au|de) (?:debut|depart)|a l'origine|initial\w*|au lancement|a l'annonce)\b")
ENDS_WITH_BEGINNING = re.compile(r"\b(?:au debut|au depart|a l'origine)(?=\s*(?:[?.!(]|$))")
"""At the end of a question these ask for the launch, in the words that documents use for it."""
_INITIAL = re.compile(r"\binitial")
PAST = re.compile(r"\b(?:debut|depart|origine|initial\w*|prevue?s?|lancement|premiere?s?|devai\w*|avant|ancien\w*)\b")
"""What was, whatever replaced it since."""
FUTURE = re.compile(r"\b(?:prochaine?s?|a venir|futur\w*|sera|seront|aura|auront|bientot|prochainement)\b")
"""What is yet to come."""


def asks_for_launch(folded: str) -> bool:
    """Whether the launch is asked for, however it is called: "le budget initial", "combien au départ ?"."""
    return bool(ENDS_WITH_BEGINNING.search(folded) or _INITIAL.search(folded))


def asks_present_state(folded: str) -> bool:
    """Whether the present state is asked for in so many words: "combien aujourd'hui", "est-ce encore ouvert"."""
    return bool(NOW.search(folded) or _STATE.search(folded))

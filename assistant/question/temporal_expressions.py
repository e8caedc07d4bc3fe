"""What a question says of time without a date: now, still, at the beginning, in the past, to come. Patterns read folded text."""

from __future__ import annotations

import re

from index.language.words import fold_aligned

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
_AT_THE_END = re.compile(r"\b(?:au debut|au depart|a l'origine)(?=\s*(?:[?.!]|$))")
"""At the end of a question these ask for the launch."""
_INITIAL = re.compile(r"\binitial")
_SAID_FOR_LAUNCH = tuple(
    (one, other)
    for one in ("lancement", "initial", "initiale")
    for other in ("début", "départ", "origine", "lancement", "initial")
    if other[:4] != one[:4]
)
PAST = re.compile(r"\b(?:debut|depart|origine|initial\w*|prevue?s?|lancement|premiere?s?|devai\w*|avant|ancien\w*)\b")
"""What was, whatever replaced it since."""
FUTURE = re.compile(r"\b(?:prochaine?s?|a venir|futur\w*|sera|seront|aura|auront|bientot|prochainement)\b")
"""What is yet to come."""


def said_for_launch(folded: str) -> tuple[tuple[str, str], ...]:
    """Words for the launch, each with what documents may say in its place; none where a question does not ask for it, as
    "le budget initial" and "combien au départ ?" do."""
    return _SAID_FOR_LAUNCH if _AT_THE_END.search(folded) or _INITIAL.search(folded) else ()


def with_launch(text: str) -> str:
    """The question with the launch in the word that documents use for it: "combien au départ ?" → "combien au lancement ?"."""
    beginning = _AT_THE_END.search(fold_aligned(text))
    return f"{text[: beginning.start()]}au lancement{text[beginning.end() :]}" if beginning else text


def asks_present_state(folded: str) -> bool:
    """Whether the present state is asked for in so many words: "combien aujourd'hui", "est-ce encore ouvert"."""
    return bool(NOW.search(folded) or _STATE.search(folded))

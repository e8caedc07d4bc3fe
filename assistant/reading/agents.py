"""Who did it: the agent that a question asks for and the sentences that name one ("lancé en 2018 par le Premier ministre")."""

from __future__ import annotations

import re

from index.language.words import fold, stem, tokens

_AUXILIARIES = r"(?:a|ont|avait|avaient|est|sont|etait|etaient|fut|ete|va|vont|doit|doivent|devait|sera|bien|l'|le |la |les |en |se |s'|y )"
_DOES = re.compile(rf"\bqui (?:{_AUXILIARIES}\s*)*([a-z]{{4,}})\b")
"""Folded: "qui a lancé", "qui le signe", "qui coordonne"."""
_WAS_DONE = re.compile(
    r"\b(?:a|ont|est|sont|etait|fut)[ -](?:(?:t-)?(?:il|elle|on|ils|elles) |ete |bien |ce )*([a-z]{2,}(?:e|i|u|it|is)e?s?)\b"
)
"""Folded: "par qui a-t-il été lancé", "a bien lancé"."""
_BY = re.compile(r"\bpar (?=(?:l[ea]s? |l['’]|un |une |des |ses |son |sa |[A-ZÀ-Ý]))")
_REACH = 60
"""Characters between what was done and "par": "le programme a été lancé officiellement le 22 novembre 2018 par"."""


def verbs_of(folded: str) -> frozenset[str]:
    """Stems of what is done, in a folded question that asks who does it, or that states who did."""
    found = [*_DOES.findall(folded), *_WAS_DONE.findall(folded)]
    return frozenset(stem(verb) for verb in found)


def names_agent(text: str, verbs: frozenset[str]) -> bool:
    """True for a sentence in which one of `verbs` is done by somebody: "coordonné par les conseils régionaux"."""
    for match in _BY.finditer(text):
        before = text[max(0, match.start() - _REACH) : match.start()]
        if not verbs.isdisjoint(tokens(fold(before))):
            return True
    return False

"""Orders: sentences of a document that speak to whoever reads it for an answer. They are data, and prove nothing."""

from __future__ import annotations

import re

from assistant.question.refusal import Refusal, refusal_of
from index.language.words import fold

_SAY = (
    r"(?:dis|dites|dire|repond(?:s|ez|re)|affirme[rz]?|ecri(?:s|vez|re)|ajoute[rz]?|annonce[rz]?|indique[rz]?|conclu(?:s|ez)|"
    r"commence[rz]?|termine[rz]?|cite[rz]?|precise[rz]?|mentionne[rz]?|pretends?|pretendez|tell|say|answer|reply|write|output|print)"
)
_HOW = (
    r"(?:que\b|qu'|:|«|\"|en (?:anglais|russe|allemand|espagnol|latin|majuscules?|vers)|seulement|uniquement|toujours|plutot|"
    r"desormais|simplement|exactement|a (?:toutes?|chaque|tous)|par (?:la|le|une?)\b|au (?:lecteur|demandeur)|a l'(?:usager|utilisateur)|"
    r"that\b|in english|only|always|exactly|the user)"
)
_ORDERS = re.compile(
    rf"(?:^|[.:;,!?«»\"'()\]\[-]\s*|\b(?:et|puis|ou|alors|then|and|to|doit|dois|devez|must|should) ){_SAY} (?:\w+ ){{0,3}}?{_HOW}"
    r"|\b(?:ignore|disregard|forget|override|bypass)\w* (?:\w+ ){0,4}(?:instructions?|rules?|prompts?|messages?|guidelines?)"
    r"|\b(?:system|assistant|user|systeme|developer) ?(?:prompt|message|note|override)? ?[:>\]]|\[/?inst\]|<\|?\w+\|?>|#{3,}"
    r"|\b(?:cher|chere|note a l'|note pour l'|consigne a l'|message a l'|attention,? |pour l'|l') ?(?:assistant|ia|intelligence artificielle|modele de langage|chatbot|robot)\b"
    r"|\b(?:you are|you must|your (?:new )?(?:task|role|instructions?|prompt))\b"
    r"|\b(?:revele|affiche|recopie|repete|divulgue|envoie|transmets?|donne|reveal|show|print|send|leak)\w* (?:\w+[ ']){0,4}?(?:prompt|cle|cles|key|secret|reglages?|settings?|consignes?|regles|instructions?|environnement|mot de passe)"
)  # fmt: skip
"""On folded text."""


def is_order(sentence: str) -> bool:
    """True for a sentence that tells a writer what to write, or asks for its rules, key or settings."""
    folded = fold(sentence)
    return refusal_of(folded) is Refusal.INSTRUCTIONS or bool(_ORDERS.search(folded))

"""What the assistant declines: fraud, forged documents, personal data, its own instructions, voting advice, abuse."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from index.language.phrases import Phrases
from index.language.text import Text


class Refusal(StrEnum):
    """Why a question is declined; the value is the French sentence shown."""

    FRAUD = (
        "Je refuse d'aider à contourner une règle ou à fabriquer une pièce. Je peux en revanche indiquer les conditions "
        "réelles d'une aide et qui contacter pour monter un dossier régulier."
    )
    FORGERY = (
        "Je refuse de rédiger un faux texte ou un message au nom d'une autorité. Je peux résumer ce que les sources "
        "officielles disent du programme, avec leur date."
    )
    PERSONAL_DATA = (
        "Je ne donne pas de coordonnées ou d'informations privées sur une personne. Je peux indiquer le service ou "
        "l'organisme à contacter quand les documents le nomment."
    )
    INSTRUCTIONS = (
        "Je ne communique pas mon fonctionnement interne et je garde mes règles : répondre en français, à partir des "
        "documents, avec leurs sources."
    )
    POLITICS = (
        "Je ne donne pas d'avis politique ni de consigne de vote. Je peux présenter ce que disent les documents, y compris "
        "leurs évaluations."
    )
    ABUSE = (
        "Je comprends votre agacement. Je reste factuel et courtois : posez-moi une question sur le programme et j'y "
        "répondrai avec des sources datées."
    )


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")")


_OFFICIAL_TEXT = re.compile(
    r"\b(?:ecris|ecrivez|ecrire|redige[rz]?|compose[rz]?|invente[rz]?|imagine[rz]?|fabrique[rz]?|genere[rz]?|fais|faites|prepare[rz]?)\b"
    r"(?:[- ]\w+){0,3} (?:communiques?|decrets?|arretes?|circulaires?|declarations?|discours|courriers?|lettres?|instructions?|mails?"
    r"|courriels?)(?: de presse| officielle?s?)* (?:(?P<signed>signee?s? (?:de|du|d'|par))|(?:de la part|au nom) d[eu]|de|du|d')"
    r"(?: |(?<='))"
)
"""What asks for an official text, up to whose it is to be."""
_ANNOUNCES = re.compile(r".{0,60}\b(?:annonc|qui (?:annonc|dit|confirm)|confirmant)")
_ARTICLES = frozenset(("la", "le", "l'"))
_STATE = (
    "ministre", "ministère", "préfet", "préfète", "préfecture", "premier ministre", "première ministre", "président", "présidente",
    "présidence", "gouvernement", "État", "Élysée", "Cour des comptes",
)  # fmt: skip
AUTHORITIES = Phrases(_STATE)
"""The State, in whose name nothing is written, whatever the programme."""

_RULES: tuple[tuple[Refusal, re.Pattern[str]], ...] = (
    (Refusal.FRAUD, _any(
        r"falsifi\w*", r"truqu\w*", r"(?:comment|aide\w*|veux|voudrais|peut-on|puis-je|envie de) (?:\w+ ){0,3}frauder\b", r"(?:faux|fausses?|bidon\w*) (?:devis|factures?|documents?|attestations?|justificatifs?|"
        r"certificats?|bilans?|dossiers?|declarations?|contrats?|papiers?)", r"(?:gonfler|maquiller|trafiquer|antidater) ",
        r"(?:detourner|magouill\w*|blanchir) ", r"contourner (?:la|les|une|des|l') ?(?:regles?|lois?|controles?|plafonds?|criteres?|interdictions?)",
        r"(?:toucher|obtenir|avoir) (?:\w+ ){0,4}sans (?:y avoir droit|etre eligible|remplir)", r"pots?-de-vin", r"corrompre", r"dessous de table",
        r"sans (?:se faire prendre|etre controle|que (?:ca|cela) se voie)", r"mentir (?:sur|dans|a)\b", r"inventer (?:des|un|une) (?:emplois?|projets?|salaries?|chiffres?)",
    )),
    (Refusal.FORGERY, _any(
        r"(?:faux|fausse) (?:communique|article|lettre|courrier|arrete|decret|annonce|information|nouvelle|tweet|message|mail|courriel)\w*", r"fake news", r"desinformation",
        r"(?:au nom|en te faisant passer|en vous faisant passer|fais-toi passer|faites-vous passer|signe[rz]?) (?:du|de la|pour|comme) (?:le |la |un )?(?:ministre|president|prefet|maire|premier)",
        r"usurp\w*", r"imite[rz]? (?:la signature|l'en-tete|le logo)",
    )),
    (Refusal.PERSONAL_DATA, _any(
        r"(?:numero|adresse|mail|telephone|portable|coordonnees)\w* (?:\w+ ){0,3}(?:personnel\w*|prive\w*|perso|domicile)", r"adresse (?:\w+ ){0,2}domicile", r"(?:telephone|numero) (?:\w+ ){0,2}portable", r"portable (?:de |du |d')",
        r"ou habite\b", r"vie privee", r"(?:salaire|revenus?|religion|etat de sante|orientation sexuelle|casier judiciaire|opinions? politiques?) (?:de|du|des) "
        r"(?:la |le |l'|m\.? |mme |madame |monsieur )?(?:maire|ministre|president\w*|prefet\w*|delegue\w*|depute\w*|senat\w*|elue?|directeur|directrice|chef|m\.|mme)\b",
        r"date de naissance (?:de|du)\b", r"situation familiale (?:de|du)\b",
    )),
    (Refusal.INSTRUCTIONS, _any(
        r"(?:ignore|oublie|neglige|desactive)[rsz]?\b.{0,40}(?:instructions?|consignes?|regles?|directives?|precedent\w*|filtres?)", r"(?:system|prompt) ?(?:prompt|systeme|initial)",
        r"(?:ton|votre|tes|vos|le) (?:prompt|instructions?|consignes? (?:internes?|systeme)|code source|cle d'api|mot de passe|parametrage)", r"mode (?:developpeur|debug|dan|admin\w*|sans (?:limite|filtre)\w*)",
        r"jailbreak", r"tu es (?:maintenant|desormais|a present)\b", r"(?:repete|affiche|revele|montre)\w*.{0,30}(?:prompt|instructions?|consignes?|cle d'api|variables? d'environnement)",
        r"(?:cle|cles|key) (?:d'|de l')?api", r"reponds? (?:en anglais|comme un pirate|sans (?:source|citation)\w*)",
    )),
    (Refusal.POLITICS, _any(
        r"(?:pour qui|quel (?:parti|candidat)) (?:\w+ ){0,3}(?:voter|vote|elire)", r"(?:dois-je|faut-il|je dois|devrais-je) (?:re)?voter", r"consigne de vote", r"(?:qui|quel) (?:est )?(?:le )?meilleur (?:candidat|parti|ministre|president)",
        r"(?:que|qu'est-ce que tu|tu|vous) pens\w+(?:-tu|-vous)? (?:de |du |d')(?:macron|le pen|melenchon|president|gouvernement|la gauche|la droite|rn|lfi|ps|lr)",
        r"tract (?:electoral|contre|pour)", r"argumentaire (?:contre|electoral)", r"discrediter|salir (?:mon|l'|le|la) ?(?:adversaire|oppos\w*|maire|elu\w*)",
    )),
    (Refusal.ABUSE, _any(
        r"(?:vous etes|t'es|tu es|c'est|bande d[e']) ?(?:tous |des |un |une |vraiment |trop |que des )*(?:nuls?|nulles?|connards?|cons?\b|idiots?|incapables?|voleurs?|pourris?|escrocs?|debiles?|merde\w*|inutiles?|bons? a rien)",
        r"(?:ferme|fermez)[- ](?:ta|la|votre)\b", r"(?:va|allez) te faire|vous faire foutre", r"\barnaque\b.*(?:copains|avoue|voleurs|amis)", r"salopards?|ordures?\b|encul\w*|fdp\b|ta gueule|nique",
        r"vous mentez|tu mens\b|menteurs?\b",
    )),
)  # fmt: skip


def authorities(names: Iterable[str]) -> Phrases:
    """The State, and the institutions of these names."""
    return Phrases((*_STATE, *names))


def refusal_of(folded: str, known: Phrases = AUTHORITIES) -> Refusal | None:
    """Why a folded question is declined, None when it is not. `known`: institutions in whose name nothing is written."""
    for refusal, pattern in _RULES:
        if pattern.search(folded) or (refusal is Refusal.FORGERY and _forges(folded, known)):
            return refusal
    return None


def _forges(folded: str, known: Phrases) -> bool:
    """ "Écris un communiqué signé du ministère", "rédige une lettre du ministère annonçant sa faillite"."""
    for asked in _OFFICIAL_TEXT.finditer(folded):
        behind = Text(folded[asked.end() :])
        named = next(iter(known.spans(behind)), None)
        if named is None or named[0] > (behind.word_stems[0] in _ARTICLES):
            continue
        if asked["signed"] or _ANNOUNCES.match(behind.raw, behind.words[named[1] - 1].end):
            return True
    return False

"""What the words of a question say about the answer it wants. Patterns match folded text (no accents, lower case)."""

from __future__ import annotations

import re
from enum import StrEnum

from assistant.schema import Intent


class AnswerType(StrEnum):
    """The kind of thing that answers; a question may want several."""

    DATE = "date"
    NUMBER = "number"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    TIME = "time"
    DURATION = "duration"
    AGE = "age"
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"
    YES_NO = "yes_no"
    LIST = "list"
    TEXT = "text"


_PAYS = (
    r"(?:cout(?:e|ent|ait|era)|vers(?:e|ent|ait|era)|touch(?:e|ent|ait|era)|donne(?:nt|ra)?|financ(?:e|ent|ait|era)|apport(?:e|ent|ait)"
    r"|pa(?:ie|ye)(?:nt)?|pa(?:ie|ye)r|gagn(?:e|ent|ait|er)|rec(?:oit|oivent|evra)|perc(?:oit|oivent|evra)|prete(?:nt)?|rapport(?:e|ent)"
    r"|debours(?:e|ent|er)|rembours(?:e|ent|er)|consacr(?:e|ent|ait)|depens(?:e|ent|er)|allou(?:e|ent))\b"
)
_SUMS = (rf"combien (?!d[e'])(?:[\w'-]+ ){{0,5}}?{_PAYS}", rf"{_PAYS} combien\b(?! d[e'])")


def _any(*alternatives: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")", re.IGNORECASE)


ANSWER_TYPES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (AnswerType.DURATION, _any(
        r"combien de temps", r"combien (?:d'annees|de mois|de jours|d'ans)", r"quelle duree", r"\bduree\b",
        r"\bdure(?:nt|ra|e)?\b", r"quels? (?:(?:est|sont) )?(?:les? )?delais?\b", r"sur combien d'?(?:annees?|ans)", r"quelle periode",
    )),
    (AnswerType.AGE, _any(r"quels? ages?\b", r"\bage (?:minim|maxim|limite|min|max)\w*", r"limite d'age")),
    (AnswerType.DATE, _any(
        r"quand\b", r"date\b", r"dates\b", r"en quelle annee", r"quelle annee", r"quel (?:mois|jour)", r"depuis quand",
        r"jusqu'(?:a|en) quand", r"calendrier", r"echeance", r"quelle periode", r"a partir de quand", r"fin du programme",
    )),
    (AnswerType.AMOUNT, _any(
        r"quels? montants?", r"\bcouts?\b", r"montants?\b", r"budgets?\b", r"combien (?:d'argent|d'euros|pour\b|a-t-on investi)",
        *_SUMS,
        r"quelles? (?:est l'|sont les |etait l')?enveloppes?\b", r"enveloppe de combien", r"quelle somme", r"plafond", r"hauteur\b", r"quelle part\b",
        r"combien (?:ca|cela) (?:coute|rapporte)", r"droit a combien", r"c'est combien", r"de combien\b",
    )),
    (AnswerType.PERCENTAGE, _any(r"quels? (?:est le |sont les )?(?:taux|pourcentages?)", r"quelle proportion", r"combien de pour ?cent")),
    (AnswerType.TIME, _any(r"(?:a|de|vers) quel(?:le)? heure", r"quelles? heures?", r"horaires?\b")),
    (AnswerType.NUMBER, _any(r"combien\b", r"quel (?:est le )?nombre", r"nombre d", r"chiffres?\b", r"quel (?:effectif|total)")),
    (AnswerType.PERSON, _any(
        r"(?<!ce )qui (?:est|etait|a|represent|dirig|presid|l'a|les a|signe|le signe|pilote|co|anime|instruit|decid|redig)", r"par qui\b",
        r"quelles? personn", r"quels? ministres?", r"quel (?:delegue|premier ministre|president)", r"^(?:et )?qui (?!peut|a droit|doit|peuvent)",
    )),
    (AnswerType.ORGANISATION, _any(
        r"quels? (?:operateurs?|organismes?|acteurs?|services?|etablissements?|partenaires?)", r"quelles? (?:agences?|institutions?|administrations?|directions?|structures?|associations?)",
        r"qui (?:fait|propose|finance|gere|opere|instruit|pilote|co|signe)", r"aupres de qui", r"a qui\b",
    )),
    (AnswerType.PLACE, _any(r"ou (?:et|a|s'est|se|est|sont|etait|ont|trouver|aura)\b", r"^ou\b", r"quelles? villes?", r"quel lieu", r"a quel endroit")),
    (AnswerType.LIST, _any(
        r"quels\b", r"quelles\b", r"liste", r"enumer", r"lesquel", r"citez?\b", r"toutes? les\b", r"tous les\b", r"qui (?:siege|compose)", r"membres d", r"qui sont les",
    )),
    (AnswerType.YES_NO, _any(
        r"(?<!qu')\best[- ]ce qu", r"\w+-t-(?:il|elle|on)\b", r"(?:peut|doit|faut|est|sont|a|ont|peuvent|existe|reste)-(?:il|elle|on|ils|elles)\b",
        r"puis-je", r"ai-je", r"peut on\b", r"peux-t?u?\b", r"pouvons-nous", r"(?:vous )?confirm", r"c'est vrai", r"c'est possible",
        r"n'est-ce pas", r"\bbien\b.*\?$", r"y a-t-il", r"on peut\b", r"a-t-on",
    )),
)  # fmt: skip
"""In order of specificity; a question gets every type whose pattern it holds."""

INTENTS: tuple[tuple[Intent, re.Pattern[str]], ...] = (
    (Intent.COMPARISON, _any(r"differences?\b", r"compar", r"distingu", r"par rapport a", r"versus\b", r"\bvs\b", r"confond", r"change[rs]?\b.*entre", r"laquelle\b", r"lequel (?:est|des)")),
    (Intent.TERRITORY, _any(r"siren\b")),
    (Intent.ELIGIBILITY, _any(
        r"eligib", r"qui peut", r"peut?[- ]?t?[- ]?(?:on|ils?|elles?)\b", r"peuvent", r"puis-je", r"j?'?ai(?:-je)? droit", r"(?:a|ont|avez|avons)(?:-t-(?:on|ils?|elles?))? droit",
        r"pour (?:avoir|toucher|obtenir|entrer|participer)\b", r"faut[- ](?:il|avoir|etre)\b", r"accessibles?\b", r"requis", r"exige",
        r"conditions?\b", r"candidat", r"postuler", r"deposer", r"beneficier", r"beneficiaires?", r"criteres?", r"obligatoire",
        r"reserve", r"exclu", r"cumul", r"pour etre", r"comment (?:devenir|obtenir|faire pour|demander)", r"pour quel public", r"a qui (?:s'adresse|est destine)",
    )),
    (Intent.TIMELINE, _any(
        r"quand\b", r"dates?\b", r"calendrier", r"chronologie", r"historique", r"etapes?\b", r"annee\b", r"depuis quand", r"jusqu'(?:a|en) quand",
        r"periode", r"echeance", r"duree", r"dure\b", r"combien de temps", r"se termin", r"prolong", r"lance\b",
    )),
    (Intent.FIGURES, _any(
        r"combien", r"nombre", r"chiffres?", r"montants?", r"budgets?", r"pourcentage", r"taux\b", r"\bpart\b", r"enveloppe", r"milliards?", r"millions?",
        r"emplois", r"bilan",
    )),
    (Intent.DEFINITION, _any(r"c'est quoi", r"qu'est[- ]ce (?:que|qu'un)", r"definition", r"que signifie", r"veut dire", r"qu'appelle", r"que recouvre")),
    (Intent.OFFERS, _any(
        r"aides?\b", r"offres?\b", r"financ", r"propos", r"dispositifs?\b", r"accompagne", r"investi", r"fonds\b",
    )),
    (Intent.OPERATORS, _any(r"operateurs?", r"role\b", r"qui fait quoi", r"fait quoi", r"que fait", r"conventions?\b", r"partenaires?\b", r"sert a quoi", r"missions?\b")),
    (Intent.GOVERNANCE, _any(
        r"pilot", r"gouvernance", r"comites?\b", r"delegues?\b", r"contrats?\b", r"sign", r"qui (?:decide|anime|preside|dirige|represent)", r"regions?\b",
        r"piliers?", r"axes?\b", r"principes?",
    )),
    (Intent.DEFINITION, _any(
        r"c'est quoi", r"qu'est[- ]ce", r"definition", r"que signifie", r"veut dire", r"signifi", r"expliqu", r"presente", r"a quoi sert", r"en quoi consiste",
        r"objectifs?\b", r"parl\w+[- ]moi",
    )),
)  # fmt: skip
"""In order of precedence: what a question asks for first ("qui peut", "combien") beats the thing it is about."""

GREETING = re.compile(
    r"^\W*(?:bonjour|bonsoir|salut|hello|coucou|bjr|slt|merci(?: beaucoup| bien)?|au revoir|bonne journee|ca va|"
    r"comment (?:ca va|allez-vous|vas-tu)|qui es[- ]tu|qui etes[- ]vous|tu es qui|(?:a|il) l'aide|aide|test)"
    r"(?:\W+(?:bonjour|monsieur|madame|a (?:tous|toi|vous)|merci|svp|s'il vous plait|ca va))*\W*$"
)

CONFIRMATION = re.compile(
    r"\bconfirm\w*|\bn'est[- ]ce pas|\bc'est (?:bien )?(?:vrai|exact|correct|juste|ca)\b|\best[- ](?:ce|il) (?:bien )?(?:vrai|exact|correct)"
    r"|\b(?:on m'a dit|j'ai (?:lu|entendu)|il parait|parait) qu|\b(?:a|ont|est|sont|etait|fut) bien (?:ete )?\w+\b.*\?|\bbien (?:en|le|la|de) \w+.*\?"
    r"|\b(?:puisqu|etant donne qu|sachant qu|vu qu)(?:e|'(?:il|elle|on)s?)\b|,\s*(?:non|si|hein|pas vrai)\s*\?*\s*$"
)
"""A question that states something and asks whether it is so."""

PRESUPPOSING = re.compile(r"^(?:mais |et )?pourquoi\b")
"""A question that takes what it names for granted: "pourquoi X a-t-il lancé le programme"."""

CONFIRMING = re.compile(
    r"(?:,?\s*\b(?:vous|tu|pouvez-vous|peux-tu|merci de)?\s*(?:me\s+)?confirm\w*)|,?\s*\bc['’]est (?:bien )?(?:vrai|exact|correct|ça)\b"
    r"|,?\s*\bn['’]est-ce pas\b|\b(?:on m['’]a dit|j['’]ai (?:lu|entendu)|il para[iî]t|para[iî]t) qu(?:e\b|['’])|\bbien\b|\best-ce (?:vrai|exact) que\b|,\s*(?:non|si|hein|pas vrai)\s*(?=\?*\s*$)"
    r"|\b(?:puisqu|[ée]tant donn[ée] qu|sachant qu|vu qu)(?:e\b|['’])",
    re.IGNORECASE,
)
"""The words that only ask for confirmation."""

SUM_ASKED = _any(*_SUMS)
"""A sum of money is asked for and no count: "combien touche un chef de projet" is not answered by the number of them."""

COUNT_ASKED = re.compile(r"\bcombien d[e']|\bnombre\b")

OFFICE_ASKED = re.compile(
    r"\b(?:qui|quel(?:le)?s?) (?:est|etait|etaient|sont|sera) (?:actuellement |aujourd'hui )?(?:(?:les?|la|notre|nos|votre|mon) |l')?(?:nom d[ue] |nom de la )?"
    r"(?:actuel(?:le)? |nouveau |nouvelle |premier |premiere )?"
    r"(ministre|prefete?|directeur|directrice|presidente?|deleguee?|maire|commissaire|deputee?|senateur|senatrice|pdg|patron|secretaire)s?\b"
    r"|\bqui (dirige)\b"
)
"""Who holds an office is asked; a group holds the office."""

FIGURE_ASKED = re.compile(
    r"\bcombien\b|\b(?:a|de|en|pour|depuis|jusqu'a) quand\b|^(?:et |mais )?quand\b|\bquand\s*\?*$"
    r"|\bquel(?:le)?s? (?:(?:est|sont|etait|etaient|sera|seront) )?(?:(?:les?|la) |l')?"
    r"(?:montant|budget|cout|taux|pourcentage|nombre|date|duree|annee|jour|mois|heure|enveloppe|plafond|somme|part|proportion|chiffre|age|delai)s?\b"
    r"|^(?:le |la |les |l')?(?:montant|budget|cout|taux|pourcentage|nombre|date|duree|enveloppe|plafond|chiffre)s?\b"
)
"""A date or a figure is asked for in so many words: "que faire quand" and "le budget familial" only look so."""

PROOF_ASKED = re.compile(
    r"^\s*(?:(?:peux-tu|pouvez-vous)\s+)?(?:(?:prouve[zr]?|d[ée]montre[zr]?|justifie[zr]?)(?:[- ](?:moi|nous))?"
    r"|d['’]o[uù] (?:vien(?:nen)?t|sor(?:ten)?t|tenez-vous)|quelle est la source d[eu])\s+"
    r"(?:que\s+|qu['’])?(?:(?:les?|la|ce[ts]?|cette)\s+)?(?:chiffres?\s+(?:de\s+|des\s+)?)?(?=.*\d)",
    re.IGNORECASE,
)
"""Words that ask where a figure comes from: every answer gives its sources, so what follows is the question."""

QUESTION_TAIL = re.compile(r"\s*\b(?:svp|stp|s['’]il (?:vous|te) pla[iî]t|merci(?: d'avance)?)\b\s*", re.IGNORECASE)

ASKING_VERB = re.compile(
    r"(?:ser(?:t|vent|vait)|signifi\w*|design\w*|recouvr\w*|concern(?:e|ent|ait|aient)|port(?:e|ent|ait|aient)|compt(?:ait|aient|ent)"
    r"|occup(?:e|ent|ait)|vien(?:t|nent)|existe\w*|trouv(?:e|ent|er)|consist\w*|interv(?:ient|iennent|enait)|correspond\w*"
    r"|compos(?:ee?s?|ent)|pass(?:e|ent)|represent(?:e|ent|ait)|suppos\w*|exact(?:ement)?|precisement)$"
)
"""A folded word of the question that documents need not repeat: it only asks."""

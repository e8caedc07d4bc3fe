"""The trace of an answer in French: a line for each decision, for a terminal and for the receipt page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from assistant.schema import TraceStep, TraceValue

_STEPS = {
    "reading": ("Question lue", ""),
    "refusal": ("Demande déclinée", ""),
    "filters": ("Filtres", ""),
    "search": ("Recherche", "rien trouvé"),
    "read": ("Lecture", "Rien n'a été lu"),
    "composer": ("Forme de réponse retenue", "Formes de réponse sans suite"),
    "judgement": ("Preuves suffisantes", "Preuves insuffisantes"),
    "proof": ("Phrases vérifiées", "Phrases vérifiées, aucune n'est montrée"),
    "model": ("Modèle de rédaction", "Modèle de rédaction, remplacé par les documents tels quels"),
    "part": ("Partie de la question", ""),
    "alone": ("Question retenue sans la conversation", "Question gardée avec la conversation"),
    "silence": ("Silence", ""),
}
"""How a step is told where it decided, and where it left the matter to the next."""
_VALUES = {
    "intent": "genre", "types": "demande", "named": "noms reconnus", "reworded": "réparée ou complétée",
    "from_conversation": "complétée par la conversation", "periods": "dates nommées", "claims": "choses à confirmer",
    "passages": "passages", "best": "les meilleurs", "scores": "scores", "probability": "probabilité", "threshold": "seuil",
    "shown": "montrées", "dropped": "écartées", "faults": "non prouvé", "kept": "gardées", "produced": "écrites",
    "verified": "prouvées", "repaired": "corrigées", "number": "numéro", "alone": "titre le plus proche sans elle",
    "completed": "avec elle", "sentence": "phrase la plus proche", "title": "titre le plus proche",
    "passage_cover": "mots dans un passage", "sentence_cover": "mots dans une phrase", "lead": "avance du premier",
    "size": "passages de l'index (log)", "future": "avenir", "unknown_names": "noms inconnus",
    "absent_type": "rien de la forme demandée", "off_subject": "chiffres d'autre chose",
    "answers": "la meilleure phrase répond (log-cotes)",
    "holds": "un passage répond (log-cotes)", "score": "note de la meilleure phrase",
}  # fmt: skip
_WORDS = {
    "definition": "définition", "eligibility": "éligibilité", "operators": "opérateurs", "timeline": "chronologie",
    "figures": "chiffres", "offers": "offres", "governance": "gouvernance", "comparison": "comparaison",
    "territory": "membres", "greeting": "salutation", "other": "autre", "date": "date", "number": "nombre",
    "amount": "montant", "percentage": "pourcentage", "time": "heure", "duration": "durée", "age": "âge",
    "person": "personne", "place": "lieu", "yes_no": "oui ou non", "list": "liste", "text": "texte",
    "operator": "opérateur", "offer": "offre", "word": "mot", "name": "nom", "negation": "négation", "count": "compte",
    "quote": "citation", "acronym": "sigle", "fraud": "fraude", "forgery": "faux", "personal_data": "données personnelles",
    "instructions": "consignes internes", "politics": "politique", "abuse": "injures", "reading": "lecture de la question",
    "judgement": "jugement des preuves", "proof": "vérification", "composer": "forme de réponse",
}  # fmt: skip


def trace_lines(steps: Iterable[TraceStep]) -> Iterator[str]:
    """A line for each decision: "Preuves suffisantes : probabilité 0,993 ; seuil 0,5". The composers that were asked in vain one
    after the other are one line."""
    for passed_over, group in groupby(steps, key=lambda step: step.step == "composer" and not step.decided):
        if passed_over:
            yield f"{_STEPS['composer'][1]} : {', '.join(step.by for step in group)}"
        else:
            yield from map(_line, group)


def _line(step: TraceStep) -> str:
    told = _STEPS.get(step.step, (step.step, step.step))
    shown = (
        f"{_VALUES.get(name, name)} {_value(value)}" for name, value in step.values.items() if value not in (0, [])
    )
    by = step.by if step.step in ("composer", "model") else _WORDS.get(step.by, step.by)
    parts = filter(None, (by, step.why, *shown))
    return " : ".join(filter(None, (told[not step.decided], " ; ".join(parts))))


def _value(value: TraceValue) -> str:
    if isinstance(value, list):
        return ", ".join(map(_value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    return f"{value:.3g}".replace(".", ",") if isinstance(value, float) else _WORDS.get(str(value), str(value))

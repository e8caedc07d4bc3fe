"""Questions to begin with, by theme."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """A heading of the welcome view and its questions."""

    name: str
    questions: tuple[str, ...]


THEMES: tuple[Theme, ...] = (
    Theme(
        "Éligibilité",
        (
            "Qui peut devenir Territoire d’industrie ?",
            "Une entreprise hors d’un Territoire d’industrie peut-elle être aidée ?",
        ),
    ),
    Theme(
        "Opérateurs",
        (
            "Que fait la Banque des Territoires dans le programme ?",
            "Quels opérateurs accompagnent les territoires ?",
        ),
    ),
    Theme(
        "Calendrier",
        (
            "Quand le programme Territoires d’industrie se termine-t-il ?",
            "Quand a été lancée la phase 2 ?",
        ),
    ),
    Theme(
        "Chiffres",
        (
            "Combien y a-t-il de Territoires d’industrie ?",
            "Quel est le budget de la phase 2 ?",
        ),
    ),
    Theme(
        "Offres",
        (
            "Quelles aides existent pour recruter ?",
            "Quels prêts propose la Banque des Territoires ?",
        ),
    ),
)

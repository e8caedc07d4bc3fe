"""Corpora of varied French text, made from a seed: documents no two of which say the same, and questions on them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

_PLACES = (
    "Vierzon", "Roanne", "Figeac", "Redon", "Cluses", "Montbard", "Thiers", "Fougères", "Issoire", "Vire", "Ussel",
    "Decize", "Guise", "Loudéac", "Mayenne", "Nérac", "Pamiers", "Privas", "Rethel", "Saverne", "Tarare", "Vitré",
)  # fmt: skip
_SUBJECTS = (
    "l'atelier de mécanique", "la forge", "la filière bois", "la tannerie", "la plateforme logistique", "la fonderie",
    "le centre de formation", "la chaufferie", "la friche ferroviaire", "l'usine textile", "la laiterie", "la verrerie",
    "le pôle céramique", "la papeterie", "le banc d'essai hydrogène", "la cimenterie", "l'école de production",
    "le port fluvial", "la coopérative agricole", "la station d'épuration", "le campus des métiers", "la scierie",
)  # fmt: skip
_SUBSIDIES = (
    "la subvention", "le prêt", "l'avance remboursable", "la garantie", "le fonds de concours", "la prime",
    "le crédit d'étude", "la dotation",
)  # fmt: skip
_PAYERS = (
    "la région", "le département", "la communauté de communes", "l'agence de l'eau", "la chambre de métiers",
    "le syndicat d'énergie", "la préfecture", "la métropole voisine",
)  # fmt: skip
_PURPOSES = (
    "remplacer les fours", "isoler la toiture", "former des apprentis", "raccorder le site au rail",
    "dépolluer les sols", "numériser la production", "recycler les chutes", "réduire la consommation d'eau",
    "recruter des techniciens", "ouvrir un atelier partagé", "produire de la chaleur renouvelable", "relocaliser un métier",
)  # fmt: skip
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_CONDITIONS = (
    "que l'entreprise compte moins de {n} salariés", "que les travaux commencent avant {month} {year}",
    "que le maître d'ouvrage apporte {n} % du coût", "que le terrain mesure plus de {n} hectares",
    "que {n} emplois soient créés", "qu'un diagnostic date de moins de {n} mois",
)  # fmt: skip
_REMARKS = (
    "Le comité de {place} se réunit chaque {month} pour suivre {subject}.",
    "Un bilan de {year} compte {n} dossiers déposés et {m} dossiers retenus.",
    "Les élus de {place} ont visité {subject} en {month} {year}.",
    "Le dossier se dépose en ligne, avec {n} pièces et un plan de {subject}.",
    "La réponse arrive dans un délai de {n} jours après l'avis de {payer}.",
    "Une réunion publique a rassemblé {m} habitants à {place} au sujet de {purpose}.",
)


def title(number: int) -> str:
    """Title of document `number`, which no other has."""
    subject = _SUBJECTS[number % len(_SUBJECTS)]
    place = _PLACES[number // len(_SUBJECTS) % len(_PLACES)]
    lot = number // (len(_SUBJECTS) * len(_PLACES))
    return f"{subject[0].upper()}{subject[1:]} de {place}" + (f", lot {lot + 1}" if lot else "")


def text(number: int, version: int = 0) -> str:
    """Markdown of document `number`, 80 to 300 words; another `version` changes one amount and nothing else."""
    chance = random.Random(number)

    def fill(pattern: str) -> str:
        return pattern.format(
            place=chance.choice(_PLACES), subject=chance.choice(_SUBJECTS), payer=chance.choice(_PAYERS),
            purpose=chance.choice(_PURPOSES), month=chance.choice(_MONTHS), year=chance.randint(2018, 2026),
            n=chance.randint(3, 90), m=chance.randint(100, 990),
        )  # fmt: skip

    lines = [
        f"# {title(number)}",
        "",
        f"Le projet {number} sert à {chance.choice(_PURPOSES)} et à {chance.choice(_PURPOSES)}.",
    ]
    lines.append(amount_sentence(number, version))
    for heading in chance.sample(("Qui paie", "Conditions", "Calendrier", "Suivi", "Travaux"), chance.randint(2, 3)):
        lines += ["", f"## {heading}", ""]
        for _ in range(chance.randint(1, 3)):
            condition = fill(chance.choice(_CONDITIONS))
            aid, payer = chance.choice(_SUBSIDIES), chance.choice(_PAYERS)
            lines.append(
                f"Pour {fill('{purpose}')}, {aid} de {payer} atteint {chance.randint(11, 999)} 000 euros, "
                f"à condition {condition}."
            )
            lines.append(fill(chance.choice(_REMARKS)))
    return (
        "\n".join(lines)
        .replace(" de le ", " du ")
        .replace(" de isoler", " d'isoler")
        .replace(" de ouvrir", " d'ouvrir")
        + "\n"
    )


def amount(number: int, version: int = 0) -> int:
    """Euros that document `number` states in that version; no two pairs state the same below 1,000 documents."""
    return 10_000 + number * 37 + version * 40_000


def amount_sentence(number: int, version: int = 0) -> str:
    return f"Le budget du projet {number} est de {amount(number, version)} euros par an."


def question(number: int) -> str:
    """What document `number` answers, by its title."""
    name = title(number)
    return f"Quel est le budget du projet {number}, {name[0].lower()}{name[1:]} ?"


def write_corpus(folder: Path, numbers: Sequence[int], version: int = 0) -> Path:
    """Writes these documents, one file each; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in numbers:
        (folder / f"projet-{number:04}.md").write_text(text(number, version), "utf-8")
    return folder

from __future__ import annotations

import pytest

from assistant.web.send_requests import asked


@pytest.mark.parametrize(
    "message",
    [
        "Envoie la réponse à mon DGS",
        "envoyer cette réponse par mail",
        "Peux-tu m'envoyer la réponse ?",
        "Envoie-moi ça par courriel",
        "imprime la réponse",
        "Télécharger en Word",
        "ENVOIE A MON DGS",
    ],
)
def test_a_wish_to_send_the_answer_is_understood(message: str) -> None:
    assert asked(message)


@pytest.mark.parametrize(
    "question",
    [
        "Quelles aides pour recruter ?",
        "Comment envoyer mon dossier ?",
        "Envoyer à qui ma candidature ?",
        "Transmettre à la préfecture le contrat ?",
        "Qui envoie la réponse à l'appel à projets ?",
        "Envoyer la réponse à l'appel à manifestation d'intérêt",
        "Imprimer en 3D : quelles aides ?",
        "",
    ],
)
def test_a_question_about_the_programme_stays_one(question: str) -> None:
    assert not asked(question)

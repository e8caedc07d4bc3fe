"""Web noise goes, the text stays."""

from __future__ import annotations

import pytest

from index.formats.page_noise import is_noise, remove_noise


@pytest.mark.parametrize(
    "line",
    [
        "top of page", "bottom of page", "Partager sur", "Partager sur Facebook", "Partagez cet article", "Image", "Archives",
        "Inscrivez-vous gratuitement à notre lettre d'information", "S'inscrire", "S’abonner", "Newsletter", "  Menu  ",
        "Lire aussi :", "En savoir plus", "Mentions légales", "© 2024 Ministère", "Aller au contenu principal", "TWITTER",
    ],
)  # fmt: skip
def test_residue_of_a_page_is_noise(line: str) -> None:
    assert is_noise(line)


@pytest.mark.parametrize(
    "line",
    [
        "Partager les bonnes pratiques est un axe du programme.", "L'image du territoire s'améliore", "",
        "Les archives du programme sont à l'ANCT", "S'inscrire dans la durée : un enjeu du programme",
        "Le menu des aides compte 17 offres.", "Retour sur l'assemblée générale", "Image de marque",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_like_noise_is_not(line: str) -> None:
    assert not is_noise(line)


def test_noise_lines_and_the_menu_above_the_title_go() -> None:
    page = "top of page\nAccueil\nLe programme\nLes offres\nContact\nLes prêts de long terme\n\nLa Banque prête.\n\nPartager sur"
    assert remove_noise(page) == "Les prêts de long terme\n\nLa Banque prête."


def test_a_text_without_noise_is_left_as_it_is() -> None:
    text = "Un titre\nUn sous-titre\nUn auteur\nUne date\nUn chapeau\n\nLa première phrase."
    assert remove_noise(text) == text


def test_blank_lines_do_not_pile_up_where_noise_stood() -> None:
    assert remove_noise("Avant.\n\nImage\n\nArchives\n\nAprès.") == "Avant.\n\nAprès."

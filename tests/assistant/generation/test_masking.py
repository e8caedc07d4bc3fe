"""What identifies a person leaves the machine under another name, and comes back in the answer."""

from __future__ import annotations

import pytest

from assistant.generation.masking import Mask

KNOWN = ("Banque des Territoires", "Business France", "Territoires d'industrie", "Action Logement")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Écrivez à jeanne.martin@mairie-exemple.fr svp", "jeanne.martin@mairie-exemple.fr"),
        ("Mon adresse : j+ti@sous.domaine.example.com.", "j+ti@sous.domaine.example.com"),
        ("Appelez le 06 12 34 56 78", "06 12 34 56 78"),
        ("Appelez le 0612345678.", "0612345678"),
        ("Appelez le 06.12.34.56.78", "06.12.34.56.78"),
        ("Appelez le 01-23-45-67-89", "01-23-45-67-89"),
        ("Appelez le +33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("Appelez le +33 (0)6 12 34 56 78", "+33 (0)6 12 34 56 78"),
        ("Notre SIREN est 123 456 789", "123 456 789"),
        ("SIREN 123456789 ?", "123456789"),
        ("SIRET 123 456 789 00012", "123 456 789 00012"),
        ("SIRET 12345678900012", "12345678900012"),
        ("Je suis Jeanne Martin, maire", "Jeanne Martin"),
        ("Pour Jeanne Martin, quelle aide ?", "Jeanne Martin"),
        ("Jeanne Martin-Durand demande une aide", "Jeanne Martin-Durand"),
        ("Mme Durand demande une aide", "Durand"),
        ("monsieur Le Goff demande", "Goff"),
        ("M. Dupont de Nemours demande", "Dupont"),
        ("Bonjour Jean-Pierre Lefèvre", "Jean-Pierre Lefèvre"),
        ("Que dit Charles de La Tour ?", "Charles de La Tour"),
    ],
)
def test_what_identifies_someone_is_replaced_and_put_back(text: str, secret: str) -> None:
    mask = Mask([text], KNOWN)
    hidden = mask.hide(text)
    assert secret not in hidden and mask
    assert mask.show(hidden) == text


@pytest.mark.parametrize(
    "text",
    [
        "Que propose la Banque des Territoires ?",
        "Business France aide-t-elle à exporter ?",
        "Le fonds compte 900 000 000 euros et 183 territoires",
        "Combien de Territoires d'industrie en 2023 ?",
        "Que dit la Cour des Comptes ?",
        "Qui est le Premier Ministre ?",
        "Quel est le rôle de l'ADEME et de BPIFRANCE ?",
        "La phase 2 va de 2023 à 2027, avec 1 500 000 € par an",
        "Action Logement finance-t-il ?",
    ],
)
def test_what_identifies_nobody_is_left(text: str) -> None:
    assert Mask([text], KNOWN).hide(text) == text


def test_the_same_thing_has_the_same_name_everywhere() -> None:
    mask = Mask(["Jeanne Martin écrit à j@ex.fr", "Que veut Jeanne Martin ?"])
    assert mask.hide("Jeanne Martin, j@ex.fr") == "PERSONNE_1, COURRIEL_1"
    assert mask.hide("Jeanne Martinez") == "Jeanne Martinez"


def test_a_placeholder_that_the_model_made_up_stays_one() -> None:
    assert Mask(["Jeanne Martin"]).show("PERSONNE_7 et PERSONNE_1") == "PERSONNE_7 et Jeanne Martin"


def test_no_mask_hides_nothing() -> None:
    assert not Mask() and Mask().hide("Jeanne Martin") == "Jeanne Martin"

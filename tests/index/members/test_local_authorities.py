"""A local authority is named by its legal form and a name, or by its number."""

from __future__ import annotations

import pytest

from index.members.local_authorities import names_local_authority


@pytest.mark.parametrize(
    "text", ["la CC du Val", "Communauté de communes de Maubrun", "l'agglo de Rivemont", "la métropole de Harvel", "le 200 000 001", "SIREN 200000001"]
)
def test_one_is_named_by_its_form_or_its_number(text: str) -> None:
    assert names_local_authority(text)


@pytest.mark.parametrize("text", ["une communauté de communes", "ça de Maubrun", "cc Maubrun", "Maubrun", "les métropoles", "200 000 habitants"])
def test_a_form_without_a_name_and_a_name_without_a_form_name_none(text: str) -> None:
    assert not names_local_authority(text)

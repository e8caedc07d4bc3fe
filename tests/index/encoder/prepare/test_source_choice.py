"""The name of an encoder says where it comes from."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder.prepare.carried_model import CARRIED_MODEL, CarriedModel
from index.encoder.prepare.hub_model import HubModel
from index.encoder.prepare.local_folder import LocalFolder
from index.encoder.prepare.source_choice import SOURCES, source_of


def test_the_carried_model_is_known_by_its_name_even_beside_a_folder_of_that_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / CARRIED_MODEL).mkdir()
    monkeypatch.chdir(tmp_path)
    assert isinstance(source_of(CARRIED_MODEL), CarriedModel)


def test_what_can_only_be_a_path_is_a_folder_there_or_not(tmp_path: Path) -> None:
    for spec in (str(tmp_path), str(tmp_path / "absent"), "./models/mine", "~/mine", "models/of/mine"):
        assert isinstance(source_of(spec), LocalFolder), spec


def test_every_other_name_is_one_of_the_hub() -> None:
    for spec in ("intfloat/multilingual-e5-base", "camembert-base"):
        assert isinstance(source_of(spec), HubModel), spec


def test_a_source_of_ones_own_is_asked_before_the_hub(monkeypatch: pytest.MonkeyPatch) -> None:
    class Own(HubModel):
        def takes(self, spec: str) -> bool:
            return spec.startswith("own:")

    own = Own()
    monkeypatch.setattr("index.encoder.prepare.source_choice.SOURCES", [*SOURCES, own])
    assert source_of("own:model") is own and source_of("owner/model") is not own

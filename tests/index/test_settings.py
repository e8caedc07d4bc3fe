"""Settings: documented defaults, the environment, `.env`, and nothing unknown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.settings import PREFIX, PROJECT, SettingsError, load_settings
from index.storage.chroma_server import ChromaServer


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of this shell, no `.env` of the project."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults_run_on_one_machine_without_model_or_key() -> None:
    settings = load_settings()
    assert (settings.data, settings.corpus) == (PROJECT / "data", PROJECT / "corpus")
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)


def test_the_environment_wins_over_the_file_and_options_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("ASSISTANT_PORT=8001\nASSISTANT_HOST=0.0.0.0\n", "utf-8")
    assert load_settings().port == 8001
    monkeypatch.setenv("ASSISTANT_PORT", "8002")
    assert load_settings().port == 8002 and load_settings().host == "0.0.0.0"
    assert load_settings(port=8003).port == 8003
    assert load_settings(port=None).port == 8002


def test_an_unknown_variable_is_refused_with_the_nearest_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_PROT", "8001")
    with pytest.raises(SettingsError, match=r"unknown setting ASSISTANT_PROT\. Did you mean ASSISTANT_PORT"):
        load_settings()


def test_an_unknown_line_of_the_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("ASSISTANT_MODELE=x\n", "utf-8")
    with pytest.raises(SettingsError, match=r"(?i)assistant_modele"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "0"), ("PORT", "beaucoup"), ("PORT", "70000"), ("THREADS", "0")],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(PREFIX + name, value)
    with pytest.raises(SettingsError, match=f"ASSISTANT_{name}: "):
        load_settings()


def test_an_encoder_is_looked_for_in_the_data_directory_first(tmp_path: Path) -> None:
    assert load_settings(data=tmp_path).model_folders == (tmp_path / "models", PROJECT / "data" / "models")


@pytest.mark.parametrize(
    "url",
    ["chroma:8001", "ftp://chroma/", "http://", "http://h/?a=1", "http://lise:secret@chroma:8001", "https://h/#x"],
)
def test_what_is_no_address_of_a_chroma_server_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", url)
    with pytest.raises(SettingsError, match="ASSISTANT_CHROMA_URL: ") as caught:
        load_settings()
    assert "secret" not in str(caught.value).replace("ASSISTANT_CHROMA_TOKEN", "")


def test_the_token_of_the_chroma_server_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", "https://chroma.exemple.fr/vecteurs/")
    monkeypatch.setenv("ASSISTANT_CHROMA_TOKEN", "jeton-7391")
    settings = load_settings()
    backend = settings.vector_backend
    assert isinstance(backend, ChromaServer) and backend.url == "https://chroma.exemple.fr/vecteurs"
    assert ("Authorization", "Bearer jeton-7391") in backend.headers
    assert "7391" not in repr(settings) + repr(backend)


def test_an_empty_address_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", "")
    assert load_settings().vector_backend.name == "chroma"


def test_options_of_a_vector_store_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_VECTOR_STORE", "postgres")
    monkeypatch.setenv("ASSISTANT_VECTOR_STORE_OPTIONS", '{"url": "postgresql://lise:secret-7391@base.exemple.fr/assistant"}')
    settings = load_settings()
    assert settings.vector_backend.name == "postgres"
    assert "7391" not in repr(settings) + settings.model_dump_json() + repr(settings.vector_backend)


@pytest.mark.parametrize("value", ["{'url': 'secret-7391'}", '["secret-7391"]', "secret-7391"])
def test_options_of_a_vector_store_that_are_no_json_object_are_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ASSISTANT_VECTOR_STORE_OPTIONS", value)
    with pytest.raises(SettingsError, match="ASSISTANT_VECTOR_STORE_OPTIONS: ") as caught:
        load_settings()
    assert "7391" not in str(caught.value)


@pytest.mark.parametrize("value", ["qdrant", "un module:Classe", "module:", ":Classe"])
def test_what_is_neither_a_known_store_nor_a_class_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("ASSISTANT_VECTOR_STORE", value)
    with pytest.raises(SettingsError, match="ASSISTANT_VECTOR_STORE: .*chroma, chroma-server, postgres, or module:Class"):
        load_settings()


def test_two_settings_that_each_name_a_vector_store_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHROMA_URL", "http://127.0.0.1:8001")
    monkeypatch.setenv("ASSISTANT_VECTOR_STORE", "postgres")
    with pytest.raises(SettingsError, match="keep one of them"):
        load_settings()

"""JSON Schemas of the corpus files, so that an editor completes and checks them while they are typed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from index.documents.document import Source
from index.errors import IndexingError
from index.ingest.headers import Declared
from index.language.general_lexicon import Entry
from index.programmes.programme import Programme, load_programmes
from index.questions.question_files import Entry as QuestionEntry
from index.records.record import OfVocabulary, mark_of
from index.records.registry import collections
from index.records.vocabularies import Vocabularies, vocabularies_of

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export_schemas(folder: Path, corpora: Sequence[Path] = ()) -> list[Path]:
    """Writes one schema per record collection (`offers.schema.json`…), one for files that hold several
    (`records`), and those of `sources`, `lexique`, `programmes`, `questions` and `front-matter`; returns the files.

    `corpora`: whose programmes say which labels the open vocabularies take; without any, all.
    A YAML language server reads them from a first line `# yaml-language-server: $schema=…/offers.schema.json`.

    Raises IndexingError when the folder cannot be written."""
    vocabularies = vocabularies_of(load_programmes(corpora)[0])
    models = {collection: kind.model for collection, kind in collections().items()}
    schemas: dict[str, dict[str, Any]] = {n: _collections({n: model}, vocabularies) for n, model in models.items()}
    schemas["records"] = _collections(models, vocabularies)
    schemas["sources"] = _collections({"sources": Source})
    schemas["lexique"] = _collections({"entries": Entry})
    schemas["programmes"] = _collections({"programmes": Programme})
    schemas["questions"] = TypeAdapter(tuple[QuestionEntry, ...]).json_schema()
    schemas["front-matter"] = Declared.model_json_schema()
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in schemas.items():
            path = folder / f"{name}.schema.json"
            text = json.dumps({"$schema": _DIALECT, "title": name, **schema}, ensure_ascii=False, indent=2)
            path.write_text(text + "\n", "utf-8")
            written.append(path)
    except OSError as error:
        raise IndexingError(f"cannot write to {folder} ({error.strerror}): choose another folder") from error
    return written


def _collections(models: Mapping[str, type[BaseModel]], vocabularies: Vocabularies | None = None) -> dict[str, Any]:
    """Schema of a file whose top-level keys are lists of these models."""
    properties, definitions = {}, {}
    for name, model in models.items():
        schema = TypeAdapter(model).json_schema(ref_template="#/$defs/{model}")
        definitions.update(schema.pop("$defs", {}))
        for field, labels in _declared(model, vocabularies or {}):
            told = schema["properties"][field]
            told.get("items", told)["enum"] = labels
        definitions[model.__name__] = schema
        properties[name] = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
    return {"type": "object", "properties": properties, "additionalProperties": False, "$defs": definitions}


def _declared(model: type[BaseModel], vocabularies: Vocabularies) -> list[tuple[str, list[str]]]:
    """The fields of a record whose labels a programme declares, with those that they take."""
    marks = [(field, mark_of(model, field, OfVocabulary)) for field in model.model_fields]
    return [
        (field, [*vocabularies[mark.name], *mark.general])
        for field, mark in marks
        if mark is not None and vocabularies.get(mark.name)
    ]

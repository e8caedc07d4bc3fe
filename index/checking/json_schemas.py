"""JSON Schemas of the corpus files, so that an editor completes and checks them while they are typed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter

from index.documents.document import Source
from index.errors import IndexingError
from index.ingest.headers import Declared
from index.language.general_lexicon import Entry
from index.programmes.programme import Programme
from index.records.models import COLLECTIONS

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def export_schemas(folder: Path) -> list[Path]:
    """Writes one schema per record collection (`offers.schema.json`…), one for files that hold several
    (`records`), and those of `sources`, `lexique`, `programmes` and `front-matter`; returns the files.

    A YAML language server reads them from a first line `# yaml-language-server: $schema=…/offers.schema.json`.

    Raises IndexingError when the folder cannot be written."""
    schemas: dict[str, dict[str, Any]] = {name: _collections({name: model}) for name, model in COLLECTIONS.items()}
    schemas["records"] = _collections(COLLECTIONS)
    schemas["sources"] = _collections({"sources": Source})
    schemas["lexique"] = _collections({"entries": Entry})
    schemas["programmes"] = _collections({"programmes": Programme})
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


def _collections(models: Mapping[str, type[BaseModel]]) -> dict[str, Any]:
    """Schema of a file whose top-level keys are lists of these models."""
    properties, definitions = {}, {}
    for name, model in models.items():
        schema = TypeAdapter(model).json_schema(ref_template="#/$defs/{model}")
        definitions.update(schema.pop("$defs", {}))
        definitions[model.__name__] = schema
        properties[name] = {"type": "array", "items": {"$ref": f"#/$defs/{model.__name__}"}}
    return {"type": "object", "properties": properties, "additionalProperties": False, "$defs": definitions}

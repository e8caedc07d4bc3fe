"""The README's map and the table of settings say what is there: no more, no less."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.settings import PREFIX, PROJECT, Settings

HOUSES = ("assistant", "index")
LONGEST = 200
"""Lines of a README that is read to its end."""
MAP = re.compile(r"^## Carte$.*?^```$\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROW = re.compile(rf"^\| `({PREFIX}[A-Z_]+)` \| (?:`([^`]*)`|—) \|", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]


def mapped() -> set[str]:
    """Paths that the map names: top-level entries, and the rooms below `index/` and `assistant/`."""
    found = MAP.search((PROJECT / "README.md").read_text("utf-8"))
    assert found, "README.md has no map: a fenced block under « ## Carte »"
    paths: set[str] = set()
    house = ""
    for line in filter(str.strip, found[1].splitlines()):
        names = [name for name in line.split("   ")[0].split() if name]
        if line.startswith(" "):
            names = [house + name for name in re.findall(r"\S+/", line.strip().split("    ")[0])]
        else:
            house = names[0]
        paths.update(names)
    return paths


def top_level() -> Iterator[str]:
    """Entries of the project's folder that are not ignored by git, as the map writes them."""
    ignored = [line.strip("/") for line in (PROJECT / ".gitignore").read_text("utf-8").split()]
    for entry in PROJECT.iterdir():
        if entry.name != ".git" and not any(fnmatch.fnmatch(entry.name, pattern) for pattern in ignored):
            yield entry.name + "/" * entry.is_dir()


def rooms() -> Iterator[str]:
    """Folders of code right below `assistant/` and `index/`."""
    for house in HOUSES:
        for path in (PROJECT / house).glob("*/__init__.py"):
            yield f"{house}/{path.parent.name}/"


def default_of(name: str) -> str:
    """The default as the table writes it: paths relative to the project, nothing for none."""
    value = Settings.model_fields[name].default
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ", ".join(value)
    return value.relative_to(PROJECT).as_posix() if isinstance(value, Path) else str(value)


def test_the_map_names_every_top_level_entry() -> None:
    assert set(top_level()) - mapped() == set()


def test_the_map_names_every_room() -> None:
    assert set(rooms()) - mapped() == set()


def test_the_readme_can_be_read_to_its_end() -> None:
    assert len((PROJECT / "README.md").read_text("utf-8").splitlines()) <= LONGEST


def test_the_map_names_nothing_that_does_not_exist() -> None:
    missing = {
        path for path in mapped() if not (PROJECT / path).exists() or path.endswith("/") != (PROJECT / path).is_dir()
    }
    assert missing == set()


def test_the_operations_guide_has_each_setting_with_its_default() -> None:
    table = dict(ROW.findall((PROJECT / "docs/exploitation.md").read_text("utf-8")))
    assert table == {PREFIX + name.upper(): default_of(name) for name in Settings.model_fields}


def test_the_index_of_decisions_names_every_page() -> None:
    folder = PROJECT / "docs/decisions"
    named = set(LINK.findall((folder / "README.md").read_text("utf-8")))
    assert {page.name for page in folder.glob("*.md")} - named == {"README.md"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_links_of_a_page_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text("utf-8")) if not (page.parent / link).exists()]
    assert broken == []

"""A corpus file that would run, exhaust or mislead whoever reads it is reported and left out; the others are read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.assistant.conftest import PROJECT

SOUND = "Un document sain\n\nIl parle du programme et se lit sans peine.\n"
RUN = "touch pirate"
NEST = 20_000
LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
METADATA = {
    "runs a command": f'title: !!python/object/apply:os.system ["{RUN}"]',
    "makes an object": f'title: !!python/object/new:subprocess.Popen [["sh", "-c", "{RUN}"]]',
    "imports a module": 'title: !!python/module:antigravity ""',
    "names a function": "title: !!python/name:os.system ''",
    "multiplies itself": LAUGHS,
    "holds itself": "names: &a [*a]",
    "nests without end": "names: " + "[" * NEST + "]" * NEST,
    "nests mappings": "".join(f"{' ' * depth}a:\n" for depth in range(900)),
    "repeats a key": "title: a\ntitle: b\nid: a\nid: b\nkind: 12",
    "merges itself": "a: &a\n  <<: *a\n  title: b",
    "is binary": "title: !!binary //79/A==\nkind: [1]",
    "is a wild number": "title: 1_000_000_000_000_000_000_000_000_000_000_000_000\npublished_on: 99999-99-99",
    "sets unknown fields": "text: autre texte\nrecord: {id: x}\npath: /etc/passwd",
    "is a list": "- a\n- b",
    "is a scalar": "/etc/passwd",
    "is not text": "title: \x01\x02",
}


def read(folder: Path) -> tuple[set[str], str]:
    """(titles read, problems) of a corpus, in a process of its own, within a minute and 2 GB: a test must survive what it
    looks for."""
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30));"
        "from pathlib import Path; from index.ingest.corpus_folder import read_corpora;"
        "reading = read_corpora([Path('.')]);"
        "[print('T', document.title) for document in reading.documents];"
        "[print('P', str(problem)[:300].replace(chr(10), ' ')) for problem in reading.problems]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=60,
        env={"PYTHONPATH": str(PROJECT), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-500:]
    lines = done.stdout.splitlines()
    return {line[2:] for line in lines if line[0] == "T"}, "\n".join(line for line in lines if line[0] == "P")


def place(folder: Path, form: str, content: str) -> None:
    """The hostile metadata where metadata may stand."""
    if form == "front matter":
        (folder / "piege.md").write_text(f"---\n{content}\n---\n\nLe corps du piège.\n", "utf-8")
    elif form == "sidecar":
        (folder / "piege.txt").write_text("Le corps du piège.\n", "utf-8")
        (folder / "piege.meta.yaml").write_text(content, "utf-8")
    elif form == "record":
        (folder / "piege.yaml").write_text(content, "utf-8")


@pytest.fixture(scope="module")
def readings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[set[str], str, bool]]:
    """Each form of metadata with all hostile contents, one folder a content: (titles, problems, whether anything ran)."""
    found = {}
    for form in ("front matter", "sidecar", "record"):
        folder = tmp_path_factory.mktemp("piege")
        (folder / "sain.txt").write_text(SOUND, "utf-8")
        for number, content in enumerate(METADATA.values()):
            inner = folder / f"cas-{number}"
            inner.mkdir()
            place(inner, form, content)
        titles, problems = read(folder)
        found[form] = (titles, problems, any(folder.rglob("pirate")))
    return found


@pytest.mark.parametrize("form", ["front matter", "sidecar", "record"])
@pytest.mark.parametrize("case", METADATA)
def test_hostile_metadata_is_reported_and_obeyed_by_nobody(readings, case: str, form: str) -> None:
    titles, problems, ran = readings[form]
    assert not ran and "Un document sain" in titles
    number = list(METADATA).index(case)
    assert f"cas-{number}/" in problems, problems


@pytest.mark.parametrize(
    "name",
    ["a\x1b[2J.txt", "a\nb.txt", "\u202etxt.a.txt", "-rf.txt", "$(touch pirate).txt", "`touch pirate`.txt", "a;touch pirate.txt", "%s%s%n.txt",
     "{0.__class__}.txt", "a" * 240 + ".txt", " .txt", "'\".txt", "nul\u0000.txt".replace("\u0000", "\u2400") ],
)  # fmt: skip
def test_a_file_name_names_a_document_and_nothing_else(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Le titre\n\nUn texte qui se lit bien et parle du programme.\n", "utf-8")
    from index.ingest.corpus_folder import read_corpora

    (document,) = read_corpora([tmp_path]).documents
    assert document.id and all(letter.isalnum() or letter in "._-" for letter in document.id)
    assert not (tmp_path / "pirate").exists()


def test_links_that_lead_out_of_the_corpus_are_not_followed(tmp_path: Path) -> None:
    outside, corpus = tmp_path / "secret.txt", tmp_path / "corpus"
    outside.write_text("Un secret\n\nCe texte ne doit pas être indexé ni cité.\n")
    corpus.mkdir()
    (corpus / "lien.txt").symlink_to(outside)
    (corpus / "relatif.md").symlink_to("../secret.txt")
    (corpus / "dossier").symlink_to(tmp_path)
    (corpus / "sain.txt").write_text(SOUND)
    from index.ingest.corpus_folder import read_corpora

    assert [document.title for document in read_corpora([corpus]).documents] == ["Un document sain"]

"""Seeded damage to sound files, and files made to do harm: what the readers must survive."""

from __future__ import annotations

import io
import os
import random
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.sample_files import SAMPLES, docx, markdown, odt, packed, pptx, text, xlsx

CANARY = "Phrase témoin 7391 : elle est hors du dossier et ne doit jamais être lue."
"""Stands in a file outside the folder; hostile files point at it."""
_WRONG_NUMBERS = (b"0", b"1", b"-1", b"99999999", b"4294967296", b"2147483647")
_RUNS = (
    b"\x00" * 64,
    b"(" * 500,
    b"[" * 500,
    b"<" * 500,
    b"<<" * 200,
    b"\xff\xfe\xfd",
    "é\u202e😀\u0000".encode(),
    b"9" * 400,
)

Damage = Callable[[bytes, random.Random], bytes]


def _flip(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 4, 16, 200))):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _truncate(data: bytes, rng: random.Random) -> bytes:
    return data[: rng.randrange(1, len(data))]


def _repeat(data: bytes, rng: random.Random) -> bytes:
    start, length = rng.randrange(len(data)), rng.randrange(1, 4_000)
    piece = data[start : start + length] * rng.choice((1, 2, 50))
    return data[:start] + piece + data[start:]


def _remove(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + data[start + rng.randrange(1, 2_000) :] or b"x"


def _insert(data: bytes, rng: random.Random) -> bytes:
    start = rng.randrange(len(data))
    return data[:start] + rng.choice(_RUNS) + data[start:]


def _numbers(data: bytes, rng: random.Random) -> bytes:
    """Wrong lengths, counts, offsets and references."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return _flip(data, rng)
    for match in sorted(rng.sample(found, min(len(found), rng.choice((1, 3, 20)))), key=lambda m: -m.start()):
        number = rng.choice((*_WRONG_NUMBERS, rng.choice(found).group()))
        data = data[: match.start()] + number + data[match.end() :]
    return data


_DAMAGES: tuple[Damage, ...] = (_flip, _truncate, _repeat, _remove, _insert, _numbers)


def _inside_package(data: bytes, rng: random.Random) -> bytes:
    """Damages one part and packs it again, so that the damage gets past the archive to the parser."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(member.filename, package.read(member)) for member in package.infolist()]
    full = [number for number, (_, content) in enumerate(parts) if content]
    xml = [number for number in full if parts[number][0].endswith((".xml", ".rels"))]
    chosen = rng.choice(xml if rng.random() < 0.9 and xml else full)
    name, content = parts[chosen]
    match rng.randrange(8):
        case 0:
            parts.pop(chosen)
        case 1:
            parts[chosen] = (f"../../{name}", content)
        case 2:
            parts.append((name, rng.choice(_DAMAGES)(content, rng)))
        case _:
            parts[chosen] = (name, rng.choice(_DAMAGES)(content, rng))
    return packed(parts)


def mutations(count: int, seed: int = 0) -> Iterator[tuple[str, bytes]]:
    """`count` (file name, content): every sample in turn, each damaged in its own way; the same for the same seed."""
    rng = random.Random(seed)
    samples = {name: write() for name, write in SAMPLES.items()}
    for number in range(count):
        name = list(samples)[number % len(samples)]
        data = samples[name]
        package = data.startswith(b"PK")
        damaged = _inside_package(data, rng) if package and rng.random() < 0.7 else rng.choice(_DAMAGES)(data, rng)
        yield f"{number:05d}-{name}", damaged


def _with_part(data: bytes, part: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [(m.filename, package.read(m)) for m in package.infolist() if m.filename != part]
    return packed([*parts, (part, content)])


def _entities(data: bytes, part: str, canary: Path) -> bytes:
    """The package with an entity in one part that names a file outside the folder."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        content = package.read(part)
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY out SYSTEM "' + canary.as_uri().encode() + b'">]>'
    body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", content)
    return _with_part(data, part, head + re.sub(rb"(<(?:w:t|text:p|a:t|t)(?: [^>]*)?>)", rb"\1&out;", body))


def _laughs() -> bytes:
    lines = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">' + lines + b"]><x>&a9;</x>"


def pdf_of(objects: list[bytes]) -> bytes:
    """A PDF of those numbered objects, the first of which is the catalogue, without a table of offsets."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer << /Root 1 0 R /Size 99 >>\nstartxref\n0\n%%EOF\n"


def _pdfs() -> dict[str, bytes]:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    vast = page.replace(b"595 842", b"9999999 9999999")
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >> /Length 5 >>"
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    draws = b"<< /Length 5 >>\nstream\n/F Do\nendstream"
    with_form = page.replace(b"/Contents", b"/Resources << /XObject << /F 5 0 R >> >> /Contents")
    return {
        "pages-en-boucle.pdf": pdf_of(
            [catalogue, b"<< /Type /Pages /Kids [2 0 R 2 0 R 3 0 R] /Count 9 >>", page, b"<< >>"]
        ),
        "reference-a-soi.pdf": pdf_of([catalogue, b"2 0 R"]),
        "longueur-en-boucle.pdf": pdf_of([catalogue, pages, page, b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream"]),
        "forme-en-boucle.pdf": pdf_of([catalogue, pages, with_form, draws, form + b"\nstream\n/F Do\nendstream"]),
        "parent-en-boucle.pdf": pdf_of([catalogue, b"<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>", page]),
        "page-immense.pdf": pdf_of([catalogue, pages, vast, b"<< >>"]),
        "tableaux-emboites.pdf": pdf_of([catalogue, b"[" * 100_000 + b"]" * 100_000]),
        "un-million-de-pages.pdf": pdf_of(
            [catalogue, b"<< /Type /Pages /Kids [" + b"3 0 R " * 300_000 + b"] /Count 1 >>", page]
        ),
    }


def _texts() -> dict[str, bytes]:
    deep = b"<div>" * 300_000 + b"Le fond." + b"</div>" * 300_000
    return {
        "profond.html": b"<html><body>" + deep + b"</body></html>",
        "balises-ouvertes.html": b"<html><body>" + b"<a><b><table><tr><td>" * 200_000 + b"fin</body></html>",
        "profond.json": b"[" * 2_000_000,
        "objets-emboites.json": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        "demi-caracteres.json": b'[{"nom": "\\ud800 \\u0000 et \\udfff", "\\ud800": "valeur"}]',
        "profond.jsonl": b'{"a":' * 100_000 + b"\n" + b'{"nom": "ok"}\n',
        "nombre-immense.json": b'[{"n": 1' + b"0" * 1_000_000 + b"}]",
        "crochets.md": b"[" * 1_000_000,
        "citations.md": b"> " * 200_000 + b"a\n",
        "accents-graves.md": b"".join(b"`" * n + b" " for n in range(1, 1_500)),
        "etoiles.md": b"*a **b " * 100_000,
        "guillemet-ouvert.csv": b'a;b\n"' + b"x;y\n" * 2_000_000,
        "colonnes.csv": b";" * 5_000_000 + b"\n1;2\n",
        "lignes.csv": b"nom;prix\n" + b"a;1\n" * 500_000,
        "espaces.txt": b"a" + b" " * 3_000_000 + b"b",
        "sans-fin.txt": b"mot " * 1_000_000,
        "points.txt": b"M. " * 500_000,
        "parentheses.txt": b"(" * 500_000,
        "entete.md": b"---\na: " + b"[" * 100_000 + b"\n---\ntexte\n",
        "alias.md": b"---\na0: &a0 [x]\n" + _aliases() + b"---\ntexte\n",
    }  # fmt: skip


def _aliases() -> bytes:
    """YAML in which each list holds the one before nine times."""
    return b"".join(b"a%d: &a%d [%s]\n" % (n, n, b", ".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12))


def _packages(canary: Path) -> dict[str, bytes]:
    word = "word/document.xml"
    sheet = "xl/worksheets/sheet1.xml"
    formulas = xlsx({"Calcul": [["Nom", "Total"], ["Somme", '=WEBSERVICE("file:///etc/passwd")'], ["Deux", "=1+1"]]})
    far = b'<sheetData><row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>loin</t></is></c></row></sheetData>'
    with zipfile.ZipFile(io.BytesIO(xlsx())) as package:
        wide = re.sub(rb"<sheetData>.*</sheetData>", far, package.read(sheet), flags=re.DOTALL)
        merged = package.read(sheet).replace(
            b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        )
    nested = b"<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    nested += b"<w:sdt><w:sdtContent>" * 100_000
    return {
        "bombe.docx": _with_part(docx(), word, b"<a>" + b" " * 300_000_000 + b"</a>"),
        "bombe-lente.docx": _with_part(docx(), word, b"<a>" + b"<b/>" * 20_000_000 + b"</a>"),
        "rires.docx": _with_part(docx(), word, _laughs()),
        "rires.xlsx": _with_part(xlsx(), sheet, _laughs()),
        "rires.odt": _with_part(odt(), "content.xml", _laughs()),
        "dehors.docx": _entities(docx(), word, canary),
        "dehors.odt": _entities(odt(), "content.xml", canary),
        "dehors.pptx": _entities(pptx(), "ppt/slides/slide1.xml", canary),
        "dehors.xlsx": _entities(xlsx(), sheet, canary),
        "emboite.docx": _with_part(docx(), word, nested),
        "macro.docx": _with_part(docx(), "word/vbaProject.bin", b"Sub AutoOpen()\nEnd Sub"),
        "macro.xlsm": xlsx(),
        "formules.xlsx": formulas,
        "cellule-lointaine.xlsx": _with_part(xlsx(), sheet, wide),
        "fusion-immense.xlsx": _with_part(xlsx(), sheet, merged),
        "chemins.docx": packed([("../../../../tmp/evasion.xml", b"x"), ("/etc/evasion", b"x")]),
        "protege.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5_000,
        "archive.zip": packed([("document.txt", b"Un texte dans une archive.")]),
    }


def write_hostile(folder: Path, canary: Path) -> list[str]:
    """Writes every file made to do harm below `folder`; returns their names. `canary` stands outside of it and is named
    by links and entities."""
    contents = {**_pdfs(), **_texts(), **_packages(canary)}
    odd = ("..txt", "...", "a..b.md", " espace .txt", "saut\nligne.txt", "\u202egauche.txt", "😀.md", "x" * 250 + ".txt",
           "$(touch evasion).md", "--data.txt", "%2e%2e%2fetc.md", "CON.txt", "é\u0301.txt")  # fmt: skip
    contents |= dict.fromkeys(odd, text())
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "enorme.txt").open("wb") as file:  # sparse: 200 MB of nothing
        file.truncate(200_000_000)
    with (folder / "enorme.md").open("wb") as file:
        for _ in range(200):
            file.write(b"Une phrase de texte tout \xc3\xa0 fait normale.\n" * 24_000)
    (folder / "lien.txt").symlink_to(canary)
    (folder / "lien.pdf").symlink_to(canary)
    (folder / "dossier-lie").symlink_to(canary.parent, target_is_directory=True)
    (folder / "boucle").symlink_to(folder, target_is_directory=True)
    (folder / "lien-mort.md").symlink_to(folder / "absent.md")
    (folder / "lien-sur-soi.md").symlink_to(folder / "lien-sur-soi.md")
    os.mkfifo(folder / "tuyau.txt")
    (folder / "dossier.pdf").mkdir()
    (folder / "dossier.pdf" / "dedans.md").write_bytes(markdown())
    return [*contents, "enorme.txt", "enorme.md", "lien.txt", "lien.pdf", "dossier-lie", "lien-mort.md", "lien-sur-soi.md",
            "tuyau.txt", "dossier.pdf/dedans.md"]  # fmt: skip

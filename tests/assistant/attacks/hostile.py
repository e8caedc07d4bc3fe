"""A corpus written by somebody who means harm: markup in every field and file name, and metadata that would run code."""

from __future__ import annotations

import os
from pathlib import Path

MARK = "window.pirate=1"
"""What each payload would do in a browser that obeyed it."""
SCRIPT = f"<script>{MARK}</script>"
IMAGE = f'"><img src=x onerror="{MARK}">'
PAYLOADS = (
    SCRIPT,
    IMAGE,
    f"<svg/onload={MARK}>",
    f"<iframe srcdoc='{SCRIPT}'></iframe>",
    f"</mark></p>{SCRIPT}",
    f"<a href='javascript:{MARK}'>lien</a>",
    f"<style>@import 'javascript:{MARK}'</style>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={MARK}>",
    f"{{{{constructor.constructor('{MARK}')()}}}}",
    f"<!--{SCRIPT}--><textarea autofocus onfocus={MARK}>",
)
URLS = (
    f"javascript:{MARK}",
    f"JaVaScRiPt:{MARK}",
    f" javascript:{MARK}",
    f"java\tscript:{MARK}",
    f"data:text/html,{SCRIPT}",
    f"vbscript:{MARK}",
    f'https://exemple.fr/" onmouseover="{MARK}',
    f"//exemple.fr/\\{IMAGE}",
)
NAMES = (
    f"{IMAGE.replace('/', '')}.txt",
    "x'; DROP TABLE documents; --.txt",
    "..%2f..%2fetc%2fpasswd.txt",
    "-rf.txt",
    "a\nSet-Cookie: pirate=1.txt",
    "con.txt",
    "\u202etxt.exe.txt",
    "$(touch pirate).txt",
    "{{7*7}}.txt",
)
SUBJECT = "Le fonds Zébulon finance les études des communes de montagne."


def write_hostile_corpus(folder: Path) -> None:
    """One document per payload, per address and per name; each speaks of the same subject, so that any may be cited."""
    for number, payload in enumerate(PAYLOADS):
        quoted = payload.replace("\\", "\\\\").replace('"', '\\"')
        front = f'---\nid: charge-{number}\ntitle: "{quoted} Zébulon {number}"\npublisher: "{quoted}"\n---\n'
        text = f"## {payload}\n\n{SUBJECT} {payload} Il prête jusqu'à {number + 2} millions d'euros. {payload}\n"
        (folder / f"charge-{number}.md").write_text(front + text, "utf-8")
    for number, url in enumerate(URLS):
        quoted = url.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        front = f'---\nid: adresse-{number}\ntitle: "Adresse {number}"\nurl: "{quoted}"\n---\n'
        (folder / f"adresse-{number}.md").write_text(f"{front}\n{SUBJECT} Voir l'adresse {number}.\n", "utf-8")
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"Fichier {number}\n\n{SUBJECT} Ceci vient du fichier {number}.\n", "utf-8")
    page = f"<html><head><title>{IMAGE}</title></head><body><p>{SUBJECT} {SUBJECT}</p>{''.join(PAYLOADS)}</body></html>"
    (folder / "page.html").write_text(page, "utf-8")
    os.symlink("/etc/passwd", folder / "secret.txt")
    os.symlink("/etc", folder / "dossier")

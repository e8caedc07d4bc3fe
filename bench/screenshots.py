"""The pictures of the README: `python -m bench.screenshots FOLDER`, over the index of the data directory."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.page import FIELD, chromium
from bench.processes import BenchError, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "Combien y a-t-il de Territoires d'industrie ?"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def take(browser: Browser, url: str, folder: Path) -> list[Path]:
    """The desktop answer, the timeline and the telephone, as small files of their names."""
    answer = _asked(_page(browser, DESKTOP), url)
    phone = _asked(_page(browser, PHONE), url)
    timeline = _page(browser, DESKTOP)
    timeline.goto(url + "/chronologie")
    timeline.locator("#frise").scroll_into_view_if_needed()
    timeline.evaluate("scrollTo(0, document.querySelector('.as-outils').offsetTop - 16)")
    return [
        _saved(page, folder / name)
        for name, page in (("reponse.png", answer), ("chronologie.png", timeline), ("telephone.png", phone))
    ]


def _page(browser: Browser, size: dict[str, int]) -> Page:
    return browser.new_page(viewport=size, locale="fr-FR", reduced_motion="reduce", color_scheme="light")  # type: ignore[arg-type]


def _asked(page: Page, url: str) -> Page:
    page.goto(url)
    page.fill(FIELD, QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector('#tour-1 .as-reponse[aria-busy="false"]')
    page.evaluate("document.activeElement.blur()")
    return page


def _saved(page: Page, path: Path) -> Path:
    page.screenshot(path=path)
    return path


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed."""
    from index.settings import load_settings

    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args(arguments).folder
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile("w") as log, serving(load_settings().data, log) as (client, _), chromium() as browser:
            for path in take(browser, str(client.base_url).rstrip("/"), folder):
                print(f"{path} : {path.stat().st_size // 1000} kB")
    except BenchError as error:
        print(f"screenshots: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

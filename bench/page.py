"""The page as a browser gets it: first paint, first sentence, and weight of each view."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.measure import Row, Sample
from bench.processes import BenchError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FIELD = "#question textarea"
LOADS = 5
VIEWS = ("/chronologie", "/offres", "/operateurs", "/membres", "/sources", "/aide")
_PAINT = (
    "new Promise(done => new PerformanceObserver(list => done(list.getEntries()[0].startTime))"
    ".observe({type: 'paint', buffered: true}))"
)
_WEIGHT = (
    "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    ".reduce((sum, entry) => sum + entry.transferSize, 0)"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium. Raises BenchError where there is none."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise BenchError("Chromium is missing: install it with the system's package manager")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def page_rows(url: str, questions: Sequence[str]) -> list[Row]:
    """Of the page served at `url`. Each load begins with an empty cache; sentences are timed from the key that sends the
    question to the first one shown, after a first question that is not counted."""
    with chromium() as browser:
        paints, ready, weight = zip(*(_load(browser, url) for _ in range(LOADS)), strict=True)
        rows = [
            Row("page, first paint", "s", Sample(paints), aim=2),
            Row("page, ready for a question", "s", Sample(ready), aim=2),
            Row("page, first sentence shown, warm", "s", Sample(_sentences(browser, url, questions)), aim=0.5),
            Row("page, weight of the chat", "kB", Sample(weight[:1])),
        ]
        views = [_load(browser, url + path) for path in VIEWS]
    heaviest = max(load[2] for load in views)
    return [
        *rows,
        Row("views, first paint", "s", Sample(tuple(load[0] for load in views)), aim=2),
        Row("views, weight of the heaviest", "kB", Sample((heaviest,))),
    ]


def _load(browser: Browser, url: str) -> tuple[float, float, float]:
    """(seconds to the first paint, seconds until it can be used, kilobytes fetched), nothing cached."""
    page = browser.new_page()
    started = time.perf_counter()
    page.goto(url)  # until all that the page names is loaded
    page.wait_for_selector(f"{FIELD}, main h1")
    ready = time.perf_counter() - started
    paint = float(page.evaluate(_PAINT)) / 1000
    weight = float(page.evaluate(_WEIGHT)) / 1000
    page.close()
    return paint, ready, weight


def _sentences(browser: Browser, url: str, questions: Sequence[str]) -> tuple[float, ...]:
    page = browser.new_page()
    page.goto(url)
    seconds = [_ask(page, number, question) for number, question in enumerate(questions, 1)][1:]
    page.close()
    return tuple(seconds)


def _ask(page: Page, number: int, question: str) -> float:
    page.wait_for_selector(FIELD)
    page.fill(FIELD, question)
    started = time.perf_counter()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"#tour-{number} :is(.as-phrase, .as-etat)")
    seconds = time.perf_counter() - started
    page.wait_for_selector(f'#tour-{number} .as-reponse[aria-busy="false"]')
    return seconds

"""`assistant index --watch`: a corpus folder that is indexed again whenever it has changed and come to rest."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from assistant.maintenance.build_report import as_dict, one_line
from assistant.maintenance.index_builds import Builder
from index.errors import IndexingError, LockedError, Problem

QUIET_MS = 1_000
"""Time without any change before a build starts: a copy of many files is one build."""
LONGEST_MS = 30_000
"""Time after which a build starts although files still change."""
TICK_MS = 1_000
"""How often a build that found the lock taken is tried again; also the delay of the first build."""


def watch(builder: Builder, say: Callable[[str], None], *, full: bool, force: bool, as_json: bool) -> None:
    """Builds now, then after each change, until it is interrupted; says one line for each build.

    Nothing but an interruption ends it: a file that cannot be read, a refusal by the gate, a full disk are told, and
    the next change is built. While another build holds the lock, the change is kept."""
    due = waiting = False
    for changed in _ticks(builder):
        due = due or changed
        if not due:
            continue
        try:
            report = builder.build(full=full, force=force)
        except LockedError as error:
            if not waiting:
                say(_line(f"en attente : {error}", as_json, "locked"))
            waiting = True
            continue
        except (IndexingError, Problem, OSError) as error:
            say(_line(f"échec : {' '.join(str(error).split())}", as_json, "error"))
        else:
            full = False
            say(json.dumps(as_dict(report), ensure_ascii=False) if as_json else _line(one_line(report), False, ""))
        due = waiting = False


def _ticks(builder: Builder) -> Iterator[bool]:
    """Whether files have changed, every `TICK_MS` or when they come to rest; True at first. Watching begins before the
    first build, so that no change falls between."""
    from watchfiles import watch as changes_of

    folders = {path.resolve() for path in (*builder.corpora, builder.settings.corpus) if path.is_dir()}
    first = True
    for changes in changes_of(
        *_outermost(folders), step=QUIET_MS, debounce=LONGEST_MS, rust_timeout=TICK_MS, yield_on_timeout=True
    ):
        yield bool(changes) or first
        first = False


def _outermost(folders: set[Path]) -> list[Path]:
    """The folders without those inside another one, which would be told twice."""
    return sorted(folder for folder in folders if not folders & set(folder.parents))


def _line(text: str, as_json: bool, kind: str) -> str:
    if as_json:
        return json.dumps({kind: text}, ensure_ascii=False)
    return f"{dt.datetime.now():%H:%M:%S}  {text}"

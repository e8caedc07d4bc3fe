"""API keys: made once, shown once, kept as hashes in a file of the data directory.

A key is `ati_ID_SECRET`. The identifier is public: it finds the entry and appears in logs. The secret has 256 random bits,
so one round of SHA-256 is enough at rest: slow hashes protect what people choose, and nobody guesses this."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.access.roles import Role
from assistant.request_errors import AccessError

KEYS_FILE = "keys.json"
PREFIX = "ati_"
_TOKEN = re.compile(r"ati_(?P<id>[0-9a-f]{12})_[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[^\W_][\w .@'’-]{0,79}")
_NO_HASH = "0" * 64
"""What an unknown identifier is compared with, so that it takes as long to refuse as a wrong secret."""


class Key(BaseModel):
    """One key, without its secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[0-9a-f]{12}$")
    name: str
    role: Role
    hash: str = Field(pattern=r"^[0-9a-f]{64}$")
    """SHA-256 of the whole token, in hexadecimal."""
    created_on: dt.datetime
    revoked_on: dt.datetime | None = None


class _KeyFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    keys: tuple[Key, ...] = ()


class KeyStore:
    """The keys of a data directory. Safe for several threads and processes: the file is replaced whole, and read again
    when it has changed, so a revoked key stops working at the next request."""

    def __init__(self, data: Path) -> None:
        self.path = data / KEYS_FILE
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: dict[str, Key] = {}

    def listed(self) -> list[Key]:
        """All keys, revoked ones too, oldest first. Raises AccessError when the file cannot be read."""
        return list(self._current().values())

    def find(self, token: str) -> Key | None:
        """The key of that token, or None where there is none or it is revoked. Raises AccessError likewise."""
        known = self._current()
        form = _TOKEN.fullmatch(token)
        key = known.get(form["id"]) if form else None
        same = hmac.compare_digest(_hash(token), key.hash if key else _NO_HASH)
        return key if same and key is not None and key.revoked_on is None else None

    def create(self, name: str, role: Role) -> tuple[Key, str]:
        """A new key and its token, which is kept nowhere. Raises AccessError for a name that is odd or taken."""
        if not _NAME.fullmatch(name):
            raise AccessError(f"« {name[:80]!r} » : un nom a 1 à 80 lettres, chiffres, espaces ou . _ @ ' -.")
        identifier = secrets.token_hex(6)
        token = f"{PREFIX}{identifier}_{secrets.token_urlsafe(32)}"
        key = Key(id=identifier, name=name, role=role, hash=_hash(token), created_on=_now())
        with self._writing() as keys:
            if any(other.name == name and other.revoked_on is None for other in keys):
                raise AccessError(f"une clé en service s'appelle déjà {name} : révoquez-la ou choisissez un autre nom.")
            self._write([*keys, key])
        return key, token

    def revoke(self, named: str) -> Key:
        """Revokes the key in service of that name or identifier. Raises AccessError where there is none."""
        with self._writing() as keys:
            for key in keys:
                if named in (key.name, key.id) and key.revoked_on is None:
                    revoked = key.model_copy(update={"revoked_on": _now()})
                    self._write([revoked if other is key else other for other in keys])
                    return revoked
        raise AccessError(f"aucune clé en service ne s'appelle {named[:80]!r} : voyez « assistant keys list ».")

    def _current(self) -> dict[str, Key]:
        try:
            found = os.stat(self.path)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise AccessError(f"{self.path} est illisible ({error.strerror}) : corrigez ses droits.") from error
        seen = (found.st_ino, found.st_mtime_ns, found.st_size)
        with self._lock:
            if seen != self._seen:
                self._keys = {key.id: key for key in self._read()}
                self._seen = seen
            return self._keys

    def _read(self) -> tuple[Key, ...]:
        try:
            return _KeyFile.model_validate_json(self.path.read_bytes()).keys
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise AccessError(f"{self.path} est illisible ({error.strerror}) : corrigez ses droits.") from error
        except ValidationError as error:
            raise AccessError(
                f"{self.path} est abîmé : restaurez-le, ou supprimez-le et créez de nouvelles clés."
            ) from error

    @contextmanager
    def _writing(self) -> Iterator[list[Key]]:
        """The keys as they are now, with nobody else writing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self.path.with_suffix(".lock"), mode=0o600):
            yield list(self._read())

    def _write(self, keys: list[Key]) -> None:
        temporary = self.path.with_suffix(".tmp")
        temporary.unlink(missing_ok=True)  # left by a process that died; holding the lock, nobody else writes it
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with open(descriptor, "wb") as file:
                file.write(_KeyFile(keys=tuple(keys)).model_dump_json(indent=1).encode())
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(microsecond=0)

"""Office files are ZIP packages of XML: what is checked before any library opens one."""

from __future__ import annotations

import io
import zipfile
import zlib

_MAX_UNPACKED = 400_000_000
_MAX_MEMBERS = 20_000
_MAX_XML = 100_000_000
"""Bytes of one XML part; parsers need several times as much memory."""
_MAX_RATIO = 1_000
"""Deflate cannot do better, and no text comes near it: beyond half of it over a large part, a part was made to burst."""
_LARGE = 5_000_000
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class PackageError(Exception):
    """The file is no sound package; the message says why and what to do."""


def open_package(data: bytes) -> zipfile.ZipFile:
    """The package, whose sizes are those of an honest file and whose parts declare no entity. Raises PackageError."""
    if data.startswith(_OLE):
        raise PackageError("is protected by a password or of an old format: save it again without a password")
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        members = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise PackageError("is damaged, or not of the format its name says: save it again") from error
    if len(members) > _MAX_MEMBERS or sum(member.file_size for member in members) > _MAX_UNPACKED:
        raise PackageError("unpacks to more than 400 MB: make a smaller file, without its images")
    for member in members:
        if member.flag_bits & 1:
            raise PackageError("is protected by a password: save it again without one")
        if member.file_size > _LARGE and member.file_size > member.compress_size * _MAX_RATIO / 2:
            raise PackageError("was made to burst when it is opened: do not trust it, ask for another copy")
        if member.filename.lower().endswith((".xml", ".rels")):
            _check_part(package, member)
    return package


def _check_part(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No office program writes a document type; one that is there declares entities, to burst or to read files."""
    if member.file_size > _MAX_XML:
        raise PackageError("holds more than 100 MB of text: split it")
    try:
        with package.open(member) as part:
            start = part.read(100_000)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, zlib.error) as error:
        raise PackageError("is damaged: save it again") from error
    if b"<!DOCTYPE" in start or b"<!ENTITY" in start or start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PackageError("declares entities in its XML, which no office program does: do not trust it")

"""Formats that are not read, and what to do with such a file instead."""

from __future__ import annotations

_ARCHIVE = "is an archive: unpack it and put the files it holds in the folder"
_IMAGE = "is an image: put the text it shows in a .txt file or in a PDF with a text layer"
_MACROS = "is of a format that holds macros: save it as"
_OLD = "is of a format that is not read: save it as"

HINTS: dict[str, str] = {
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"), _ARCHIVE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".webp", ".svg", ".heic"), _IMAGE),
    **dict.fromkeys((".docm", ".dotm", ".dotx"), f"{_MACROS} .docx"),
    **dict.fromkeys((".xlsm", ".xltm", ".xltx", ".xlsb"), f"{_MACROS} .xlsx"),
    **dict.fromkeys((".pptm", ".ppsm", ".potm", ".ppsx", ".potx"), f"{_MACROS} .pptx"),
    **dict.fromkeys((".doc", ".rtf", ".pages", ".wpd"), f"{_OLD} .docx"),
    **dict.fromkeys((".xls", ".ods", ".numbers"), f"{_OLD} .xlsx"),
    **dict.fromkeys((".ppt", ".odp", ".key"), f"{_OLD} .pptx"),
    **dict.fromkeys((".epub", ".ps", ".xps", ".odg", ".pub"), f"{_OLD} .pdf"),
    **dict.fromkeys((".eml", ".msg", ".mht", ".mhtml"), f"{_OLD} .html or .pdf"),
    ".xml": f"{_OLD} .csv, .json or .html",
    ".tsv": f"{_OLD} .csv (a tab between cells is understood)",
}
"""File suffix → why it is refused and what to do."""

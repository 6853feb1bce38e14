"""The outside of an Excel file: a ZIP archive of XML, which is taken apart before anything reads it."""

from __future__ import annotations

import re
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from services.errors import Invalid

MAX_BYTES = 4 * 1024 * 1024
MAX_UNPACKED = 24 * 1024 * 1024
"""Ten times what 1,000 full rows take."""

MAX_PARTS = 400
CHUNK = 64 * 1024
DAMAGE = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error)

# No part of it runs past the next "<": many beginnings without an end would take for ever otherwise.
_FORMULA = re.compile(rb"<((?:\w+:)?f)(?:\s[^<>]*?)?(?:/>|>[^<]*</\1>)")


class BadSpreadsheet(Invalid):
    """The file is no Excel workbook that can be read, or it may do harm."""

    code = "bad_spreadsheet"


def open_package(data: bytes) -> BytesIO:
    """The workbook packed anew: nothing but plain XML of bounded size.

    What is left out cannot do harm later: pictures, embedded objects, macros. Formulas stay, as marks
    without content, for they are refused one by one and expanding them may take for ever.

    Raises
    ------
    BadSpreadsheet
        If it is no workbook, too large packed or unpacked, or holds macros or document types.
    """
    if len(data) > MAX_BYTES:
        raise BadSpreadsheet(f"The file has {len(data):,} bytes, at most {MAX_BYTES:,} are read.")
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise BadSpreadsheet("This is an old .xls or a password-protected file. Save it as a plain .xlsx.")
    if data[:4] != b"PK\x03\x04":
        raise BadSpreadsheet("This is not an Excel workbook (.xlsx).")
    try:
        with ZipFile(BytesIO(data)) as archive:
            parts = _unpack(archive)
    except (
        BadZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        EOFError,
        zlib.error,
        OSError,
    ) as error:
        raise BadSpreadsheet("This Excel workbook is damaged.") from error
    return _pack(parts)


def _unpack(archive: ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_PARTS:
        raise BadSpreadsheet(f"The workbook has {len(entries):,} parts, at most {MAX_PARTS} are read.")
    _refuse_macros([entry.filename for entry in entries])
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            parts[entry.filename] = _read(archive, entry, left)
            left -= len(parts[entry.filename])
    if "[Content_Types].xml" not in parts:
        raise BadSpreadsheet("This is an archive, but not an Excel workbook (.xlsx).")
    if b"macroEnabled" in parts["[Content_Types].xml"]:
        _refuse_macros(["vbaProject"])
    return parts


def _refuse_macros(names: list[str]) -> None:
    if any("vbaproject" in name.lower() for name in names):
        raise BadSpreadsheet("The workbook holds macros (.xlsm). Save it as a plain .xlsx without them.")


def _read(archive: ZipFile, entry: ZipInfo, most: int) -> bytes:
    """The bytes of a part; it is unpacked chunk by chunk, for what it says of its size may be a lie."""
    if entry.flag_bits & 1 or entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise BadSpreadsheet("The workbook is packed in a way that Excel does not use.")
    content = bytearray()
    with archive.open(entry) as part:
        while chunk := part.read(CHUNK):
            content += chunk
            if len(content) > most:
                raise BadSpreadsheet(
                    f"Unpacked, the workbook has more than {MAX_UNPACKED // 1024**2} MB. Delete what is not"
                    " part of the rows."
                )
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"\0" in content:
        raise BadSpreadsheet("The workbook holds XML that Excel does not write.")
    return _FORMULA.sub(rb"<\1/>", content) if "worksheets/" in entry.filename else bytes(content)


def _pack(parts: dict[str, bytes]) -> BytesIO:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    packed.seek(0)
    return packed

"""What kind of file is this, and is it safe to hand to a parser? Reads bytes, parses nothing.

Content decides. A text named .xlsx or a workbook named .csv is refused with the name it should
have, because somebody mixed up two files; .xls and .xlsx are both "a workbook" and each is read
by what it contains.
"""

import io
import re
import zipfile
import zlib

from .table_csv import decode, is_binary
from .table_errors import TableError

ZIPS = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format", "a database"),
)
MARKUP = re.compile(rb"\s*(?:<(?:!doctype|html|\?xml|table|head|body)\b|(\{\s*\"|\[\s*\{))", re.I)
EXTENSIONS = {
    "csv": "csv", "txt": "csv", "tsv": "csv", "tab": "csv",
    "xlsx": "workbook", "xls": "workbook",
}  # fmt: skip
KINDS = {"csv": "a text file", "xlsx": "an Excel workbook", "xls": "an Excel 97 workbook"}
DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)")
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"}
# Every repetition is bounded, so that no content makes the search slow.
ROW_WITH_VALUE = re.compile(
    rb"<(?:\w{1,20}:)?row\b[^<>]{0,400}>\s{0,20}<(?:\w{1,20}:)?c\b[^<>]{0,200}>\s{0,20}"
    rb"<(?:\w{1,20}:)?(?:v|is)>"
)
CHUNK = 1 << 20


def file_kind(content, filename, limits):
    """Return csv, xlsx or xls for the bytes of a file; never looks into a workbook's sheets.

    Raises empty_file, file_too_large, not_a_spreadsheet, macros, password_protected,
    damaged_file or extension_mismatch.
    """
    if not content:
        raise TableError("empty_file", file=filename)
    if len(content) > limits.file_bytes:
        size, most = round(len(content) / 1e6, 1), round(limits.file_bytes / 1e6, 1)
        raise TableError("file_too_large", file=filename, size=size, limit=most)
    extension = filename.rpartition(".")[2].lower() if "." in filename else ""
    if extension in ("xlsm", "xltm", "xlam"):
        raise TableError("macros", file=filename)
    kind = _content_kind(content, filename)
    expected = EXTENSIONS.get(extension)
    if expected and (expected == "csv") != (kind == "csv"):
        named = KINDS["csv" if expected == "csv" else "xlsx"]
        raise TableError(
            "extension_mismatch",
            file=filename, expected=named, found=KINDS[kind], rename=kind,
        )  # fmt: skip
    return kind


def _content_kind(content, filename):
    if content.startswith(ZIPS):
        return _zip_kind(content, filename)
    if content.startswith(OLE):
        return _ole_kind(content, filename)
    for signature, found in SIGNATURES:
        if content.startswith(signature):
            raise TableError("not_a_spreadsheet", file=filename, found=found)
    markup = MARKUP.match(content.removeprefix(b"\xef\xbb\xbf")[:200])
    if markup:
        found = "JSON" if markup[1] else "a web page or XML"
        raise TableError("not_a_spreadsheet", file=filename, found=found)
    if is_binary(decode(content[:4000])[0]):
        raise TableError("not_a_spreadsheet", file=filename, found="binary content")
    return "csv"


def _zip_kind(content, filename):
    with open_zip(content, filename) as archive:
        names = {name.lower() for name in archive.namelist()}
    if any(name.endswith("vbaproject.bin") for name in names):
        raise TableError("macros", file=filename)
    if "xl/workbook.xml" in names or "[content_types].xml" in names and _has_sheet(names):
        return "xlsx"
    if "content.xml" in names:
        found = "an OpenDocument file"
    elif "xl/workbook.bin" in names:
        found = "a binary XLSB workbook"
    else:
        found = "a compressed file or another kind of document"
    raise TableError("not_a_spreadsheet", file=filename, found=found)


def _has_sheet(names):
    return any("worksheets/" in name for name in names)


def _ole_kind(content, filename):
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise TableError("password_protected", file=filename)
    if "_VBA_PROJECT".encode("utf-16-le") in content:
        raise TableError("macros", file=filename)
    if "Root Entry".encode("utf-16-le") not in content:
        raise TableError("damaged_file", file=filename)
    books = ("Workbook", "Book", "WORKBOOK", "BOOK")
    if not any(name.encode("utf-16-le") + b"\0\0" in content for name in books):
        raise TableError("not_a_spreadsheet", file=filename, found="another kind of document")
    return "xls"


def open_zip(content, filename):
    """Open the bytes of a zip file; raises damaged_file when its directory is unreadable."""
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise TableError("damaged_file", file=filename) from error


def check_xlsx(content, filename, limits):
    """Raise unless every part of the workbook is small enough and free of macros and DTDs.

    Decompresses each part once, in pieces, and counts rows with a value in the same pass: so a
    sheet of a million filled rows is refused in a second instead of being parsed.
    """
    with open_zip(content, filename) as archive:
        parts = archive.infolist()
        _check_sizes(parts, filename, limits)
        for part in parts:
            try:
                _check_part(archive, part, filename, limits)
            except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
                raise TableError("damaged_file", file=filename) from error
            except (RuntimeError, NotImplementedError) as error:  # encrypted or unknown packing
                raise TableError("password_protected", file=filename) from error


def _check_sizes(parts, filename, limits):
    if len(parts) > limits.parts:
        raise TableError("too_many_parts", file=filename, count=len(parts), limit=limits.parts)
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    loaded = (part.file_size for part in parts if "worksheets/" not in part.filename)
    bomb = unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)
    if bomb or unpacked > limits.unpacked_bytes or max(loaded, default=0) > limits.part_bytes:
        megabytes = round(limits.unpacked_bytes / 1e6)
        raise TableError("unpacks_too_large", file=filename, limit=megabytes)


def _check_part(archive, part, filename, limits):
    """Read one part piece by piece; pieces overlap so that nothing hides on their border."""
    rows, tail = 0, b""
    is_sheet = "worksheets/" in part.filename
    with archive.open(part) as stream:
        piece = stream.read(CHUNK)
        _check_prologue(piece[:400], filename)
        while piece:
            window = tail[-16:] + piece
            if DTD.search(window):
                raise TableError("unsafe_xml", file=filename)
            if b"macroEnabled" in window and part.filename == "[Content_Types].xml":
                raise TableError("macros", file=filename)
            if is_sheet:
                rows += len(ROW_WITH_VALUE.findall(piece))
            if rows > limits.rows + 1:
                raise TableError("too_many_rows", file=filename, limit=limits.rows)
            tail, piece = piece, stream.read(CHUNK)


def _check_prologue(head, filename):
    """Refuse parts whose encoding would hide a DTD from a search for ASCII bytes."""
    wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"\0" in head[:4] and b"<" in head[:4])
    declared = DECLARED.match(head)
    unusual = declared and declared[1].strip().lower() not in ENCODINGS
    if wide or unusual or head.startswith(b"\x4c\x6f\xa7\x94"):
        raise TableError("unsafe_xml", file=filename)

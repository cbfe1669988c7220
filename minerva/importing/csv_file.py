"""Text with a row a line: CSV with commas, semicolons, tabs or bars, in the usual encodings."""

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from minerva.importing.bounds import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, require_few
from minerva.importing.grid import Grid, ImportOptions, Row
from minerva.importing.headings import find_headings, match_headings
from minerva.importing.incoming import Incoming
from minerva.importing.rows import read_rows
from minerva.model.errors import MinervaError

DELIMITERS: Final = (",", ";", "\t", "|")
MOST_CHARACTERS_A_CELL: Final = 1_000_000

_NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAMPLE: Final = 100_000
_ENCODING_HINT: Final = "save it again as CSV UTF-8"


def read(content: bytes, shown: str, options: ImportOptions) -> Incoming:
    """Return what the rows of a text say. Raises MinervaError."""
    if options.sheet is not None:
        raise MinervaError(f"{shown} is text, and has no sheets", "leave out --sheet")
    text, encoding = decode(content, shown)
    if not text.strip():
        raise MinervaError(f"{shown} is empty", "save the rows again, with their headings")
    delimiter, text, first_line = _delimiter(text, options)
    rows = list(_rows(text, delimiter, shown, first_line))
    grid = Grid(None, rows, [f"the text is {encoding}, with {_NAMES[delimiter]} between cells"])
    found = find_headings(grid, options, options.kind)
    if found is None:
        raise MinervaError(
            f"no line of {shown} has headings that are known",
            'name the line with --header, or what a heading means: --map "Planned finish=baseline"',
        )
    row, kind, _ = found
    return read_rows(match_headings(grid, row, kind, options), options, shown, "csv")


def decode(content: bytes, shown: str) -> tuple[str, str]:
    """Return a text and the name of its encoding: by its mark, else UTF-8, else Windows-1252.

    Raises MinervaError for bytes in any other encoding.
    """
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content, codec, name, shown), name
    if len(content) > 1 and b"\0" in content[:2]:
        codec = "utf-16-be" if content[0] == 0 else "utf-16-le"
        return _decoded(content, codec, "UTF-16", shown), "UTF-16"
    if b"\0" in content:
        raise MinervaError(f"{shown} is not text", "minerva reads CSV, XLSX, XML and JSON")
    try:
        return content.decode(), "UTF-8"
    except UnicodeDecodeError:
        return _decoded(content, "cp1252", "Windows-1252", shown), "Windows-1252"


def _decoded(content: bytes, codec: str, name: str, shown: str) -> str:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        plain = f"{shown} cannot be read as {name}"
        if codec == "cp1252":
            plain = f"{shown} is neither UTF-8 nor Windows-1252"
        raise MinervaError(plain, _ENCODING_HINT) from None
    if "\0" in text:
        raise MinervaError(f"{shown} is not text", _ENCODING_HINT)
    return text


def _delimiter(text: str, options: ImportOptions) -> tuple[str, str, int]:
    """Return what parts the cells, the text to read and the number of its first line.

    It is what gives the most headings that are known and, of several, the most cells; Excel's own
    first line, `sep=;`, says it.
    """
    first, _, rest = text.partition("\n")
    separator_line = first.strip().strip('"').lower()
    if (
        separator_line.startswith("sep=")
        and (delimiter := separator_line[4:] or "\t") in DELIMITERS
    ):
        return delimiter, rest, 2
    sample = text[:_SAMPLE]
    best, score = ",", (-1, 0)
    for delimiter in DELIMITERS:
        if delimiter not in sample:
            continue
        rows = [Row(n, values) for n, values in _sampled(sample, delimiter)]
        try:
            found = find_headings(Grid(None, rows), replace(options, header=None), options.kind)
            matched = found[2] if found else 0
        except MinervaError:  # headings that may be of either kind are headings
            matched = 1
        cells = sum(len(row.values) > 1 for row in rows)
        if (matched, cells) > score:
            best, score = delimiter, (matched, cells)
    return best, text, 1


def _sampled(sample: str, delimiter: str) -> Iterator[tuple[int, list[str | None]]]:
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, [cell.strip() or None for cell in row[:MOST_COLUMNS]]
    except csv.Error:
        return


def _rows(text: str, delimiter: str, shown: str, first_line: int) -> Iterator[Row]:
    """Yield each row with the line that it begins on; a line break in quotes is part of a cell."""
    before = csv.field_size_limit(MOST_CHARACTERS_A_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = first_line
    filled = cells = 0
    try:
        for row in reader:
            while row and not row[-1]:
                del row[-1]
            require_few(row, f"{shown}, line {line:,}")
            filled, cells = filled + bool(row), cells + len(row)
            if filled > MOST_ROWS or cells > MOST_CELLS:
                raise MinervaError(
                    f"{shown} has more than {MOST_ROWS:,} rows with something in them, or "
                    f"{MOST_CELLS:,} cells, by line {line:,}",
                    "part it into smaller files",
                )
            yield Row(line, [cell.strip() or None for cell in row] if row else ())
            line = reader.line_num + first_line
    except csv.Error as error:
        raise MinervaError(
            f"{shown} cannot be read from line {line} on: {_why(error)}",
            "close each quotation mark, and write one inside a cell twice",
        ) from None
    finally:
        csv.field_size_limit(before)


def _why(error: csv.Error) -> str:
    text = str(error)
    if "field larger" in text:
        return f"a cell has more than {MOST_CHARACTERS_A_CELL:,} characters"
    if "unexpected end" in text:
        return "a quotation mark is not closed"
    return text

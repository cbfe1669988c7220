"""Text broken into lines of a width, as a terminal counts it."""

from rich.cells import cell_len, chop_cells


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most so many columns, between words where it can be.

    Where the text is indented, so is each line, unless that would leave it less than half the
    width.
    """
    if cell_len(text) <= width:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    if indent:
        if indent > width // 2:
            return wrap(text[indent:], width)
        return [" " * indent + line for line in wrap(text[indent:], width - indent)]
    lines = [""]
    for word in text.split(" "):
        for n, piece in enumerate(chop_cells(word, width) if cell_len(word) > width else [word]):
            joint = " " if lines[-1] and n == 0 else ""
            if cell_len(lines[-1]) + len(joint) + cell_len(piece) <= width:
                lines[-1] += joint + piece
            else:
                lines.append(piece)
    return lines

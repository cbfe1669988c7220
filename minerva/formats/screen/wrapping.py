"""Text broken into lines of a width, as a terminal counts it."""

from minerva.formats.text_width import chopped, text_width


def wrap(text: str, width: int) -> list[str]:
    """Break text into lines of at most so many columns, between words where it can be.

    Where the text is indented, so is each line, unless that would leave it less than half the
    width.
    """
    if text_width(text) <= width:
        return [text]
    indent = len(text) - len(text.lstrip(" "))
    if indent:
        if indent > width // 2:
            return wrap(text[indent:], width)
        return [" " * indent + line for line in wrap(text[indent:], width - indent)]
    lines = [""]
    for word in text.split(" "):
        for n, piece in enumerate(chopped(word, width)):
            joint = " " if lines[-1] and n == 0 else ""
            if text_width(lines[-1]) + len(joint) + text_width(piece) <= width:
                lines[-1] += joint + piece
            else:
                lines.append(piece)
    return lines

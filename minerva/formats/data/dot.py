"""An explanation as a graph in the language of Graphviz."""

from minerva.reasons import Part
from minerva.views.why import place_of, shown


def render(part: Part, currency: str) -> str:
    """Return a directed graph: a node a part, from the figure down to the lines it rests on."""
    lines = ["digraph why {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    above: list[int] = []
    for number, (depth, below) in enumerate(part.walk()):
        value = "" if below.value is None else shown(below.value, currency)
        label = "\\n".join(_escaped(text) for text in (below.text, value, place_of(below)) if text)
        lines.append(f'  n{number} [label="{label}"];')
        del above[depth:]
        if above:
            lines.append(f"  n{above[-1]} -> n{number};")
        above.append(number)
    return "\n".join([*lines, "}", ""])


def _escaped(text: str) -> str:
    """Return a text as it stands in a quoted string; line breaks and controls become spaces."""
    plain = "".join(character if character.isprintable() else " " for character in text)
    return plain.replace("\\", "\\\\").replace('"', '\\"')

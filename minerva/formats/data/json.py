"""A document as JSON: one object, indented, in UTF-8, its keys in the order they were put."""

from pydantic_core import to_json

from minerva.views.document import Document


def render(document: Document) -> str:
    """Return the document as JSON text. Days are ISO 8601 strings."""
    text = to_json(document, indent=2).decode()
    text += "\n"  # in place: a large text is not copied for it
    return text

"""A document as JSON: one object, indented, in UTF-8, its keys in the order they were put."""

from pydantic_core import to_json

from minerva.views.document import Document


def render(document: Document) -> bytes:
    """Return the document as JSON. Days are ISO 8601 strings."""
    return to_json(document, indent=2) + b"\n"

"""A document as JSON: indented, in UTF-8, its keys in the order they were put."""

from collections.abc import Sequence

import msgspec

from minerva.views.document import Document


def render(document: Document | Sequence[Document]) -> bytes:
    """Return the document as JSON. Days are ISO 8601 strings."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"

"""How a change is refused before anything is written: what is wrong, and the remedy."""

from collections.abc import Iterable


class RefusedError(Exception):
    """A change cannot be made: why, and what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        """Take a message and, if there is one, the way out."""
        super().__init__(message)
        self.hint = hint


def nearest_hint(word: str, choices: Iterable[str], otherwise: str) -> str:
    """Return a hint: the choice nearest to a word that is none of them, else `otherwise`."""
    from difflib import get_close_matches

    near = get_close_matches(word, list(choices), n=1)
    return f'did you mean "{near[0]}"?' if near else otherwise

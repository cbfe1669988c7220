"""How a change is refused before anything is written: what is wrong, and the remedy."""


class RefusedError(Exception):
    """A change cannot be made: why, and what to do instead."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        """Take a message and, if there is one, a remedy."""
        super().__init__(message)
        self.hint = hint

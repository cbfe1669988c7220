"""The one error that a person is meant to read: what is wrong, and what to do about it.

What is wrong with a programme's files is a `Problem` instead (`model.problems`), as those are
collected and shown together.
"""


class MinervaError(ValueError):
    """Something that was written or asked for cannot be done or understood.

    `hint` is the way out, if there is one; `place` is where it stands in a file that was read, if
    it does: `line 3`, `uplift.csv`.
    """

    def __init__(self, message: str, hint: str | None = None, place: str | None = None) -> None:
        """Take a message and, if there are any, a hint and a place."""
        super().__init__(message, hint)
        self.message = message
        self.hint = hint
        self.place = place

    def __str__(self) -> str:
        """Return the message, after the place."""
        return f"{self.place}: {self.message}" if self.place else self.message

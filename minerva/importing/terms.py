"""What amounts and years of a file of minerva's own are in: its currency and financial years.

Amounts of another currency and years that begin on another day are never read as the programme's.
"""

from collections.abc import Mapping

from minerva.importing.grid import ImportOptions
from minerva.model.dates import YearStart
from minerva.model.errors import MinervaError


class OtherTermsError(MinervaError):
    """A file is of a programme with another currency or other financial years.

    `settings` are the keys of a programme that could read it, as its files write them.
    """

    def __init__(self, message: str, settings: Mapping[str, str]) -> None:
        """Take what differs, and the keys of a programme in which it does not."""
        keys = " ".join(f"{key}={value}" for key, value in settings.items())
        super().__init__(
            message,
            "import it into a programme of its own, --into NEWDIR, or where no amount is recorded "
            f"yet: minerva set programme {keys}",
        )
        self.settings = settings


def require_same_terms(
    shown: str, options: ImportOptions, currency: str | None, year_start: YearStart | None
) -> None:
    """Stop where a file is in another currency than the programme, or has other financial years.

    None is what the file does not say. Raises OtherTermsError.
    """
    currency, start = currency or options.currency, year_start or options.year_start
    begins, begins_here = (f"{day.month:02}-{day.day:02}" for day in (start, options.year_start))
    different = []
    if currency != options.currency:
        different.append(f"is in {currency}, and the programme in {options.currency}")
    if begins != begins_here:
        different.append(f"has years that start on {begins}, and the programme on {begins_here}")
    if different:
        settings = {"currency": currency, "financial_year_starts": begins}
        raise OtherTermsError(f"{shown} {'; it '.join(different)}", settings)

"""The names of months and of weekdays: English, German, French, Spanish, Italian, Dutch, Welsh.

A name may be cut to its first three letters or more, where it then has one meaning.
"""

import unicodedata
from functools import lru_cache
from typing import Final

_MONTHS: Final = (
    "january february march april may june july august september october november december",
    "januar februar maerz april mai juni juli august september oktober november dezember",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "ionawr chwefror mawrth ebrill mai mehefin gorffennaf awst medi hydref tachwedd rhagfyr",
)
_OTHERS: Final = {"marz": 3, "mrz": 3, "mrt": 3, "janner": 1, "jaenner": 1, "feber": 2} | {
    "setiembre": 9,
    "sept": 9,
}
_WEEKDAYS: Final = (
    "monday tuesday wednesday thursday friday saturday sunday",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "lunes martes miercoles jueves viernes sabado domingo",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
)
_SHORT_WEEKDAYS: Final = {"mo": 1, "di": 2, "mi": 3, "do": 4, "fr": 5, "sa": 6, "so": 7} | {
    **{"tues": 2, "weds": 3, "thur": 4, "thurs": 4, "sonnabend": 6},
    **{"dydd llun": 1, "dydd mawrth": 2, "dydd mercher": 3, "dydd iau": 4, "dydd gwener": 5},
}
_LEAST: Final = 3


@lru_cache(maxsize=4096)
def months_named(name: str) -> frozenset[int]:
    """Return the numbers of the months that a name may be; none for a word that is no month."""
    return _named(name, _MONTHS, _OTHERS)


@lru_cache(maxsize=4096)
def weekdays_named(name: str) -> frozenset[int]:
    """Return the weekdays that a name may mean, Monday being 1; empty for any other word."""
    return _named(name, _WEEKDAYS, _SHORT_WEEKDAYS)


def _named(name: str, listed: tuple[str, ...], others: dict[str, int]) -> frozenset[int]:
    word = _plain(name)
    found = {number for other, number in others.items() if other == word}
    if len(word) >= _LEAST:
        found |= {
            number
            for names in listed
            for number, full in enumerate(names.split(), 1)
            if full.startswith(word)
        }
    return frozenset(found)


def _plain(name: str) -> str:
    """Return a name in lower case, without its accents and its point."""
    spread = unicodedata.normalize("NFKD", name.strip().rstrip(".").casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter))

"""Dates as sources write them, in the forms that records keep: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `--MM-DD`."""

from __future__ import annotations

import re
from datetime import date

FIRST_YEAR, LAST_YEAR = 1500, 2100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ].*)?)?)?", re.DOTALL)
_LEAP = 2000  # a year in which every day of the calendar exists


def iso_date(text: str) -> str | None:
    """Return an ISO date or time stamp as a date, None if it is none or no day of the calendar."""
    match = _ISO.fullmatch(text.strip())
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    year, month, day = match[1], match[2], match[3]
    if month is None:
        return year
    if not _exists(int(year), int(month), int(day or 1)):
        return None
    return f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")


def calendar_date(month: str, day: str, year: str | None) -> str | None:
    """Return a date from an English month (any length from three letters), a day and, if given, a year."""
    name = month[:3].lower()
    if name not in MONTHS:
        return None
    number = MONTHS.index(name) + 1
    if not _exists(int(year) if year else _LEAP, number, int(day)):
        return None
    return f"{year or '-'}-{number:02}-{int(day):02}"


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return FIRST_YEAR <= year <= LAST_YEAR

"""Dates as sources write them, in the forms that records keep: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, `--MM-DD`."""

from __future__ import annotations

import re
from datetime import date

FIRST_YEAR, LAST_YEAR = 1500, 2100
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_ISO = re.compile(r"(\d{4})(?:([-/])(\d{1,2})(?:\2(\d{1,2})(?:[T ].*)?)?)?", re.ASCII | re.DOTALL)
_YEARLESS = re.compile(r"--(\d{2})-(\d{2})", re.ASCII)
# `Mon, 2 Apr 2007 19:18:42 GMT` (mail and RSS) and `Apr 2, 2007`.
_DAY_FIRST = re.compile(r"(?:[A-Za-z]+,\s*)?(\d{1,2})\s+([A-Za-z]{3,9})\.?\s+(\d{4})(?:\s.*)?", re.ASCII | re.DOTALL)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})", re.ASCII)
_LEAP = 2000  # a year in which every day of the calendar exists


def written_date(text: str) -> str | None:
    """Return a date in any form that sources write in full, None if it is none or no day of the calendar."""
    text = text.strip()
    if match := _DAY_FIRST.fullmatch(text):
        return calendar_date(match[2], match[1], match[3])
    if match := _MONTH_FIRST.fullmatch(text):
        return calendar_date(match[1], match[2], match[3])
    if match := _YEARLESS.fullmatch(text):
        return text if _exists(_LEAP, int(match[1]), int(match[2])) else None
    return _iso_date(text)


def _iso_date(text: str) -> str | None:
    match = _ISO.fullmatch(text)
    if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        return None
    year, month, day = match[1], match[3], match[4]
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

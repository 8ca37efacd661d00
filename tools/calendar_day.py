"""Days and instants: the last good day of a lot, in the zone of its company.

An instant is a naive UTC ``datetime``, as Odoo stores it. A day is a ``date``. Every
function takes the zone's name, so that "today" is always asked and never assumed.
"""

from datetime import date, datetime, time, timedelta, timezone  # noqa: F401 (examples use date)
from functools import lru_cache
from zoneinfo import ZoneInfo

NOON = time(12)


@lru_cache(maxsize=512)
def _zone(name):
    return ZoneInfo(name or "UTC")


def _to_utc(day, clock, zone):
    local = datetime.combine(day, clock, tzinfo=_zone(zone))
    return local.astimezone(timezone.utc).replace(tzinfo=None)


def day_of(instant, zone):
    """Return the local day on which `instant` falls.

    >>> day_of(datetime(2026, 3, 1, 23, 30), "Asia/Tokyo")
    datetime.date(2026, 3, 2)
    >>> day_of(None, "UTC") is None
    True
    """
    if not instant:
        return None
    return instant.replace(tzinfo=timezone.utc).astimezone(_zone(zone)).date()


def clock_of(instant, zone):
    """Return what a clock in `zone` shows at `instant`.

    >>> clock_of(datetime(2026, 7, 1, 10), "Europe/Berlin")
    datetime.datetime(2026, 7, 1, 12, 0)
    >>> clock_of(None, "UTC") is None
    True
    """
    if not instant:
        return None
    local = instant.replace(tzinfo=timezone.utc).astimezone(_zone(zone))
    return local.replace(tzinfo=None)


def noon_of(day, zone):
    """Return the instant of 12:00 local time on `day`: what a person's date is stored as.

    >>> noon_of(date(2026, 7, 1), "Europe/Berlin")
    datetime.datetime(2026, 7, 1, 10, 0)
    """
    return _to_utc(day, NOON, zone) if day else None


def moment_of(local, zone):
    """Return the instant at which clocks in `zone` show `local`.

    >>> moment_of(datetime(2026, 7, 1, 23, 59), "Europe/Berlin")
    datetime.datetime(2026, 7, 1, 21, 59)
    """
    return _to_utc(local.date(), local.time(), zone)


def start_of(day, zone):
    """Return the first instant of `day`, also where clocks change at midnight.

    >>> start_of(date(2026, 3, 1), "America/New_York")
    datetime.datetime(2026, 3, 1, 5, 0)
    >>> start_of(date(2018, 11, 4), "America/Sao_Paulo")  # midnight does not exist that day
    datetime.datetime(2018, 11, 4, 3, 0)
    """
    return _to_utc(day, time.min, zone)


def days_between(first, last):
    """Return the number of days from `first` to `last`, negative when it is past.

    >>> days_between(date(2026, 1, 1), date(2026, 1, 31))
    30
    """
    return (last - first).days


def shifted(instant, days):
    """Return `instant` moved by days (a number or a timedelta), or None; the calendar's end stays.

    >>> shifted(datetime(2026, 1, 31, 12), -1)
    datetime.datetime(2026, 1, 30, 12, 0)
    >>> shifted(date(9999, 12, 31), 1)
    datetime.date(9999, 12, 31)
    """
    if not instant:
        return None
    delta = days if isinstance(days, timedelta) else timedelta(days=days)
    try:
        return instant + delta
    except OverflowError:
        edge = type(instant).max if delta > timedelta() else type(instant).min
        return edge.replace(microsecond=0) if isinstance(edge, datetime) else edge

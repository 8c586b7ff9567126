"""The days on which banks move money: those of TARGET, the settlement system of the euro.

TARGET is closed on Saturdays, on Sundays and on six days of the year (European Central Bank, TARGET calendar): New
Year's Day, Good Friday, Easter Monday, 1 May, 25 and 26 December.
"""

from datetime import date, timedelta

from dateutil.easter import easter

SATURDAY = 5
FIXED = {(1, 1), (5, 1), (12, 25), (12, 26)}  # month and day
AROUND_EASTER = (-2, 1)  # days from Easter Sunday: Good Friday, Easter Monday


def is_bank_day(day: date) -> bool:
    """Whether money moves between banks on that day."""
    sunday = easter(day.year)
    moving = {sunday + timedelta(days=days) for days in AROUND_EASTER}
    return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED and day not in moving


def next_bank_day(day: date) -> date:
    """That day, or the first one after it on which money moves."""
    while not is_bank_day(day):
        day += timedelta(days=1)
    return day

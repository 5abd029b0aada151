"""The demo's dates, moved so that its consultation is open today."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from consultations.process.models import BERLIN


@dataclass(frozen=True)
class Timeline:
    """Moves all dates of the story by whole weeks, so that conferences stay on their weekdays."""

    days: int

    @classmethod
    def ending_today(cls, anchor: date, today: date) -> "Timeline":
        """The time line on which the story's "today" was at most six days ago."""
        return cls((today - anchor).days // 7 * 7)

    def date(self, value: date | None) -> date | None:
        """A day of the story as a day of ours."""
        if value is None:
            return None
        if isinstance(value, datetime):
            value = value.date()
        return value + timedelta(days=self.days)

    def moment(self, value: Any) -> datetime:
        """A moment of the story, given in Berlin time, as a moment of ours; a day without a time means noon."""
        if not isinstance(value, datetime):
            value = datetime.combine(value, time(12))
        return (value.replace(tzinfo=None) + timedelta(days=self.days)).replace(tzinfo=BERLIN)

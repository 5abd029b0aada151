"""Why a contribution is not taken; raised by the services, put into words by the pages."""

from consultations.contributions.rules import Barrier


class ParticipationClosed(Exception):
    """No phase takes contributions about this target now."""


class MayNotContribute(Exception):
    """The process takes no contributions from this person; `barrier` says what is missing."""

    def __init__(self, barrier: Barrier) -> None:
        super().__init__(barrier.value)
        self.barrier = barrier


class TooManyContributions(Exception):
    """Contributions come faster than anybody reads. `retry_after` is in seconds; `reason` is a sentence, or empty."""

    def __init__(self, retry_after: int, reason: str = "") -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after
        self.reason = reason

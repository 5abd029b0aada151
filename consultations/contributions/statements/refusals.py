"""Why something about a statement is not done; raised by the services, put into words by the pages."""

from dataclasses import dataclass

from consultations.contributions.statements.models import DraftContribution, StatementDraft


class Closed(Exception):
    """The statement was released, or handed over, in the meantime."""

    def __init__(self, draft: StatementDraft) -> None:
        super().__init__(str(draft))
        self.draft = draft


class Changed(Exception):
    """Somebody else saved since the person looked at it. `now` is the row as it is."""

    def __init__(self, now: StatementDraft | DraftContribution) -> None:
        super().__init__(str(now))
        self.now = now


class NotPossible(Exception):
    """This cannot be done; `sentence` says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class Problem:
    """What keeps one item, or with None the whole statement, from being released."""

    item: DraftContribution | None
    sentence: str


class NotReleasable(Exception):
    """Nothing was released. `problems` name every reason."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(len(problems))
        self.problems = problems

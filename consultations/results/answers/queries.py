"""Reads around answers: what is due, what waits for whom, how versions differ, what the public learns."""

from dataclasses import dataclass

from django.db.models import F, Prefetch, QuerySet

from consultations.contributions.wording import compare
from consultations.drafts.table_comparison import Stretch
from consultations.process.dates import today
from consultations.process.models import Process
from consultations.results.answers.cosigning import bodies_for, bodies_of
from consultations.results.answers.demanding import demanded_for
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.languages import label_of, languages_of
from consultations.results.answers.models import (
    AnswerDeadline,
    AnswerTextBlock,
    AnswerTranslation,
    CosignRequest,
    CosignWaiver,
)
from consultations.results.extensions import Obstacle
from consultations.results.gate import obstacles_of
from consultations.results.models import Answer, AnswerVersion
from consultations.results.versions import current_version, working_version
from consultations.synthesis.models import Finding

# --- Deadlines ------------------------------------------------------------------------------------------------------


def open_deadlines(process: Process | None = None) -> QuerySet[AnswerDeadline]:
    """Deadlines of findings that are not answered yet, the first to end first."""
    rows = AnswerDeadline.objects.filter(finding__merged_into=None).exclude(
        finding__answer__in=Answer.objects.settled()
    )
    if process is not None:
        rows = rows.filter(finding__process=process)
    return rows.select_related("finding__process", "person").order_by("due_on", "finding__number")


def overdue_deadlines(process: Process) -> QuerySet[AnswerDeadline]:
    """Those whose day is over."""
    return open_deadlines(process).filter(due_on__lt=today())


def overdue_examinations(process: Process) -> QuerySet[Answer]:
    """Answers under examination whose day is over: they keep the next publication closed."""
    # One that is about to be decided by the version that waits keeps nothing closed.
    rows = Answer.objects.examined().filter(version=F("working_version"))
    rows = rows.filter(finding__process=process, finding__merged_into=None)
    return rows.filter(examined_until__lt=today()).select_related("finding").order_by("examined_until")


def unanswered(process: Process) -> QuerySet[Finding]:
    """Findings without an answer, each with its deadline."""
    rows = Finding.objects.standing().filter(process=process).exclude(answer__in=Answer.objects.settled())
    return rows.select_related("answer", "answer_deadline__person", "action_field").order_by("number")


# --- Text blocks ----------------------------------------------------------------------------------------------------


def text_blocks(process: Process, decision: str = "") -> list[AnswerTextBlock]:
    """The text blocks of a process; with a decision those that belong to it first."""
    rows = list(AnswerTextBlock.objects.filter(process=process))
    return sorted(rows, key=lambda row: (row.decision != decision, row.title.casefold())) if decision else rows


# --- Versions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Comparison:
    """How two versions of an answer differ."""

    old: AnswerVersion
    new: AnswerVersion
    runs: tuple[Stretch, ...]

    @property
    def details(self) -> list[tuple[str, object, object]]:
        """Decision, responsible body, day and reason for no change where they differ: label, before, after."""
        names = ("decision", "responsible", "examined_until", "no_change_reason")
        found = []
        for name in names:
            before, after = getattr(self.old, name), getattr(self.new, name)
            if before == after:
                continue
            if name == "decision":
                before, after = self.old.get_decision_display(), self.new.get_decision_display()
            found.append((AnswerVersion._meta.get_field(name).verbose_name, before, after))
        return found


def comparison(old: AnswerVersion, new: AnswerVersion) -> Comparison:
    """Two versions of an answer side by side."""
    return Comparison(old, new, compare(old.reason, new.reason))


def versions_of(answer: Answer) -> list[AnswerVersion]:
    """All versions of an answer, newest first, with what the bodies said to each: two queries."""
    rows = answer.versions.select_related("saved_by").prefetch_related(
        Prefetch("cosign_requests", queryset=CosignRequest.objects.select_related("decided_by", "unreachable_by"))
    )
    return list(rows)


@dataclass(frozen=True)
class Pending:
    """A version of a published answer that waits for its publication."""

    public: AnswerVersion
    version: AnswerVersion
    compared: Comparison
    #: What stands against its publication.
    obstacles: list[Obstacle]

    @property
    def is_first(self) -> bool:
        """Whether everybody reads the finding without an answer, as those that were published long ago."""
        return not self.public.is_settled


def pending_of(finding: Finding, answer: Answer) -> Pending | None:
    """The version of an answer that waits, beside the one everybody reads; None where nothing waits."""
    if not answer.is_pending:
        return None
    public, version = current_version(answer), working_version(answer)
    against = [row for row in obstacles_of(finding.process) if row.finding == finding]
    return Pending(public, version, comparison(public, version), against)


def pending_versions(process: Process) -> QuerySet[AnswerVersion]:
    """All versions of the process that wait for their publication, by the numbers of their findings."""
    rows = AnswerVersion.objects.pending().filter(answer__finding__process=process)
    rows = rows.filter(answer__finding__merged_into=None).select_related("answer__finding")
    return rows.order_by("answer__finding__number")


# --- Co-signature ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cosigning:
    """The co-signature of an answer as the officer sees it."""

    current: list[CosignRequest]
    #: What bodies said to earlier versions: it holds no more.
    earlier: list[CosignRequest]
    #: Bodies that can still be asked.
    askable: list[str]
    #: Bodies somebody signs for today.
    staffed: list[str]
    #: Bodies that must sign; whether each must because of this answer only.
    demanded: dict[str, bool]
    waivers: list[CosignWaiver]

    @property
    def lacking(self) -> list[str]:
        """Bodies that must sign, were not asked, and for which nobody said why not."""
        done = {row.body for row in self.current} | {row.body for row in self.waivers}
        return [body for body in self.demanded if body not in done]

    @property
    def objections(self) -> list[CosignRequest]:
        """Those that keep the answer."""
        return [row for row in self.current if row.outcome == CosignOutcome.OBJECTED and not row.unreachable_at]

    @property
    def stuck(self) -> list[CosignRequest]:
        """Of bodies that objected, now or last, and of which nobody is in the team any more."""
        rows = [row for row in self.current if row.body not in self.staffed and not row.unreachable_at]
        return [row for row in rows if (row.outcome or self._said_before(row)) == CosignOutcome.OBJECTED]

    @property
    def replaceable(self) -> list[CosignRequest]:
        """Asked automatically and not answered: somebody may still say why the body need not sign."""
        rows = [row for row in self.current if row.is_replaceable and row.body in self.demanded]
        return [row for row in rows if self._said_before(row) != CosignOutcome.OBJECTED]

    def _said_before(self, row: CosignRequest) -> str:
        """What the body said last; `earlier` has the newest version first."""
        older = (r.outcome for r in self.earlier if r.body == row.body and r.version.number < row.version.number)
        return next(older, "")


def cosigning_of(finding: Finding, answer: Answer) -> Cosigning:
    """Who was asked about an answer, who must sign it, and what they said; five queries."""
    rows = CosignRequest.objects.filter(version__answer=answer)
    rows = rows.select_related("version", "decided_by", "unreachable_by")
    rows = list(rows.order_by("-version__number", "body"))
    current = [row for row in rows if row.version.number == answer.working_version]
    earlier = [row for row in rows if row.version.number != answer.working_version and row.outcome]
    asked = {row.body for row in current}
    staffed = bodies_of(finding.process)
    askable = [body for body in staffed if body not in asked]
    waivers = list(CosignWaiver.objects.filter(finding=finding).select_related("recorded_by"))
    return Cosigning(current, earlier, askable, staffed, demanded_for(finding), waivers)


def waivers_of(process: Process) -> list[CosignWaiver]:
    """Where a body need not sign although it must as a rule, by the numbers of the findings."""
    rows = CosignWaiver.objects.filter(finding__process=process, finding__merged_into=None)
    return list(rows.select_related("finding", "recorded_by").order_by("finding__number", "body"))


def unreachable_of(process: Process) -> list[CosignRequest]:
    """Objections of bodies that can no longer be asked, with the reason somebody recorded; by finding."""
    rows = CosignRequest.objects.unreachable().of(process)
    rows = rows.select_related("version__answer__finding", "unreachable_by")
    return list(rows.order_by("version__answer__finding__number", "body"))


def requests_for(user, process: Process) -> QuerySet[CosignRequest]:
    """What a person's bodies are asked to sign or have objected to, of the versions that stand; the first due first."""
    rows = CosignRequest.objects.current().of(process).filter(body__in=bodies_for(user, process))
    return (
        rows.exclude(outcome=CosignOutcome.SIGNED)
        .select_related("version__answer__finding__action_field")
        .order_by("outcome", "due_on", "version__answer__finding__number")
    )


def signed_for(user, process: Process, limit: int = 50) -> QuerySet[CosignRequest]:
    """What a person's bodies signed, of the versions that stand, newest first."""
    rows = CosignRequest.objects.current().of(process).filter(body__in=bodies_for(user, process))
    rows = rows.filter(outcome=CosignOutcome.SIGNED).select_related("version__answer__finding")
    return rows.order_by("-decided_at")[:limit]


def last_said(row: CosignRequest) -> CosignRequest | None:
    """What the body said to an earlier version last, None when it never did."""
    return CosignRequest.objects.said_before(row).select_related("version").first()


def cosigned_by(finding: Finding) -> list[CosignRequest]:
    """Which bodies signed the answer of a published finding as it stands. The public reads offices, never persons."""
    if not finding.is_published:
        return []
    rows = CosignRequest.objects.standing().filter(version__answer__finding=finding, outcome=CosignOutcome.SIGNED)
    return list(rows.only("body", "decided_at", "version").order_by("body"))


# --- Translations ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LanguageRow:
    """One language of the process, with the translation of an answer if there is one."""

    code: str
    label: str
    translation: AnswerTranslation | None
    #: For a version nobody could read yet.
    prepared: AnswerTranslation | None = None


def languages_for(answer: Answer) -> list[LanguageRow]:
    """Every language of the process with the translation of an answer; two queries."""
    rows = {}
    for row in answer.translations.select_related("translated_by", "reviewed_by"):
        row.answer = answer
        rows[row.language, row.is_prepared] = row
    codes = list(dict.fromkeys([*languages_of(answer.finding.process), *(code for code, _prepared in rows)]))
    found = []
    for code in codes:
        standing, prepared = rows.get((code, False)), rows.get((code, True))
        if prepared and not answer.is_pending and prepared.of_version == answer.version:
            # It waits for its review only, and is what the team works on.
            standing = prepared
        found.append(LanguageRow(code, label_of(code), standing, prepared))
    return found


def public_translations(finding: Finding) -> list[AnswerTranslation]:
    """Reviewed translations of the answer of a published finding, in the languages of the process only."""
    if not finding.is_published:
        return []
    rows = AnswerTranslation.objects.standing().filter(answer__finding=finding, reviewed_at__isnull=False)
    rows = list(rows.select_related("answer"))
    if not rows:
        return []
    codes = languages_of(finding.process)
    return sorted((row for row in rows if row.language in codes), key=lambda row: codes.index(row.language))


def stale_translations(process: Process) -> int:
    """How many translations belong to an earlier version of their answer."""
    return AnswerTranslation.objects.stale().filter(answer__finding__process=process).count()


def awaiting_cosign(user, process: Process) -> int:
    """How many answers wait for a signature of the person's bodies."""
    rows = CosignRequest.objects.waiting().of(process)
    return rows.filter(body__in=bodies_for(user, process)).count()


def objected(process: Process) -> QuerySet[Finding]:
    """Findings to whose answer, as it stands, a body objects."""
    rows = CosignRequest.objects.open().of(process).filter(outcome=CosignOutcome.OBJECTED)
    return Finding.objects.filter(pk__in=rows.values("version__answer__finding")).order_by("number")

"""Staff screens of released statements. What is in preparation is on none of them, and not even counted."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.views.generic import TemplateView, View

from audit.services import record
from consultations.contributions.enums import State
from consultations.contributions.originals import team_title
from consultations.contributions.recording.models import Statement
from consultations.contributions.statements import queries
from consultations.contributions.statements.release_views import paper_response
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.process.rules import can

PER_PAGE = 50


class StatementListView(ProcessAdminMixin, TemplateView):
    """Statements organisations released here, the latest first."""

    active_tab = "statements"
    template_name = "consultations/contributions/statements/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = self.request.GET.get("q", "").replace("\x00", "")[:200]
        page = Paginator(queries.released_statements(self.process, text), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        return super().get_context_data(page=page, q=text, **kwargs)


class OneStatement(ProcessAdminMixin):
    """A screen about one released statement."""

    active_tab = "statements"

    @cached_property
    def statement(self) -> Statement:
        found = queries.released_statement(self.process, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    @property
    def reads_original(self) -> bool:
        """As for single contributions (`contributions.originals`): moderators read what was submitted."""
        return can(self.request.user, Action.MODERATE, self.process)


class StatementView(OneStatement, TemplateView):
    """One statement: who released it, the members behind it, its contributions and what became of them."""

    template_name = "consultations/contributions/statements/admin/statement.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contributions = queries.contributions_of(self.statement)
        for row in contributions:
            # What was shortened is read outside the screen to decide on purpose only (`moderation.originals`).
            waits_for_them = self.reads_original and row.state == State.PENDING
            row.shown_title = row.title if waits_for_them else team_title(row)
        return super().get_context_data(
            statement=self.statement,
            paper=self.statement.paper,
            contributions=contributions,
            backers=queries.backers_of(contributions),
            reads_original=self.reads_original,
            **kwargs,
        )

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        response = super().get(request, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        return response


class PaperView(OneStatement, View):
    """The PDF as submitted: every text in it is an original, so it is for moderators, and the log keeps who read it."""

    action = Action.MODERATE

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        paper = self.statement.paper
        if paper.is_made:
            record(request.user, "statements.read_paper", self.statement, scope=self.process.slug)
        return paper_response(request, paper)

"""Staff screens of the queue: the list, taking the next one, claims, several at once."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation import claims, queries, waiting
from consultations.moderation.about_one import claim_context, open_items
from consultations.moderation.admin_nav import sections_of_moderation
from consultations.moderation.bulk import Seen, Verb, decide_together
from consultations.moderation.bulk_forms import MOST, BulkForm, summary
from consultations.moderation.campaigns.queries import groups_of
from consultations.moderation.cards import conferences_waiting
from consultations.moderation.queue_filter import QueueFilter
from consultations.moderation.services import AlreadyDecided
from consultations.moderation.settling import InOrderForm, find_in_order
from consultations.moderation.signs import explanation, short_label
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action

PER_PAGE = 50


class ModerationView(ProcessAdminMixin, View):
    """A door of the moderators."""

    action = Action.MODERATE
    active_tab = "moderation"

    def url(self, name: str, **kwargs: Any) -> str:
        """Address of a screen of this process."""
        return reverse(f"moderation_admin:{name}", kwargs={"process_slug": self.process.slug, **kwargs})

    def place_of(self, contribution: Contribution) -> str:
        """Where a contribution is decided on: its own page, or that of its group."""
        group = groups_of(self.process, [contribution]).get(contribution.pk)
        if group is not None and group.is_group and group.waiting > 1:
            return self.url("group", pk=group.campaign.pk)
        return self.url("contribution", pk=contribution.pk)


class QueueView(ModerationView, TemplateView):
    """What waits for a look, and what was decided."""

    template_name = "consultations/moderation/admin/queue.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", State.PENDING)
        if state not in queries.QUEUE_STATES:
            state = ""
        filter_form = QueueFilter(self.request.GET, process=self.process)
        limits = filter_form.limits
        counts = queries.counts(self.process)
        states = [{"value": value, "label": value.label, "count": counts[value]} for value in queries.QUEUE_STATES]
        states[0]["label"] = _("waiting")
        found = queries.queue(self.process, state=state, limits=limits)
        waits, pages = waiting.waiting(self.process), Paginator(found.values_list("pk", flat=True), PER_PAGE)
        if not limits.is_limited:
            # The same numbers as above the list: they are not counted twice.
            pages.count = waits.rows if state == State.PENDING else counts[state or "all"]
        page = pages.get_page(self.request.GET.get("page"))
        page.object_list = queries.shown(list(page.object_list))
        rows = queries.rows_of(self.process, page.object_list, self.request.user)
        for row in rows:
            row.chips = [{"label": short_label(item), "text": explanation(item)} for item in row.items]
        return super().get_context_data(
            page=page,
            rows=rows,
            state=state,
            filter_form=filter_form,
            limits=limits,
            states=[*states, {"value": "all", "label": _("all"), "count": counts["all"]}],
            waiting=waits,
            kept=waiting.lately_kept_promise(self.process),
            conferences=conferences_waiting(self.process),
            sections=sections_of_moderation(self.process, "moderation_admin:queue"),
            **kwargs,
        )


class NextView(ModerationView):
    """Claim what has waited longest and nobody is at work on, and open it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = claims.claim_next(self.process, actor=request.user)
        if found is None:
            messages.info(request, _("Nothing is left that nobody is at work on."))
            return redirect(self.url("queue"))
        return redirect(self.place_of(found))


class OneView(ModerationView):
    """A POST about one contribution of the process."""

    http_method_names = ["post"]

    @cached_property
    def contribution(self) -> Contribution:
        found = Contribution.objects.received().filter(process=self.process).select_related("process")
        return get_object_or_404(found, pk=self.kwargs["pk"])


class ClaimView(OneView):
    """Claim a contribution, take it over from a colleague, or give it back."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        do, contribution = request.POST.get("do", ""), self.contribution
        if do == "give_back":
            claims.give_back(contribution, actor=request.user)
            if not request.htmx:
                return redirect(self.url("queue"))
        else:
            try:
                claims.claim(contribution, actor=request.user, take_over=do == "take_over")
            except claims.ClaimedByOther as other:
                if not request.htmx:
                    messages.warning(
                        request,
                        _("%(who)s is at work on this contribution. You can take it over.") % {"who": other.claim.user},
                    )
        if request.htmx:
            context = {
                "process": self.process,
                "contribution": contribution,
                **claim_context(contribution, request.user),
            }
            return render(request, "consultations/moderation/admin/_claim.html", context)
        return redirect(self.url("contribution", pk=contribution.pk))


class SettleView(OneView):
    """What was published without review, reported or noticed is in order as it is."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        contribution = self.contribution
        form = InOrderForm(request.POST, contribution=contribution, items=open_items(contribution))
        seen = Seen.parse(request.POST.get("seen", ""))
        if not form.is_valid():
            messages.error(request, _("Nothing was stored: please say why the contribution is in order."))
            return redirect(self.url("contribution", pk=contribution.pk))
        try:
            if seen is None or seen.pk != contribution.pk:
                raise AlreadyDecided(contribution)
            settled = find_in_order(contribution, actor=request.user, **seen.compared, **form.said)
        except AlreadyDecided:
            messages.warning(
                request, _("The contribution has changed in the meantime. Nothing was stored; please look again.")
            )
            return redirect(self.url("contribution", pk=contribution.pk))
        if settled:
            if contribution.state != State.PENDING:
                claims.forget_claim(contribution)
            text = _("Contribution %(code)s: looked at, it stays as it is.") % {"code": contribution.display_code}
            messages.success(request, text, buttons=[messages.button(self.place_of(contribution), _("View"))])
        else:
            messages.info(request, _("Somebody else has looked at it in the meantime."))
        if contribution.state == State.PENDING:
            return redirect(self.url("contribution", pk=contribution.pk))
        following = claims.claim_next(self.process, actor=request.user, after=contribution)
        return redirect(self.place_of(following) if following else self.url("queue"))


class BulkView(ModerationView, TemplateView):
    """Decide on several ticked contributions: first a page that says what will happen, then one result for each."""

    http_method_names = ["get", "post"]
    template_name = "consultations/moderation/admin/bulk.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect(self.url("queue"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = request.POST.get("verb", "")
        seen = [one for text in request.POST.getlist("seen")[:MOST] if (one := Seen.parse(text))]
        if verb not in set(Verb) or not seen:
            messages.warning(request, _("Please tick at least one contribution first."))
            return redirect(self._back())
        rows = queries.ticked(self.process, seen, request.user)
        confirmed = "confirmed" in request.POST
        form = BulkForm(
            request.POST if confirmed else None,
            process=self.process,
            verb=Verb(verb),
            rows=[row.contribution for row in rows],
        )
        if not confirmed or not form.is_valid():
            return self.render_to_response(
                self.get_context_data(
                    form=form,
                    verb=verb,
                    rows=rows,
                    held=any(row.claim and not row.is_mine for row in rows),
                    back=self._back(),
                )
            )
        results = decide_together(self.process, seen, verb=Verb(verb), actor=request.user, **form.decision)
        for level, text in summary(results):
            getattr(messages, level)(request, text)
        return redirect(self._back())

    def _back(self) -> str:
        """The queue with the filters it was left with."""
        query = self.request.POST.get("query", "")[:2000]
        return self.url("queue") + (query if query.startswith("?") else "")

"""What the screens of the help that learns share."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.synthesis import admin_queries
from consultations.synthesis.admin_base import SynthesisView
from consultations.synthesis.leaving import ReasonMissing
from consultations.synthesis.models import Segment
from consultations.synthesis.steps import SegmentsChanged
from consultations.synthesis.suggesting.decisions import file_under
from consultations.synthesis.suggesting.theme_services import NameTaken, make_topic
from consultations.synthesis.workbench.admin_forms import seen_in, shown_marker
from consultations.synthesis.workbench.claims import claim_next

PER_PAGE = 50


class LearningView(SynthesisView):
    """A screen of the help that learns."""

    subtab = "suggesting"


class SegmentMixin:
    """A view about one segment, `pk` in its address."""

    @cached_property
    def segment(self) -> Segment:
        return get_object_or_404(admin_queries.segments(self.process), pk=self.kwargs["pk"])

    def to_next(self) -> HttpResponse:
        """On to the segment that is to be coded next, else to the list."""
        following = claim_next(self.process, actor=self.request.user, after=self.segment)
        return redirect(self.url("segment", pk=following.pk) if following else self.url("segments"))


class TicksMixin:
    """A list whose ticked segments are assigned together; `form_class` is a TicksForm."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, process=self.process)
        try:
            if form.is_valid() and self.assign_ticked(form):
                return redirect(request.get_full_path())
        except SegmentsChanged as error:
            return self.render_to_response(self.get_context_data(form=form, changed=error.segments), status=409)
        return self.render_to_response(self.get_context_data(form=form))

    def assign_ticked(self, form) -> bool:
        """Assign what a valid form names; False when the form has an error after all."""
        data, user = form.cleaned_data, self.request.user
        topic = data["topic"]
        if data.get("new_topic"):
            try:
                topic = make_topic(self.process, data["action_field"], data["new_topic"], actor=user)
            except NameTaken:
                form.add_error("new_topic", _("This action field has a topic of this name already. Please choose it."))
                return False
        # What stands in a finding, or was said to need no answer, is moved one by one: with its stance and a reason.
        rows = [segment for segment in data["segments"] if segment.is_open or data["finding"] is None]
        try:
            count = file_under(
                self.process,
                rows,
                actor=user,
                action_field=data["action_field"],
                topic=topic,
                finding=data["finding"],
                seen=seen_in(self.request.POST),
            )
        except ReasonMissing:
            form.add_error(None, _("Meanwhile a colleague has assigned one of them to a finding. Please look again."))
            return False
        text = ngettext("%(count)s contribution assigned.", "%(count)s contributions assigned.", count)
        messages.success(self.request, text % {"count": count})
        if skipped := len(data["segments"]) - len(rows):
            text = ngettext(
                "%(count)s was left as it is: it belongs to a finding already, or needs no answer.",
                "%(count)s were left as they are: they belong to a finding already, or need no answer.",
                skipped,
            )
            messages.info(self.request, text % {"count": skipped})
        return True

    def note_markers(self, segments: Iterable[Segment], form, changed: list[Segment] | None) -> None:
        """What the form of the list says the person has looked at, and which of them changed since."""
        keys = {segment.pk for segment in changed or ()}
        for segment in segments:
            segment.marker = shown_marker(segment, form, self.request.POST, changed)
            segment.is_changed = segment.pk in keys

    def ticked(self, form) -> set[str]:
        """Keys of the segments that stay ticked in a form that was refused."""
        return set(form.data.getlist("segments")) if form.is_bound else set()

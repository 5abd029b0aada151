"""Pages on which conveners prepare a meeting, invite, and publish what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regions.networks import meetings, queries
from regions.networks.extensions import meeting_admin_panels
from regions.networks.forms import (
    CancelForm,
    FollowUpForm,
    InviteForm,
    ItemForm,
    MeetingForm,
    MinutesForm,
    RecommendationForm,
)
from regions.networks.models import MeetingItem, NetworkMeeting, Recommendation
from regions.networks.view_base import DeletePage, FormPage, ManagerView, RowPage


class OneMeeting:
    """Goes beside a page for managers: the meeting its address names."""

    def meeting_of(self) -> NetworkMeeting:
        meeting = get_object_or_404(self.network.meetings, pk=self.kwargs["meeting"])
        meeting.network = self.network
        return meeting

    def meeting_url(self) -> str:
        return reverse("networks:manage_meeting", kwargs={"slug": self.network.slug, "meeting": self.kwargs["meeting"]})

    def done_url(self) -> str:
        return self.meeting_url()

    def back(self) -> tuple[str, str]:
        return self.meeting_url(), _("Manage the meeting")


class MeetingManage(OneMeeting, ManagerView):
    """The meeting with what can be done next, its replies, agenda, minutes and recommendations."""

    def get(self, request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
        row = self.meeting_of()
        context = {
            "meeting": row,
            "items": list(row.items.prefetch_related("documents")),
            "documents": list(row.documents.filter(item__isnull=True)),
            "recommendations": list(row.recommendations.prefetch_related("follow_ups")),
            "replies": queries.replies_to(row),
            "may_hold": row.date <= timezone.localdate() and row.state != "cancelled",
            "panels": meeting_admin_panels.render(request, meeting=row),
        }
        return self.show("manage/meeting", context)


class MeetingEdit(OneMeeting, RowPage):
    """Particulars of a meeting; those who know of it are told what changes."""

    form_class = MeetingForm
    title, title_new = gettext_lazy("Change the meeting"), gettext_lazy("Prepare a meeting")

    def find(self) -> NetworkMeeting:
        return self.meeting_of() if self.kwargs.get("meeting") else NetworkMeeting(network=self.network)

    def store(self, form) -> None:
        if self.row.pk is None:
            row = meetings.create_meeting(form.instance, actor=self.request.user)
            self.kwargs["meeting"] = row.pk
        elif meetings.change_meeting(form.instance, actor=self.request.user, seen=form.seen):
            messages.info(self.request, _("The members were told of the change by e-mail."))

    def back(self) -> tuple[str, str]:
        return super().back() if self.kwargs.get("meeting") else RowPage.back(self)

    def context(self) -> dict[str, Any]:
        return {"note": _("The members hear of the change by e-mail.") if self.row.pk and self.row.is_ahead else ""}


def mails_text(number: int) -> str:
    """How many mails are on their way."""
    return ngettext("%(number)s e-mail is on its way.", "%(number)s e-mails are on their way.", number) % {
        "number": number
    }


class MeetingAction(OneMeeting, ManagerView):
    """A button on the page of a meeting."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, meeting: int) -> HttpResponse:
        self.act(self.meeting_of())
        return redirect(self.meeting_url())

    def act(self, meeting: NetworkMeeting) -> None:
        raise NotImplementedError


class MeetingAnnounce(MeetingAction):
    """Ask members to save the date."""

    def act(self, meeting: NetworkMeeting) -> None:
        number = self.tell(meetings.announce, meeting, text=_("The meeting is announced."))
        if number is not None:
            messages.info(self.request, mails_text(number))


class MinutesPublish(MeetingAction):
    """Publish the minutes."""

    def act(self, meeting: NetworkMeeting) -> None:
        self.tell(meetings.publish_minutes, meeting, text=_("The minutes are published."))


class MeetingInvite(OneMeeting, FormPage, ManagerView):
    """Send the invitations."""

    title, button = gettext_lazy("Invite to the meeting"), gettext_lazy("Send the invitations")

    def make_form(self, data=None, files=None) -> InviteForm:
        self.meeting = self.meeting_of()
        return InviteForm(data, meeting=self.meeting, initial={"text": self.meeting.invitation})

    def store(self, form: InviteForm) -> None:
        data = form.cleaned_data
        number = meetings.invite(self.meeting, reply_by=data["reply_by"], text=data["text"], actor=self.request.user)
        self.done_text = _("The invitations are sent.") + " " + mails_text(number)

    def context(self) -> dict[str, Any]:
        replies = queries.replies_to(self.meeting)
        return {"meeting": self.meeting, "items": list(self.meeting.items.all()), "invite_numbers": replies}


class MeetingCancel(OneMeeting, FormPage, ManagerView):
    """Cancel a meeting."""

    title, button = gettext_lazy("Cancel the meeting"), gettext_lazy("Cancel the meeting")
    done_text = gettext_lazy("The meeting is cancelled.")

    def make_form(self, data=None, files=None) -> CancelForm:
        self.meeting = self.meeting_of()
        return CancelForm(data)

    def store(self, form: CancelForm) -> None:
        meetings.cancel(self.meeting, reason=form.cleaned_data["reason"], actor=self.request.user)

    def context(self) -> dict[str, Any]:
        return {"note": _("Whoever was told of the meeting gets an e-mail.") if self.meeting.is_ahead else ""}


class MinutesEdit(OneMeeting, RowPage):
    """How many came, and what the minutes say."""

    form_class = MinutesForm
    title = gettext_lazy("Write the minutes")

    def find(self) -> NetworkMeeting:
        return self.meeting_of()

    def store(self, form) -> None:
        data = form.cleaned_data
        meetings.write_minutes(
            self.row, attended=data["attended"], minutes=data["minutes"], actor=self.request.user, seen=form.seen
        )

    def context(self) -> dict[str, Any]:
        if self.row.has_public_minutes:
            return {"note": _("The minutes are published. What you change can be read at once.")}
        return {"note": _("Only conveners read the minutes until you publish them.")}


class ItemEdit(OneMeeting, RowPage):
    """An item of the agenda, or a talk."""

    form_class = ItemForm
    name = "item"
    title, title_new = gettext_lazy("Change the agenda item"), gettext_lazy("Add an agenda item")

    def find(self) -> MeetingItem:
        meeting = self.meeting_of()
        if pk := self.kwargs.get("pk"):
            return get_object_or_404(meeting.items, pk=pk)
        return MeetingItem(meeting=meeting, order=meeting.items.count() + 1)


class ItemDelete(OneMeeting, DeletePage):
    """Take an item off the agenda."""

    name = "item"

    def find(self) -> MeetingItem:
        return get_object_or_404(self.meeting_of().items, pk=self.kwargs["pk"])


class RecommendationEdit(OneMeeting, RowPage):
    """A recommendation of the meeting."""

    form_class = RecommendationForm
    name = "recommendation"
    title, title_new = gettext_lazy("Change the recommendation"), gettext_lazy("Add a recommendation")

    def find(self) -> Recommendation:
        meeting = self.meeting_of()
        if pk := self.kwargs.get("pk"):
            return get_object_or_404(meeting.recommendations, pk=pk)
        return Recommendation(meeting=meeting, order=meeting.recommendations.count() + 1)


class RecommendationDelete(OneMeeting, DeletePage):
    """Delete a recommendation with its follow-up."""

    name = "recommendation"

    def find(self) -> Recommendation:
        return get_object_or_404(self.meeting_of().recommendations, pk=self.kwargs["pk"])


class RecommendationFollowUp(OneMeeting, FormPage, ManagerView):
    """What became of a recommendation."""

    title = gettext_lazy("Follow up the recommendation")

    def make_form(self, data=None, files=None) -> FollowUpForm:
        self.recommendation = get_object_or_404(self.meeting_of().recommendations, pk=self.kwargs["pk"])
        return FollowUpForm(data, initial={"state": self.recommendation.state, "date": timezone.localdate()})

    def store(self, form: FollowUpForm) -> None:
        data = form.cleaned_data
        meetings.follow_up(
            self.recommendation, state=data["state"], day=data["date"], note=data["note"], actor=self.request.user
        )

    def context(self) -> dict[str, Any]:
        return {"recommendation": self.recommendation, "steps": list(self.recommendation.follow_ups.all())}

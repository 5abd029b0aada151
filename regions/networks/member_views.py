"""The internal area of a network, and replies to invitations, with an account or by the personal link."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import View

from regions.networks import queries
from regions.networks.calendars import calendar_of, calendar_response
from regions.networks.forms import ReplyForm
from regions.networks.links import LinkRefused, read_token
from regions.networks.meetings import reply
from regions.networks.models import NetworkMeeting, NetworkMember
from regions.networks.services import Refused
from regions.networks.sharing.queries import find_approaches
from regions.networks.view_base import TEMPLATES, InsiderView, NetworkView

#: Approaches on the first page of the internal area.
NEWEST = 5


class InternalPage(InsiderView):
    """What waits for the member, who else belongs to the network, documents and newest approaches."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        member = self.standing.member
        upcoming = queries.with_network(self.network.meetings.told().upcoming(), self.network)
        mine = {row.meeting_id: row for row in member.replies.filter(meeting__in=upcoming)} if member else {}
        for meeting in upcoming:
            meeting.my_reply = mine.get(meeting.pk)
        context = {
            "upcoming": upcoming,
            "members": queries.members_with_contact(self.network),
            "documents": list(queries.documents_for(self.network, self.standing)),
            "approaches": find_approaches(self.network)[:NEWEST],
        }
        return self.show("internal", context)


def _store_reply(form: ReplyForm, meeting: NetworkMeeting, member: NetworkMember) -> None:
    names = ("answer", "note", "substitute")
    reply(meeting, member, **{name: form.cleaned_data[name] for name in names})


def _reply_form(meeting: NetworkMeeting, member: NetworkMember, data=None) -> ReplyForm:
    return ReplyForm(data, instance=meeting.replies.filter(member=member).first())


class OwnReply(NetworkView):
    """The reply of somebody who is signed in; guests of the network can reply, too."""

    is_internal = True

    def may_open(self) -> bool:
        rows = self.network.meetings.told()
        self.meeting = get_object_or_404(rows, slug=self.kwargs["meeting"])
        self.meeting.network = self.network
        return self.standing.member is not None and self.meeting.takes_replies

    def get(self, request: HttpRequest, slug: str, meeting: str) -> HttpResponse:
        return self.page(_reply_form(self.meeting, self.standing.member))

    def post(self, request: HttpRequest, slug: str, meeting: str) -> HttpResponse:
        form = _reply_form(self.meeting, self.standing.member, request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            _store_reply(form, self.meeting, self.standing.member)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.page(form, status=422)
        messages.success(request, _("Thank you. Your reply is stored; you can change it until the meeting."))
        return redirect("networks:own_reply", slug=self.network.slug, meeting=self.meeting.slug)

    def page(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        context: dict[str, Any] = {"meeting": self.meeting, "form": form, "items": list(self.meeting.items.all())}
        return self.show("reply", context | {"member": self.standing.member}, status=status)


@method_decorator(never_cache, name="dispatch")
class LinkView(View):
    """What the personal link in a mail opens. Reading changes nothing: programs follow links in mails, too."""

    meeting: NetworkMeeting
    member: NetworkMember

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            self.meeting, self.member = read_token(kwargs["token"])
        except LinkRefused:
            response = render(request, f"{TEMPLATES}/link_refused.html", status=404)
        else:
            response = super().dispatch(request, *args, **kwargs)
        # The address is a secret.
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex"
        return response


class LinkReply(LinkView):
    """The meeting and the reply, by the personal link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(_reply_form(self.meeting, self.member))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = _reply_form(self.meeting, self.member, request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        try:
            _store_reply(form, self.meeting, self.member)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.page(form, status=422)
        messages.success(request, _("Thank you. Your reply is stored; you can change it until the meeting."))
        return redirect("networks:reply", token=token)

    def page(self, form: ReplyForm, status: int = 200) -> HttpResponse:
        calendar_url = reverse("networks:reply_calendar", kwargs={"token": self.kwargs["token"]})
        context = {
            "network": self.meeting.network,
            "meeting": self.meeting,
            "member": self.member,
            "items": list(self.meeting.items.all()),
            "form": form,
            "calendar_url": calendar_url,
            "is_link": True,
        }
        return render(self.request, f"{TEMPLATES}/reply.html", context, status=status)


class LinkCalendar(LinkView):
    """The meeting as a calendar file, by the personal link."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        content = calendar_of([self.meeting], name=self.meeting.network.name, with_link=True)
        return calendar_response(content, self.meeting.slug)

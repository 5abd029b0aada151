"""Pages of conveners and keepers: the network itself, its members, groups and sections."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regions.networks import queries, services
from regions.networks.extensions import network_admin_panels
from regions.networks.forms import GroupForm, MemberForm, NetworkForm, ResultForm, SectionForm
from regions.networks.models import GroupResult, Network, NetworkMember, NetworkSection, WorkingGroup
from regions.networks.view_base import TEMPLATES, DeletePage, ManagerView, RowPage
from regions.rules import keeps_regions


@login_required
def create_network(request: HttpRequest) -> HttpResponse:
    """Begin a network; for keepers."""
    if not keeps_regions(request.user):
        raise Http404
    form = NetworkForm(request.POST or None, is_keeper=True)
    if request.method == "POST" and form.is_valid():
        network = services.create_network(form.save(commit=False), actor=request.user)
        messages.success(request, _("The network is there. Now add its members."))
        return redirect("networks:manage", slug=network.slug)
    context = {"form": form, "title": _("Create a network"), "button": _("Create the network")}
    status = 422 if form.is_bound else 200
    return render(request, f"{TEMPLATES}/manage/form.html", context, status=status)


class ManagePage(ManagerView):
    """Everything that can be managed, with what comes next on top."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        network = self.network
        context = {
            "upcoming": queries.with_network(network.meetings.upcoming(), network),
            "past": queries.with_network(network.meetings.past(), network),
            "members": queries.members_with_contact(network),
            "groups": list(network.working_groups.prefetch_related("members", "results")),
            "sections": list(network.sections.all()),
            "documents": list(queries.documents_for(network, self.standing)),
            "panels": network_admin_panels.render(request, network=network),
        }
        return self.show("manage/overview", context)


class NetworkEdit(RowPage):
    """Purpose, facts and convener; publishing by keepers."""

    form_class = NetworkForm
    name = "network"
    title = gettext_lazy("Change the network")

    def find(self) -> Network:
        # Another copy: what is typed must not reach the page around the form.
        return Network.objects.select_related("state").get(pk=self.network.pk)

    def done_url(self) -> str:
        return reverse("networks:manage", kwargs={"slug": self.row.slug})

    def form_arguments(self) -> dict[str, Any]:
        return {"is_keeper": self.standing.is_keeper}


class SectionEdit(RowPage):
    """A readable part of the network's page."""

    form_class = SectionForm
    name = "section"
    title, title_new = gettext_lazy("Change the section"), gettext_lazy("Add a section")

    def find(self) -> NetworkSection:
        if pk := self.kwargs.get("pk"):
            row = get_object_or_404(self.network.sections, pk=pk)
        else:
            row = NetworkSection(order=self.network.sections.count() + 1)
        row.network = self.network
        return row


class SectionDelete(DeletePage):
    """Delete a section."""

    name = "section"

    def find(self) -> NetworkSection:
        return get_object_or_404(self.network.sections, pk=self.kwargs["pk"])


class MemberEdit(RowPage):
    """Take a member in, or change the role of one."""

    form_class = MemberForm
    name = "member"
    title, title_new = gettext_lazy("Change the member"), gettext_lazy("Add a member")

    def find(self) -> NetworkMember:
        if pk := self.kwargs.get("pk"):
            return get_object_or_404(self.network.members.active().with_people(), pk=pk)
        return NetworkMember()

    def form_arguments(self) -> dict[str, Any]:
        return {"network": self.network}

    def store(self, form) -> None:
        if self.row.pk:
            services.change_member(form.instance, actor=self.request.user, seen=form.seen)
        else:
            services.add_member(form.instance, actor=self.request.user)


class MemberRemove(ManagerView):
    """End a membership."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        member = get_object_or_404(self.network.members.active().with_people(), pk=pk)
        self.tell(
            services.remove_member, member, text=_("The membership has ended. Links in earlier e-mails are dead.")
        )
        # Whoever leaves is outside now.
        if member.person == request.user and not self.standing.is_keeper:
            return redirect(self.network.get_absolute_url() if self.network.is_published else "networks:list")
        return self.home()


class GroupEdit(RowPage):
    """A working group."""

    form_class = GroupForm
    name = "group"
    title, title_new = gettext_lazy("Change the working group"), gettext_lazy("Add a working group")

    def find(self) -> WorkingGroup:
        if pk := self.kwargs.get("pk"):
            row = get_object_or_404(self.network.working_groups, pk=pk)
        else:
            row = WorkingGroup(order=self.network.working_groups.count() + 1)
        row.network = self.network
        return row


class GroupDelete(DeletePage):
    """Delete a working group with its results."""

    name = "group"

    def find(self) -> WorkingGroup:
        return get_object_or_404(self.network.working_groups, pk=self.kwargs["pk"])


class ResultEdit(RowPage):
    """A result of a working group."""

    form_class = ResultForm
    name = "result"
    title, title_new = gettext_lazy("Change the result"), gettext_lazy("Add a result")

    def find(self) -> GroupResult:
        group = get_object_or_404(self.network.working_groups, pk=self.kwargs["group"])
        if pk := self.kwargs.get("pk"):
            return get_object_or_404(group.results, pk=pk)
        return GroupResult(group=group)


class ResultDelete(DeletePage):
    """Delete a result."""

    name = "result"

    def find(self) -> GroupResult:
        rows = GroupResult.objects.filter(group__network=self.network, group=self.kwargs["group"])
        return get_object_or_404(rows, pk=self.kwargs["pk"])

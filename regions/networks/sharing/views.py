"""Documents and working approaches: the pages, and the only door to the files."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from frontend.files.serving import file_response
from regions.networks.queries import documents_for
from regions.networks.rules import standing_of
from regions.networks.sharing import queries, services
from regions.networks.sharing.forms import ApproachForm, DocumentForm, ReuseForm
from regions.networks.sharing.models import Approach, NetworkDocument
from regions.networks.sharing.rules import may_change
from regions.networks.view_base import DeletePage, FormPage, InsiderView, NetworkView, RowPage


@require_safe
def document(request: HttpRequest, token: uuid.UUID) -> FileResponse:
    """One document, for those who may open it; for everybody else there is none."""
    found = get_object_or_404(NetworkDocument.objects.select_related("network", "meeting"), token=token)
    is_public = NetworkDocument.objects.public().filter(pk=found.pk).exists()
    if not is_public:
        standing = standing_of(request.user, found.network)
        if not standing.is_insider or not documents_for(found.network, standing).filter(pk=found.pk).exists():
            raise Http404
    return file_response(
        found.file, media_type=found.media_type, name=found.name, is_inline=found.is_image, is_public=is_public
    )


class DocumentEdit(RowPage):
    """Add a document, or change where it belongs and who reads it."""

    form_class = DocumentForm
    name = "document"
    title, title_new = gettext_lazy("Change the document"), gettext_lazy("Add a document")

    def find(self) -> NetworkDocument:
        if pk := self.kwargs.get("pk"):
            row = get_object_or_404(NetworkDocument, network=self.network, pk=pk)
            row.network = self.network
            return row
        return NetworkDocument(network=self.network)

    def form_arguments(self) -> dict[str, Any]:
        chosen = self.request.GET.get("treffen", "")
        meeting = self.network.meetings.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 10 else None
        initial = {"initial": {"meeting": meeting.pk}} if meeting and not self.row.pk else {}
        return {"network": self.network} | initial

    def store(self, form) -> None:
        if self.row.pk is None:
            services.add_document(form.save(commit=False), form.checked, actor=self.request.user)
        else:
            super().store(form)

    def done_url(self) -> str:
        if self.row.meeting_id:
            return reverse("networks:manage_meeting", args=[self.network.slug, self.row.meeting_id])
        return super().done_url()


class DocumentDelete(DeletePage):
    """Delete a document and its file."""

    name = "document"

    def find(self) -> NetworkDocument:
        return get_object_or_404(NetworkDocument, network=self.network, pk=self.kwargs["pk"])


class ApproachList(InsiderView):
    """Find approaches by words, tag and district."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:100]
        tag, district = (request.GET.get(name, "").replace("\x00", "")[:60] for name in ("thema", "kreis"))
        context = {
            "approaches": queries.find_approaches(self.network, words=words, tag=tag, district=district),
            "tags": queries.tags_of(self.network),
            "districts": queries.districts_of(self.network),
            "words": words,
            "tag": tag,
            "district": district,
        }
        return self.show("approaches", context)


class OneApproach:
    """Goes beside a view: the approach its address names."""

    def approach_of(self) -> Approach:
        rows = self.network.approaches.select_related("district", "office__region", "author")
        approach = get_object_or_404(rows, pk=self.kwargs["pk"])
        approach.network = self.network
        return approach

    def done_url(self) -> str:
        return reverse("networks:approach", args=[self.network.slug, self.kwargs["pk"]])

    def back(self) -> tuple[str, str]:
        return reverse("networks:approaches", args=[self.network.slug]), _("Working approaches")


class ApproachPage(OneApproach, NetworkView):
    """One approach; who uses it and how it goes, members read."""

    def may_open(self) -> bool:
        self.approach = self.approach_of()
        return self.standing.is_insider or self.approach.is_public

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        context = queries.approach_page(self.approach)
        mine = [row for row in context["reuses"] if row.user_id and row.user_id == request.user.pk]
        return self.show(
            "approach",
            context
            | {
                "approach": self.approach,
                "my_reuse": mine[0] if mine else None,
                "is_author": self.approach.author_id is not None and self.approach.author_id == request.user.pk,
                "may_change": request.user.is_authenticated and may_change(request.user, self.approach),
            },
        )


class ApproachEdit(OneApproach, FormPage, InsiderView):
    """Write down an approach, or change one's own."""

    title = gettext_lazy("Write down an approach")

    def make_form(self, data=None, files=None) -> ApproachForm:
        if self.kwargs.get("pk"):
            row = self.approach_of()
            if not may_change(self.request.user, row):
                raise Http404
            self.title = _("Change the approach")
        else:
            row = Approach(network=self.network)
        return ApproachForm(data, instance=row, network=self.network)

    def store(self, form: ApproachForm) -> None:
        row = services.save_approach(
            form.instance, tags=form.cleaned_data["tags"], actor=self.request.user, seen=form.seen
        )
        self.kwargs["pk"] = row.pk


class ApproachDelete(OneApproach, InsiderView):
    """Take an approach back."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        approach = self.approach_of()
        if not may_change(request.user, approach):
            raise Http404
        services.delete_approach(approach, actor=request.user)
        messages.success(request, _("It is deleted."))
        return redirect("networks:approaches", slug=self.network.slug)


class ReusePage(OneApproach, FormPage, InsiderView):
    """Say that one uses an approach, and how it goes."""

    title = gettext_lazy("Use this approach")
    template = "reuse"

    def make_form(self, data=None, files=None) -> ReuseForm:
        self.approach = self.approach_of()
        mine = self.approach.reuses.filter(user=self.request.user).first()
        office = self.standing.member.office if self.standing.member else None
        initial = {"date": timezone.localdate(), "district": office.region_id if office else None}
        return ReuseForm(data, instance=mine, initial=None if mine else initial, network=self.network)

    def store(self, form: ReuseForm) -> None:
        data = form.cleaned_data
        services.reuse(
            self.approach, district=data["district"], day=data["date"], note=data["note"], actor=self.request.user
        )

    def context(self) -> dict[str, Any]:
        return {"approach": self.approach}


class ReuseEnd(OneApproach, InsiderView):
    """Take back that one uses an approach."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        services.end_reuse(self.approach_of(), actor=request.user)
        messages.success(request, _("Taken back."))
        return redirect(self.done_url())

"""Pages on which members prepare a statement: list, workspace, items, particulars."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Organisation
from consultations.contributions.enums import Kind
from consultations.contributions.kept import keep_typed
from consultations.contributions.rules import organisations_of
from consultations.contributions.saved.services import discard
from consultations.contributions.statements import queries, services
from consultations.contributions.statements.base import (
    AccountView,
    StatementView,
    add_errors,
    in_words,
    typed_page,
    whole_number,
)
from consultations.contributions.statements.enums import ItemState
from consultations.contributions.statements.forms import CommentForm, ItemForm, ParticularsForm, PlaceForm, WordsForm
from consultations.contributions.statements.models import DraftContribution, StatementDraft
from consultations.contributions.statements.places import Place, Places
from consultations.contributions.statements.refusals import Changed, Closed, NotPossible
from consultations.contributions.wording import compare
from consultations.drafts.models import Paragraph
from consultations.process.models import Process

PER_PAGE = 20


class StatementList(AccountView):
    """All statements a person works on, invitations of federations, and where one can be begun."""

    def get(self, request: HttpRequest) -> HttpResponse:
        page = Paginator(queries.list_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
        organisations = list(organisations_of(request.user))
        context = {
            "page": page,
            "entries": queries.entries(page.object_list),
            "organisations": organisations,
            "processes": queries.running_processes(request.user) if organisations else [],
            "invitations": queries.invitations_for(request.user),
        }
        return render(request, "consultations/contributions/statements/list.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Begin a statement, or open the one that was begun."""
        organisation = _organisation_or_404(request, request.POST.get("organisation", ""))
        process = get_object_or_404(
            Process.objects.visible_to(request.user), slug=request.POST.get("process", "").replace("\x00", "")
        )
        return redirect(services.begin_statement(process, organisation, actor=request.user))


def _organisation_or_404(request: HttpRequest, key: str) -> Organisation:
    rows = organisations_of(request.user).select_related("category", "region")
    return get_object_or_404(rows, pk=whole_number(key))


class TakeIn(AccountView):
    """What somebody typed on the page of a paragraph goes into the statement of an organisation."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, process_slug: str, kind: str, key: str) -> HttpResponse:
        process = get_object_or_404(
            Process.objects.visible_to(request.user).prefetch_related("phases"), slug=process_slug
        )
        place = _place_or_404(process, kind, key)
        draft = self._draft(process, request.POST.get("into", ""))
        form = WordsForm(request.POST, place=place, limit=process.max_characters)
        # A form that was not finished is a beginning here: what cannot be stored is said on the page of the item.
        form.fields["kind"].required = False
        if not form.is_valid():
            explanation = " ".join(error for errors in form.errors.values() for error in errors)
            return typed_page(request, explanation, back_url=place.target.object.get_absolute_url(), status=422)
        words = replace(form.words(), kind=form.cleaned_data["kind"] or Kind.PROPOSAL)
        try:
            item = services.add_item(draft, place.target, words, actor=request.user)
        except (ValidationError, NotPossible, Closed) as error:
            return typed_page(request, in_words(error), back_url=place.target.object.get_absolute_url(), status=422)
        discard(request.user, place.target)
        messages.success(
            request,
            _("It is in the statement of %(organisation)s now. Nobody else sees it until the statement is released.")
            % {"organisation": draft.organisation.name},
        )
        return redirect("statements:item", pk=draft.pk, item=item.pk)

    def handle_no_permission(self) -> HttpResponse:
        """The sign-in ran out while somebody wrote: the text waits in the form behind it, as for contributions."""
        process = get_object_or_404(Process.objects.visible_to(self.request.user), slug=self.kwargs["process_slug"])
        target = _place_or_404(process, self.kwargs["kind"], self.kwargs["key"]).target
        keep_typed(self.request, target)
        messages.info(self.request, _("Please sign in. Your text is kept and will be in the form again."))
        return redirect_to_login(f"{target.object.get_absolute_url()}#beitrag-schreiben")

    def _draft(self, process: Process, into: str) -> StatementDraft:
        what, _separator, key = into.partition("-")
        if what == "org":
            organisation = _organisation_or_404(self.request, key)
            return services.begin_statement(process, organisation, actor=self.request.user)
        if what != "draft":
            raise Http404
        rows = queries.drafts_of(self.request.user).preparing().filter(process=process)
        return get_object_or_404(rows, pk=whole_number(key))


def _place_or_404(process: Process, kind: str, key: str) -> Place:
    place = Places(process).get(kind, key)
    if place is None:
        raise Http404
    return place


class Workspace(StatementView):
    """Everything a statement has, in the order of the draft."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        items = queries.items_of(self.draft, self.places)
        shown = request.GET.get("zeigen", "")
        numbers = {state: sum(item.state == state for item in items) for state in ItemState}
        context = {
            "items": [item for item in items if _is_shown(item, shown, request.user)],
            "total": len(items),
            "numbers": [{"value": state.value, "label": state.label, "count": numbers[state]} for state in ItemState],
            "shown": shown,
            "mine_count": sum(item.assigned_to_id == request.user.pk for item in items),
            "undecided": queries.undecided(self.draft) if self.draft.mandate_id is None else 0,
            "coordinators": queries.coordinators_of(self.draft.organisation),
            "paper": getattr(self.draft.statement, "paper", None) if self.draft.statement_id else None,
        }
        return self.render("workspace.html", context)


def _is_shown(item: DraftContribution, shown: str, user) -> bool:
    if shown == "meine":
        return item.assigned_to_id == user.pk
    return shown not in ItemState.values or item.state == shown


class AddItem(StatementView):
    """Choose what a new item is about."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("add.html", {"form": PlaceForm(places=self.places)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PlaceForm(request.POST, places=self.places)
        if not form.is_valid():
            return self.render("add.html", {"form": form}, status=422)
        item = services.add_item(self.draft, form.chosen.target, services.Words(), actor=request.user)
        return redirect("statements:item", pk=pk, item=item.pk)


class ItemView(StatementView):
    """A page about one item."""

    @cached_property
    def item(self) -> DraftContribution:
        return queries.item_or_404(self.draft, self.kwargs["item"])

    @cached_property
    def place(self) -> Place | None:
        return self.places.of(self.item)

    def form(self, data=None) -> ItemForm:
        return ItemForm(
            data,
            item=self.item,
            place=self.place,
            limit=self.draft.process.max_characters,
            members=queries.members_of(self.draft.organisation),
        )

    def page(
        self,
        form: ItemForm | None = None,
        *,
        comment_form: CommentForm | None = None,
        now: DraftContribution | None = None,
        status: int = 200,
    ) -> HttpResponse:
        item = self.item
        paragraph = self.place.target.object if self.place else None
        is_paragraph = isinstance(paragraph, Paragraph)
        context: dict[str, Any] = {
            "item": item,
            "place": self.place,
            "paragraph": paragraph if is_paragraph else None,
            "place_url": paragraph.get_absolute_url() if paragraph is not None else "",
            "form": form or (self.form() if self.draft.is_open else None),
            "comment_form": comment_form or CommentForm(),
            "place_form": None if self.place else PlaceForm(places=self.places),
            # Both texts: what is stored now beside what was typed.
            "now": now,
            "runs": compare(paragraph.text, item.proposed_text) if is_paragraph and item.proposed_text else (),
            "sources": item.sources.all(),
        }
        return self.render("item.html", context, status=status)


class EditItem(ItemView):
    """Read an item, write it, say how far it is and whose it is."""

    def get(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        return self.page()

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        data = form.cleaned_data
        try:
            services.save_item(
                self.item,
                form.words(),
                state=data["state"],
                assigned_to=form.assignee,
                seen=data["seen"],
                actor=request.user,
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.page(form, status=422)
        except Changed as changed:
            # Sent again knowingly, it takes the place of what is stored now.
            form.data = form.data.copy()
            form.data["seen"] = changed.now.revision
            return self.page(form, now=changed.now, status=409)
        messages.success(request, _("The item is saved."))
        if "next" in request.POST:
            return redirect(self.draft)
        return redirect(f"{reverse('statements:item', kwargs={'pk': pk, 'item': item})}#text")


class CommentItem(ItemView):
    """Say something about an item to the other members."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        form = CommentForm(request.POST)
        if form.is_valid():
            try:
                services.comment(self.item, form.cleaned_data["text"], actor=request.user)
            except ValidationError as error:
                add_errors(form, error)
        if form.errors:
            return self.page(comment_form=form, status=422)
        return redirect(f"{reverse('statements:item', kwargs={'pk': pk, 'item': item})}#kommentare")


class MoveItem(ItemView):
    """Let an item whose paragraph is gone be about another one."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        form = PlaceForm(request.POST, places=self.places)
        if not form.is_valid():
            messages.error(request, _("Please choose what it is about."))
        else:
            services.move_item(self.item, form.chosen, actor=request.user)
        return redirect("statements:item", pk=pk, item=item)


class RemoveItem(ItemView):
    """Delete an item."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int, item: int) -> HttpResponse:
        try:
            services.remove_item(self.item, seen=whole_number(request.POST.get("seen", "")), actor=request.user)
        except Changed:
            messages.warning(request, _("Somebody changed this item in the meantime. It was not deleted."))
            return redirect("statements:item", pk=pk, item=item)
        messages.success(request, _("The item is deleted."))
        return redirect(self.draft)


class EditParticulars(StatementView):
    """Cover letter, publication, internal deadline."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.render("particulars.html", {"form": ParticularsForm(draft=self.draft)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = ParticularsForm(request.POST, draft=self.draft)
        if not form.is_valid():
            return self.render("particulars.html", {"form": form}, status=422)
        try:
            services.save_particulars(
                self.draft, form.particulars(), seen=form.cleaned_data["seen"], actor=request.user
            )
        except ValidationError as error:
            add_errors(form, error)
            return self.render("particulars.html", {"form": form}, status=422)
        except Changed as changed:
            form.data = form.data.copy()
            form.data["seen"] = changed.now.details_revision
            return self.render("particulars.html", {"form": form, "now": changed.now}, status=409)
        messages.success(request, _("The particulars are saved."))
        return redirect(self.draft)

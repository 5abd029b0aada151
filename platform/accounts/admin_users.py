"""People in the Wagtail admin: signing in by address, and nobody lifts themselves or others to administrator."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton
from wagtail.users.forms import UserForm
from wagtail.users.views import users as wagtail_users
from wagtail.users.views.bulk_actions import DeleteBulkAction

from accounts.privacy.closing import AlreadyClosed, CannotClose, close_account
from accounts.services import may_edit_account, save_account
from accounts.signin.services import may_remove_second_factor
from frontend.texts import cleaned

User = get_user_model()

#: What only site administrators decide.
RIGHTS = ("is_superuser", "groups")


class PersonForm(UserForm):
    """Only the address is required. The fields that give rights exist for site administrators alone."""

    password_required = False
    first_name = forms.CharField(required=False, label=_("First name"), max_length=150)
    last_name = forms.CharField(required=False, label=_("Last name"), max_length=150)

    class Meta:
        model = User
        fields = ["email", "display_name", "first_name", "last_name", "is_superuser", "groups"]
        widgets = {"groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, actor: Any, editing_self: bool = False, **kwargs: Any) -> None:
        self.actor = actor
        super().__init__(*args, **kwargs)
        if not actor.is_superuser:
            for name in RIGHTS:
                del self.fields[name]
        if editing_self:
            for name in ("is_active", "is_superuser"):
                self.fields.pop(name, None)

    def clean_email(self) -> str:
        """Sign-in knows addresses in small letters only."""
        return self.cleaned_data["email"].strip().lower()

    def clean_display_name(self) -> str:
        return " ".join(cleaned(self.cleaned_data["display_name"]).split())

    def save(self, commit: bool = True) -> User:
        created = self.instance.pk is None
        person = super().save(commit=False)
        if commit:
            save_account(person, changed=list(self.changed_data), created=created, actor=self.actor)
            self.save_m2m()
        return person


class PersonCreationForm(PersonForm):
    """A new account. Without a password the person sets one through "forgotten password"."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _("Leave empty: the person then sets one with “forgotten password”.")

    def save(self, commit: bool = True) -> User:
        if not self.cleaned_data["password1"]:
            self.instance.set_unusable_password()
        return super().save(commit)


class PersonEditForm(PersonForm):
    """An existing account."""

    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "is_active"]


class ActorMixin:
    """Tells the form who fills it in."""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "actor": self.request.user}


class ProtectedAccountMixin:
    """Refuses accounts this person must not touch."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any):
        if request.user != self.object and not may_edit_account(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class IndexView(wagtail_users.IndexView):
    """The list shows the display name, which everybody knows the person by."""

    page_title = _("People")
    add_item_label = _("Add a person")

    @cached_property
    def columns(self) -> list[Column]:
        columns = list(super().columns)
        columns.insert(2, Column("display_name", label=_("Display name"), sort_key="display_name"))
        for column in columns:
            if column.name == User.USERNAME_FIELD:
                column.label = _("E-mail address")
        return columns

    @cached_property
    def search_fields(self) -> set[str]:
        return super().search_fields | {"display_name"}


class CreateView(ActorMixin, wagtail_users.CreateView):
    """A new person."""

    page_title = _("Add a person")
    success_message = _("The account was created.")


class EditView(ProtectedAccountMixin, ActorMixin, wagtail_users.EditView):
    """An existing person."""

    success_message = _("The account was changed.")

    @cached_property
    def header_buttons(self) -> list:
        if not may_remove_second_factor(self.request.user, self.object):
            return []
        url = reverse("remove_second_factor", args=[self.object.pk])
        return [HeaderButton(_("Second factor"), url=url, icon_name="key", icon_only=False)]


class DeleteView(ProtectedAccountMixin, wagtail_users.DeleteView):
    """Closes a person's account, as the person could: what was published stays without the name."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except CannotClose as refused:
            for reason in refused.reasons:
                messages.error(self.request, reason)
            return redirect(self.get_success_url())
        except AlreadyClosed:
            return redirect(self.get_success_url())

    def delete_action(self) -> None:
        close_account(self.object, actor=self.request.user, why="staff")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.object = self.get_object()


class PersonViewSet(wagtail_users.UserViewSet):
    """People, instead of Wagtail's users."""

    menu_label = _("People")
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView
    delete_view_class = DeleteView
    create_template_name = "accounts/admin/person.html"
    edit_template_name = "accounts/admin/person_edit.html"

    def get_form_class(self, for_update: bool = False) -> type[PersonForm]:
        return PersonEditForm if for_update else PersonCreationForm


class CloseAccounts(DeleteBulkAction):
    """The ticks in the list: each account is closed in the same way; those that cannot be are named and stay."""

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "request": self.request}

    @classmethod
    def execute_action(cls, objects, request=None, **kwargs: Any) -> tuple[int, int]:
        closed = 0
        for person in objects:
            try:
                close_account(person, actor=request.user, why="staff")
                closed += 1
            except CannotClose as refused:
                messages.error(request, f"{person}: {' '.join(refused.reasons)}")
            except AlreadyClosed:
                continue
        return closed, 0

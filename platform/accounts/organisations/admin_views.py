"""Organisations and categories in the Wagtail admin: lists and forms."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button, HeaderButton

from accounts.organisations import admin_members, admin_merging, admin_sheets, admin_verification
from accounts.organisations.forms import OrganisationFields
from accounts.organisations.models import Organisation, StakeholderCategory
from accounts.organisations.services import FIELDS, delete_by_staff, save_by_staff
from accounts.organisations.similar import Subject, similar_to
from accounts.people.models import User
from audit.services import record


class OrganisationForm(OrganisationFields, forms.ModelForm):
    """The same fields and checks as on the public pages. Whether it is verified is decided on a page of its own."""

    class Meta:
        model = Organisation
        fields = list(FIELDS)

    actor: User

    def save(self, commit: bool = True) -> Organisation:
        return save_by_staff(self.instance, changed=list(self.changed_data), actor=self.actor)


class ActorMixin:
    """Tells the form who fills it in."""

    def get_form(self, *args: Any, **kwargs: Any):
        form = super().get_form(*args, **kwargs)
        form.actor = self.request.user
        return form


class OrganisationIndexView(generic.IndexView):
    """The list, with the ways to the queue and to files."""

    @cached_property
    def header_buttons(self) -> list:
        url = reverse("accounts_organisations:queue")
        queue = HeaderButton(gettext_lazy("To be verified"), url=url, icon_name="check", icon_only=False)
        return [*super().header_buttons, queue]

    @cached_property
    def header_more_buttons(self) -> list:
        url = reverse("accounts_organisations:import")
        return [*super().header_more_buttons, Button(gettext_lazy("Import or export"), url=url, icon_name="download")]


class OrganisationCreateView(ActorMixin, generic.CreateView):
    """A new organisation, verified by whoever enters it; what looks like it is named at once."""

    def save_instance(self) -> Organisation:
        organisation = super().save_instance()
        similar = similar_to(Subject.of(organisation), leave_out=organisation.pk)
        if similar:
            names = ", ".join(item.organisation.name for item in similar)
            messages.warning(
                self.request,
                _("There are similar organisations: %(names)s. If one is the same, please merge them.")
                % {"names": names},
            )
        return organisation


class OrganisationEditView(ActorMixin, generic.EditView):
    """What is said about an organisation."""

    @cached_property
    def header_buttons(self) -> list:
        def button(name: str, label: Any, icon: str) -> HeaderButton:
            url = reverse(f"accounts_organisations:{name}", args=[self.object.pk])
            return HeaderButton(label, url=url, icon_name=icon, icon_only=False)

        return [
            button("members", gettext_lazy("Members"), "group"),
            button("review", gettext_lazy("Verification"), "check"),
            button("merge", gettext_lazy("Merge"), "resubmit"),
        ]


class OrganisationDeleteView(generic.DeleteView):
    """Removes an organisation; one that others were merged into stays, because their addresses lead to it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Organisation.objects.filter(merged_into=kwargs["pk"]).exists():
            messages.error(request, _("Other organisations were merged into this one, so it cannot be deleted."))
            return redirect("accounts_organisations:index")
        return super().dispatch(request, *args, **kwargs)

    def delete_action(self) -> None:
        delete_by_staff(self.object, actor=self.request.user)

    def form_valid(self, form) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError:
            # Rows of members only, which the admin's index of references does not know.
            messages.error(self.request, _("This organisation is still in use. You can merge it with another one."))
            return redirect("accounts_organisations:index")


class OrganisationViewSet(ModelViewSet):
    """Organisations: what they are, and whether staff have verified them."""

    model = Organisation
    icon = "home"
    menu_label = gettext_lazy("Organisations")
    menu_order = 110
    add_to_admin_menu = True
    list_display = ["name", "category", "region", "seat", "state"]
    list_filter = ["state", "category"]
    search_fields = ["name", "seat", "register_number"]
    search_backend_name = None
    ordering = "name"
    copy_view_enabled = False
    index_view_class = OrganisationIndexView
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView
    delete_view_class = OrganisationDeleteView

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        return OrganisationForm

    def get_urlpatterns(self) -> list:
        return [
            *super().get_urlpatterns(),
            path("pruefung/", admin_verification.QueueView.as_view(), name="queue"),
            path("einlesen/", admin_sheets.ImportView.as_view(), name="import"),
            path("liste.csv", admin_sheets.ExportView.as_view(), name="export"),
            path("vorlage.csv", admin_sheets.TemplateView.as_view(), name="template"),
            path("<int:pk>/pruefung/", admin_verification.ReviewView.as_view(), name="review"),
            path("<int:pk>/zusammenfuehren/", admin_merging.MergeView.as_view(), name="merge"),
            path("<int:pk>/mitglieder/", admin_members.MembersView.as_view(), name="members"),
        ]


class AuditedMixin:
    """Writes to the log what staff changed."""

    #: What is written to the log.
    audit_action = ""

    def save_instance(self):
        instance = super().save_instance()
        record(self.request.user, self.audit_action, instance, fields=sorted(self.form.changed_data))
        return instance


class CategoryCreateView(AuditedMixin, generic.CreateView):
    audit_action = "accounts.create_category"


class CategoryEditView(AuditedMixin, generic.EditView):
    audit_action = "accounts.update_category"


class CategoryViewSet(ModelViewSet):
    """The kinds of participants, in the order in which statistics show them."""

    model = StakeholderCategory
    icon = "tag"
    menu_label = gettext_lazy("Stakeholder categories")
    add_to_settings_menu = True
    form_fields = ["title", "slug", "order", "is_individual"]
    list_display = ["title", "slug", "order", "is_individual"]
    search_fields = ["title"]
    search_backend_name = None
    ordering = "order"
    copy_view_enabled = False
    add_view_class = CategoryCreateView
    edit_view_class = CategoryEditView

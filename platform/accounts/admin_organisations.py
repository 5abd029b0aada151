"""Organisations, their members and categories in the Wagtail admin."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton

from accounts.enums import MembershipRole
from accounts.models import Membership, Organisation, StakeholderCategory, User
from accounts.services import end_membership, set_membership
from audit.services import record


class AuditedMixin:
    """Writes to the log what staff changed."""

    #: What is written to the log.
    audit_action = ""

    def save_instance(self):
        instance = super().save_instance()
        record(self.request.user, self.audit_action, instance, fields=sorted(self.form.changed_data))
        return instance


class OrganisationCreateView(AuditedMixin, generic.CreateView):
    audit_action = "accounts.create_organisation"


class OrganisationEditView(AuditedMixin, generic.EditView):
    audit_action = "accounts.update_organisation"

    @cached_property
    def header_buttons(self) -> list:
        url = reverse("accounts_organisations:members", args=[self.object.pk])
        return [HeaderButton(gettext_lazy("Members"), url=url, icon_name="group", icon_only=False)]


class CategoryCreateView(AuditedMixin, generic.CreateView):
    audit_action = "accounts.create_category"


class CategoryEditView(AuditedMixin, generic.EditView):
    audit_action = "accounts.update_category"


class MembershipForm(forms.Form):
    """A person by address, with role and position."""

    email = forms.EmailField(label=gettext_lazy("e-mail address"))
    role = forms.ChoiceField(label=gettext_lazy("role"), choices=MembershipRole.choices, initial=MembershipRole.MEMBER)
    position = forms.CharField(label=gettext_lazy("position"), max_length=120, required=False)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip()
        self.person = User.objects.filter(email__iexact=email, is_active=True).first()
        if self.person is None:
            raise ValidationError(_("No active account has this address. Please ask the person to register first."))
        return email


class MembersView(TemplateView):
    """Who may speak for an organisation."""

    template_name = "accounts/admin/members.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("accounts.change_organisation"):
            raise PermissionDenied
        self.organisation = get_object_or_404(Organisation.objects.select_related("category"), pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", MembershipForm())
        memberships = self.organisation.memberships.select_related("user").order_by("role", "user__display_name")
        return super().get_context_data(organisation=self.organisation, memberships=memberships, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST:
            return self.remove(request)
        form = MembershipForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        set_membership(
            self.organisation,
            form.person,
            role=form.cleaned_data["role"],
            position=form.cleaned_data["position"],
            actor=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect(request.path)

    def remove(self, request: HttpRequest) -> HttpResponse:
        value = request.POST["remove"]
        membership = get_object_or_404(
            Membership, organisation=self.organisation, pk=value if value.isdecimal() and len(value) < 18 else 0
        )
        end_membership(membership, actor=request.user)
        messages.success(request, _("The membership has ended."))
        return redirect(request.path)


class OrganisationViewSet(ModelViewSet):
    """Organisations: what they are, and whether staff have verified them."""

    model = Organisation
    icon = "home"
    menu_label = gettext_lazy("Organisations")
    menu_order = 110
    add_to_admin_menu = True
    form_fields = ["name", "category", "region", "state"]
    list_display = ["name", "category", "region", "state"]
    list_filter = ["state", "category"]
    search_fields = ["name"]
    search_backend_name = None
    ordering = "name"
    copy_view_enabled = False
    add_view_class = OrganisationCreateView
    edit_view_class = OrganisationEditView

    def get_urlpatterns(self) -> list:
        return [*super().get_urlpatterns(), path("<int:pk>/mitglieder/", MembersView.as_view(), name="members")]


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

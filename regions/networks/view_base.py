"""What all pages of a network share: finding it, who may see the page, and forms that lose nothing."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.generic import View

from regions.networks.models import Network
from regions.networks.rules import Standing, may_see, standing_of
from regions.networks.services import Refused, Stale, delete_row, save_row

TEMPLATES = "regions/networks"


class NetworkView(View):
    """A page of one network that may be seen; what may not be seen is not there."""

    network: Network
    standing: Standing
    #: Asks to sign in, and browsers keep nothing of it.
    is_internal = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.is_internal and not request.user.is_authenticated:
            # Before anything is looked up: it says nothing about what is there.
            return redirect_to_login(request.get_full_path())
        self.network = get_object_or_404(Network.objects.select_related("state"), slug=kwargs["slug"])
        self.standing = standing_of(request.user, self.network)
        if not may_see(self.network, self.standing) or not self.may_open():
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        if self.is_internal:
            add_never_cache_headers(response)
        return response

    def may_open(self) -> bool:
        """Whether the person may open this page, of a network that may be seen."""
        return True

    def show(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """A page of this network."""
        base = {"network": self.network, "standing": self.standing}
        return render(self.request, f"{TEMPLATES}/{template}.html", base | context, status=status)


class InsiderView(NetworkView):
    """A page of the internal area."""

    is_internal = True

    def may_open(self) -> bool:
        return self.standing.is_insider


class ManagerView(NetworkView):
    """A page for conveners and keepers."""

    is_internal = True

    def may_open(self) -> bool:
        return self.standing.manages

    def home(self) -> HttpResponse:
        return redirect("networks:manage", slug=self.network.slug)

    def tell(self, function, *args: Any, text: str, **kwargs: Any) -> Any:
        """Do something at once, and say that it was done or why it was not."""
        try:
            result = function(*args, actor=self.request.user, **kwargs)
        except Refused as refusal:
            messages.error(self.request, refusal.sentence)
            return None
        messages.success(self.request, text)
        return result


class FormPage:
    """A page with one form: what was typed stays whatever is wrong. Goes beside a view of a network."""

    form_class: type[forms.BaseForm]
    template = "manage/form"
    #: What the page is called, and what its button says.
    title: Any = ""
    button: Any = ""
    done_text: Any = ""

    def make_form(self, data=None, files=None) -> forms.BaseForm:
        raise NotImplementedError

    def store(self, form: forms.BaseForm) -> None:
        """Hand the form's content to a service."""
        raise NotImplementedError

    def done_url(self) -> str:
        return reverse("networks:manage", kwargs={"slug": self.network.slug})

    def back(self) -> tuple[str, str]:
        """Address and name of the page above this one."""
        return reverse("networks:manage", kwargs={"slug": self.network.slug}), _("Manage the network")

    def context(self) -> dict[str, Any]:
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show_form(self.make_form())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show_form(form, status=422)
        try:
            self.store(form)
        except Stale as stale:
            form.mark_stale(stale.current)
            return self.show_form(form, status=409)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
            return self.show_form(form, status=422)
        messages.success(request, self.done_text or _("Saved."))
        return redirect(self.done_url())

    def show_form(self, form: forms.BaseForm, status: int = 200) -> HttpResponse:
        back_url, back_label = self.back()
        context = {
            "form": form,
            "title": self.title,
            "button": self.button or _("Save"),
            "back_url": back_url,
            "back_label": back_label,
            "has_files": form.is_multipart(),
        }
        return self.show(self.template, context | self.context(), status=status)


class RowPage(FormPage, ManagerView):
    """A form for one row of the network, a new one or one that is there."""

    #: Names the row's kind in the log: `networks.<verb>_<name>`.
    name = ""
    title_new: Any = ""
    row: Any = None

    def find(self) -> Any:
        """The row the address names, or a new one. Raises Http404."""
        raise NotImplementedError

    def make_form(self, data=None, files=None) -> forms.BaseForm:
        self.row = self.find()
        if self.row.pk is None and self.title_new:
            self.title = self.title_new
        return self.form_class(data, files, instance=self.row, **self.form_arguments())

    def form_arguments(self) -> dict[str, Any]:
        return {}

    def store(self, form: forms.BaseForm) -> None:
        verb = "change" if self.row.pk else "add"
        names = [field.name for field in self.row._meta.many_to_many if field.name in form.fields]
        save_row(
            form.instance,
            network=self.network,
            actor=self.request.user,
            action=f"networks.{verb}_{self.name}",
            seen=form.seen,
            many={name: form.cleaned_data[name] for name in names},
        )


class DeletePage(ManagerView):
    """Deleting one row by a button."""

    http_method_names = ["post"]
    name = ""

    def find(self) -> Any:
        raise NotImplementedError

    def done_url(self) -> str:
        return reverse("networks:manage", kwargs={"slug": self.network.slug})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self.find()
        self.tell(
            delete_row, row, network=self.network, action=f"networks.delete_{self.name}", text=_("It is deleted.")
        )
        return redirect(self.done_url())

"""What every request of a signed-in person passes through."""

import json
from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.signin import devices
from accounts.signin.second_factor import Step, needs_second_factor, next_step

#: Where the person wanted to go, kept while they set up their second factor.
WANTED_KEY = "second_factor_next"


#: Of a request that waits for the password: what is needed to send it again.
KEPT_HEADERS = (
    "CONTENT_TYPE",
    "HTTP_HOST",
    "PATH_INFO",
    "QUERY_STRING",
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "SERVER_NAME",
    "SERVER_PORT",
    "wsgi.url_scheme",
)


class DevicesMiddleware:
    """Keeps the time of last use, and takes addresses out of what waits in a session."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.session.accessed and not request.session.is_empty():
            devices.note_use(request)
            forget_address(request)
        return response


def forget_address(request: HttpRequest) -> None:
    """A form that waits for the password to be entered again is kept with the request's headers: not with all."""
    kept = request.session.get(STATE_SESSION_KEY)
    if not isinstance(kept, dict) or "request" not in kept:
        return
    waiting = json.loads(kept["request"])
    if waiting["META"].keys() <= set(KEPT_HEADERS):
        return
    waiting["META"] = {name: value for name, value in waiting["META"].items() if name in KEPT_HEADERS}
    request.session[STATE_SESSION_KEY] = {**kept, "request": json.dumps(waiting)}


class StaffSecondFactorMiddleware:
    """The admin opens after a second factor, whichever of its doors somebody stands at."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.closed_door(request) or self.get_response(request)

    def closed_door(self, request: HttpRequest) -> HttpResponse | None:
        """The way to the second factor; None when the person may go on."""
        admin = reverse("wagtailadmin_home")
        if not request.path_info.startswith(admin) or request.path_info == reverse("wagtailadmin_logout"):
            return None
        if not needs_second_factor(request.user):
            return None
        step = next_step(request)
        if step is Step.NONE:
            request.session.pop(WANTED_KEY, None)
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return JsonResponse({"error": _("Please sign in with your second factor, then try again.")}, status=403)
        wanted = request.get_full_path() if request.method == "GET" else admin
        return HttpResponseRedirect(f"{_page(step)}?{urlencode({'next': wanted})}")


def _page(step: Step) -> str:
    names = {
        Step.SET_UP: "accounts:second_factor",
        Step.APP_OR_CODE: "mfa_reauthenticate",
        Step.PASSKEY: "mfa_reauthenticate_webauthn",
    }
    return reverse(names[step])

"""Public pages of contributions: reading them where they belong, writing one, supporting one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from consultations.contributions import queries, services
from consultations.contributions.codes import normalise
from consultations.contributions.enums import Channel, Kind, Publication, State
from consultations.contributions.forms import ContributionForm
from consultations.contributions.kept import forget_typed, keep_typed, typed_before
from consultations.contributions.models import Contribution
from consultations.contributions.rules import may_be_replied_to, may_support, why_closed
from consultations.contributions.services import ParticipationClosed, Receipt, TooManyContributions, submit_contribution
from consultations.contributions.targets import Target, TargetRefused, describe
from consultations.drafts import queries as drafts
from consultations.drafts.models import Draft
from consultations.process.enums import ModerationTime
from consultations.process.models import Process
from consultations.process.participation import Participation, participation

#: Where the form begins on every page that has one.
FORM_ANCHOR = "#beitrag-schreiben"


class TargetView(View):
    """A page with the contributions about one thing and the form to add one; subclasses say what it is about.

    Contributions are stored by a signed-in POST only. Whatever goes wrong, the typed text comes back to its author.
    """

    http_method_names = ["get", "head", "options", "post"]
    template_name = "consultations/contributions/target.html"

    process: Process
    described: Target
    window: Participation

    def find(self) -> Model:
        """The object the page is about. Raises Http404."""
        raise NotImplementedError

    def extra_context(self) -> dict[str, Any]:
        """What the page of this kind of target shows besides the contributions."""
        return {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visible = Process.objects.visible_to(request.user).prefetch_related("phases")
        self.process = get_object_or_404(visible, slug=kwargs["process_slug"])
        target = self.find()
        self.described = describe(target)
        self.window = participation(self.process, self.described.kind)
        self.closed_because = why_closed(target, self.window)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, restored = None, False
        if request.user.is_authenticated and not self.closed_because:
            typed = typed_before(request)
            restored = typed is not None
            form = ContributionForm(initial=typed or {}, described=self.described, user=request.user)
        code = request.GET.get("antwort") or (typed_before(request) or {}).get("parent", "")
        return self.page(form, parent=self.parent(code), restored=restored)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.closed_because and not request.user.is_authenticated:
            return self.refused()
        if not request.user.is_authenticated:
            return self.ask_to_sign_in()
        code = request.POST.get("parent", "")
        parent = self.parent(code)
        form = ContributionForm(request.POST, described=self.described, user=request.user)
        if code and parent is None:
            form.add_error(None, _("This contribution cannot be replied to."))
        if not form.is_valid():
            # After the end of the phase correcting the form would lead nowhere.
            return self.refused() if self.closed_because else self.page(form, parent=parent, status=422)
        try:
            receipt = submit_contribution(self.described.object, request.user, form.submission(parent))
        except (ParticipationClosed, TargetRefused):
            return self.refused()
        except TooManyContributions as error:
            return self.too_many(error)
        except ValidationError as error:
            _add_errors(form, error)
            return self.page(form, parent=parent, status=422)
        forget_typed(request)
        return self.stored(receipt)

    def parent(self, code: str) -> Contribution | None:
        """The contribution a new one replies to; None when the code names none that can be replied to here."""
        found = queries.repliable(self.described, code)
        return found if found is not None and may_be_replied_to(found, self.described) else None

    def contributions_context(self) -> dict[str, Any]:
        """The conversations about the target, sorted and paginated."""
        sort = self.request.GET.get("sort", "")
        sort = sort if sort in queries.SORTING else queries.NEWEST
        page, threads, total = queries.threads(
            self.request, self.described, sort=sort, page=self.request.GET.get("page")
        )
        return {"page": page, "threads": threads, "total": total, "sort": sort}

    def page(
        self,
        form: ContributionForm | None,
        *,
        parent: Contribution | None = None,
        restored: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "process": self.process,
            "target": self.described.object,
            "described": self.described,
            "participation": self.window,
            "closed_because": self.closed_because,
            "form": form,
            "parent": parent,
            "restored": restored,
            "next": self.request.path + FORM_ANCHOR,
            "newest": queries.NEWEST,
            "most_supported": queries.MOST_SUPPORTED,
            **self.contributions_context(),
            **self.extra_context(),
        }
        return render(self.request, self.template_name, context, status=status)

    def stored(self, receipt: Receipt) -> HttpResponse:
        """On to the trace by the secret code: there the author sees that it arrived, and what comes next."""
        number = {"code": receipt.contribution.display_code}
        if receipt.is_new:
            hours = {"hours": receipt.contribution.process.review_within_hours}
            messages.success(self.request, stored_text(receipt.contribution) % (number | hours))
        else:
            text = _("You have sent this contribution before. It is stored once, under the number %(code)s.") % number
            messages.info(self.request, text)
        return redirect("results:trace", code=receipt.contribution.display_receipt_code)

    def ask_to_sign_in(self) -> HttpResponse:
        """Keep what was typed in the session, and ask for the sign-in that is missing or has run out."""
        keep_typed(self.request)
        messages.info(
            self.request,
            _("Please sign in to send your contribution. Your text is kept and will be in the form again."),
        )
        return redirect_to_login(self.request.path + FORM_ANCHOR)

    def refused(self) -> HttpResponse:
        """Nothing can be said here any more: the phase is over (403), or this part of the draft is gone (409)."""
        window = participation(self.process, self.described.kind)
        if window.is_open:
            heading = _("This part of the draft has changed")
        elif window.ended or self.process.finished_on:
            heading = _("Contributions are no longer possible")
        else:
            heading = _("Contributions are not possible yet")
        return self._kept_text_page(
            heading=heading,
            explanation=why_closed(self.described.object, window) or window.sentence,
            status=409 if window.is_open else 403,
        )

    def too_many(self, error: TooManyContributions) -> HttpResponse:
        minutes = -(-error.retry_after // 60)
        response = self._kept_text_page(
            heading=_("Too many contributions in a short time"),
            explanation=_(
                "You have sent many contributions in a short time. "
                "Please wait %(minutes)s minutes and send this one again."
            )
            % {"minutes": minutes},
            status=429,
        )
        response["Retry-After"] = str(error.retry_after)
        return response

    def _kept_text_page(self, *, heading: str, explanation: str, status: int) -> HttpResponse:
        context = {
            "process": self.process,
            "heading": heading,
            "explanation": explanation,
            "is_flood": status == 429,
            "typed_title": self.request.POST.get("title", ""),
            "typed_text": self.request.POST.get("text", ""),
            "back_url": self.request.path,
        }
        return render(self.request, "consultations/contributions/refused.html", context, status=status)


def stored_text(contribution: Contribution) -> str:
    """What its author reads first after sending, with %(code)s and %(hours)s: it depends on when moderators look."""
    if contribution.process.moderation_time == ModerationTime.BEFORE:
        return _(
            "Thank you. Your contribution is stored. Its number is %(code)s. The moderation checks it, as a rule "
            "within %(hours)s hours, and writes to you by e-mail what was decided. Below you see what happens then."
        )
    if contribution.state == State.PENDING:
        return _(
            "Thank you. Your contribution is stored. Its number is %(code)s. Something about it is unusual, for "
            "example many links or many contributions in a short time. So the moderation looks at it before it "
            "appears, as a rule within %(hours)s hours, and writes to you by e-mail."
        )
    if contribution.publication == Publication.INTERNAL:
        return _(
            "Thank you. Your contribution is stored and admitted. Its number is %(code)s. As you wished, it is not "
            "published. The moderation looks at it afterwards, as a rule within %(hours)s hours."
        )
    return _(
        "Thank you. Your contribution is stored and published. Its number is %(code)s. The moderation looks at it "
        "afterwards, as a rule within %(hours)s hours. Below you see what happens then."
    )


class ParagraphContributions(TargetView):
    """One paragraph with its contributions."""

    def find(self) -> Model:
        return drafts.paragraph_for_reading(self.process, self.kwargs["lineage"])

    def extra_context(self) -> dict[str, Any]:
        before, after = drafts.neighbours(self.described.object)
        return {"paragraph": self.described.object, "before": before, "after": after}


class SectionContributions(TargetView):
    """One chapter with the contributions about it as a whole."""

    def find(self) -> Model:
        return drafts.section_for_reading(self.process, self.kwargs["lineage"])

    def extra_context(self) -> dict[str, Any]:
        return {"section": self.described.object}


class DraftContributions(TargetView):
    """The draft as a whole with the contributions about it; there once a version is published."""

    def find(self) -> Model:
        version = drafts.current_version(self.process)
        if version is None:
            raise Http404("no published version")
        return version.draft

    def extra_context(self) -> dict[str, Any]:
        return {"whole_draft": self.described.object}


class ProcessContributions(TargetView):
    """All public contributions of a process; in a phase for ideas with a form about the process as a whole."""

    template_name = "consultations/contributions/list.html"

    def find(self) -> Model:
        return self.process

    def contributions_context(self) -> dict[str, Any]:
        version = drafts.current_version(self.process)
        chapters = list(version.sections.order_by("order")) if version else []
        limits = queries.list_filter(self.request, chapters)
        found = queries.listed(self.process, limits)
        page = Paginator(found, queries.PER_PAGE).get_page(self.request.GET.get("page"))
        return {
            "page": page,
            "contributions": queries.for_page(self.request, list(page.object_list)),
            "total": page.paginator.count,
            "limits": limits,
            "kinds": [(value, label) for value, label in Kind.choices if value != Kind.REPLY],
            "channels": Channel.choices,
            "chapters": chapters,
            "draft_exists": Draft.objects.filter(process=self.process).exists() and version is not None,
        }


def _add_errors(form: ContributionForm, error: ValidationError) -> None:
    """Put what the service refused beside the fields it is about."""
    for name, errors in getattr(error, "error_dict", {NON_FIELD_ERRORS: error.error_list}).items():
        form.add_error(name if name in form.fields else None, errors)


@require_POST
def support(request: HttpRequest, code: str) -> HttpResponse:
    """Support a contribution, or take the support back. What is not public, and one's own, cannot be supported."""
    public = Contribution.objects.public().filter(process__in=Process.objects.visible_to(request.user))
    contribution = get_object_or_404(public, code=normalise(code))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = queries.target_url(contribution) or reverse("results:trace", kwargs={"code": contribution.display_code})
    back = f"{back.split('#')[0]}#beitrag-{contribution.code}"
    if not request.user.is_authenticated:
        response = redirect_to_login(back)
        # htmx would put the sign-in page in the place of the button.
        return HttpResponse(headers={"HX-Redirect": response.url}) if request.htmx else response
    if not may_support(request.user, contribution):
        raise Http404
    if not services.support(contribution, request.user):
        services.withdraw_support(contribution, request.user)
    if request.htmx:
        shown = Contribution.objects.public().with_support().for_display().get(pk=contribution.pk)
        queries.for_page(request, [shown])
        context = {"contribution": shown, "support_back": back}
        return render(request, "consultations/contributions/support.html", context)
    return redirect(back)

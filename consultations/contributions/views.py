"""Public pages of contributions: reading them where they belong, and writing one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.generic import View

from consultations.contributions import queries
from consultations.contributions.attachments.uploads import FormFiles
from consultations.contributions.codes import normalise
from consultations.contributions.enums import Publication, State
from consultations.contributions.extensions import target_panels, ways_to_send
from consultations.contributions.following.queries import follow_button
from consultations.contributions.following.views import follow_if_asked
from consultations.contributions.forms import ContributionForm
from consultations.contributions.guests.forms import GuestContributionForm
from consultations.contributions.kept import forget_typed, keep_typed, posted_parent, typed_before
from consultations.contributions.models import Contribution
from consultations.contributions.refusals import MayNotContribute, ParticipationClosed, TooManyContributions
from consultations.contributions.rules import Barrier, barrier, may_be_replied_to, takes_replies_only, why_closed
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.saved.queries import saved_about
from consultations.contributions.saved.services import discard
from consultations.contributions.saved.views import discard_here, keep_for_later, keep_posted
from consultations.contributions.services import Receipt, submit_contribution
from consultations.contributions.targets import Target, TargetRefused, describe
from consultations.contributions.wording import is_same_text
from consultations.drafts import queries as drafts
from consultations.process.enums import ModerationTime
from consultations.process.models import Process
from consultations.process.participation import Participation, participation_for, who_may_contribute

#: Where the form begins on every page that has one.
FORM_ANCHOR = "#beitrag-schreiben"

#: Buttons of the form that are for people with an account; without one they lead to signing in.
ASKS_FOR_AN_ACCOUNT = frozenset({"sign_in", "save", "discard"})


class TargetView(View):
    """A page with the contributions about one thing and the form to add one; subclasses say what it is about.

    Who may contribute, `rules.barrier` says. Whatever goes wrong, the typed text comes back to its author.
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
        self.window = participation_for(request.user, self.process, self.described.kind)
        self.files = FormFiles(request, self.described)
        self.closed_because = why_closed(target, self.window)
        self.barrier = barrier(request.user, self.process)
        self.replies_only = takes_replies_only(target)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = request.GET.get("antwort", "")
        saved = saved_about(request.user, self.described, normalise(code)[:40])
        typed = typed_before(request) or (saved.fields if saved else None)
        form = None
        parent = self.parent(code or (typed or {}).get("parent", ""))
        if not self.closed_because and not self.barrier and (parent or not self.replies_only):
            form = self.form(initial=typed or {})
        return self.page(form, parent=parent, restored=bool(form and typed), saved=saved)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        code = posted_parent(request)
        if request.user.is_authenticated and "save" in request.POST:
            return keep_for_later(request, self.described, code)
        if request.user.is_authenticated and "discard" in request.POST:
            return discard_here(request, self.described, code)
        if not request.user.is_authenticated and ASKS_FOR_AN_ACCOUNT.intersection(request.POST):
            return self.ask_to_sign_in()
        if self.closed_because and not request.user.is_authenticated:
            return self.refused()
        if not request.user.is_authenticated and self.barrier:
            return self.ask_to_sign_in()
        parent = self.parent(code)
        form = self.form(request.POST)
        if not self.closed_because:
            self.files.take(form)
        if code and parent is None:
            form.add_error(None, _("This contribution cannot be replied to."))
        if not form.is_valid():
            # After the end of the phase, or for somebody who is not asked, correcting the form would lead nowhere.
            if self.closed_because or self.barrier:
                return self.not_asked(self.barrier) if self.barrier and not self.closed_because else self.refused()
            return self.wrong(form, parent)
        try:
            author = form.guest() if form.is_guest else request.user
            receipt = submit_contribution(self.described.object, author, form.submission(parent, self.files.chosen))
        except (ParticipationClosed, TargetRefused):
            return self.refused()
        except MayNotContribute as error:
            return self.not_asked(error.barrier)
        except TooManyContributions as error:
            return self.too_many(error)
        except ValidationError as error:
            _add_errors(form, error)
            return self.wrong(form, parent)
        forget_typed(request)
        if form.is_guest:
            return self.sent_by_guest()
        follow_if_asked(request, self.described)
        return self.stored(receipt)

    def form(self, data=None, **kwargs: Any) -> ContributionForm:
        """The form for this visitor: guests are asked for name and address as well."""
        form = ContributionForm if self.request.user.is_authenticated else GuestContributionForm
        if self.window.organisations:
            kwargs["only_for"] = self.window.organisations
        return form(data, described=self.described, user=self.request.user, **kwargs)

    def wrong(self, form: ContributionForm, parent: Contribution | None) -> HttpResponse:
        """The form again, with what is wrong; the text is kept, in case nobody comes back to it today."""
        saved = keep_posted(self.request, self.described, posted_parent(self.request))
        return self.page(form, parent=parent, saved=saved, status=422)

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
        saved: SavedContribution | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "process": self.process,
            "target": self.described.object,
            "described": self.described,
            "target_panels": target_panels,
            "participation": self.window,
            "closed_because": self.closed_because,
            "form": form,
            "ways_to_send": ways_to_send.render(self.request, described=self.described, form=form)
            if form is not None and parent is None
            else "",
            "parent": parent,
            "restored": restored,
            "waiting_files": self.files.waiting if form else [],
            "saved": saved,
            "barrier": self.barrier,
            "replies_only": self.replies_only,
            "who_may": who_may_contribute(self.process),
            "next": f"{self.request.path}{f'?antwort={parent.code}' if parent else ''}{FORM_ANCHOR}",
            "newest": queries.NEWEST,
            "follow_button": follow_button(self.request, self.described),
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
            # Where it is new, the service has forgotten it in the same transaction.
            discard(self.request.user, self.described, posted_parent(self.request))
            text = _("You have sent this contribution before. It is stored once, under the number %(code)s.") % number
            messages.info(self.request, text)
        return redirect("results:trace", code=receipt.contribution.display_receipt_code)

    def sent_by_guest(self) -> HttpResponse:
        """On to the page that says a mail is on its way: the same for every address, and for words sent before."""
        keep_typed(self.request, self.described, is_sent=True)
        return redirect("contributions:guest_sent", process_slug=self.process.slug)

    def ask_to_sign_in(self) -> HttpResponse:
        """Keep what was typed in the session, and ask for the sign-in that is missing or has run out."""
        keep_typed(self.request, self.described)
        if self.request.htmx:
            # The page saved by itself after the session had run out: say so in its line, and leave the form alone.
            context = {"next": self.request.path + FORM_ANCHOR}
            return render(self.request, "consultations/contributions/saved/signed_out.html", context)
        messages.info(
            self.request,
            _("Please sign in to send your contribution. Your text is kept and will be in the form again."),
        )
        if self.request.FILES:
            messages.warning(self.request, _("Your files were not kept. Please choose them again in the form."))
        return redirect_to_login(self.request.path + FORM_ANCHOR)

    def refused(self) -> HttpResponse:
        """Nothing can be said here any more: the phase is over (403), or this part of the draft is gone (409)."""
        window = participation_for(self.request.user, self.process, self.described.kind)
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

    def not_asked(self, missing: Barrier) -> HttpResponse:
        """The process takes no contributions from this person."""
        if missing == Barrier.ACCOUNT:
            return self.ask_to_sign_in()
        return self._kept_text_page(
            heading=_("Only organisations can contribute here"),
            explanation=" ".join(
                [
                    who_may_contribute(self.process),
                    _("You belong to no verified organisation. Ask your organisation to add you, then send your text."),
                ]
            ),
            status=403,
        )

    def too_many(self, error: TooManyContributions) -> HttpResponse:
        minutes = -(-error.retry_after // 60)
        response = self._kept_text_page(
            heading=_("Too many contributions in a short time"),
            explanation=error.reason
            or _(
                "You have sent many contributions in a short time. "
                "Please wait %(minutes)s minutes and send this one again."
            )
            % {"minutes": minutes},
            status=429,
        )
        response["Retry-After"] = str(error.retry_after)
        return response

    def _kept_text_page(self, *, heading: str, explanation: str, status: int) -> HttpResponse:
        wording = self.request.POST.get("proposed_text", "")
        context = {
            "process": self.process,
            "heading": heading,
            "explanation": explanation,
            "is_flood": status == 429,
            "saved": keep_posted(self.request, self.described, posted_parent(self.request)),
            "typed_title": self.request.POST.get("title", ""),
            "typed_text": self.request.POST.get("text", ""),
            "back_url": self.request.path,
            "typed_wording": "" if is_same_text(wording, getattr(self.described.object, "text", "")) else wording,
            "waiting_files": self.files.waiting,
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


def _add_errors(form: ContributionForm, error: ValidationError) -> None:
    """Put what the service refused beside the fields it is about."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)

"""The public pages of the results: what they show, and what they never show."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.contributions import codes
from consultations.contributions.enums import Publication, State
from consultations.moderation.models import Decision, ModerationDecision
from consultations.results import queries
from consultations.results.models import ResultsPublication
from consultations.synthesis.models import Segment
from tests.factories.consultations import ActionFieldFactory, make_version

SECRET = "Nur für die Auswertung bestimmt"


def trace_url(code):
    return reverse("results:trace", kwargs={"code": code})


def results_url(process):
    return reverse("results:results", kwargs={"process_slug": process.slug})


def text_of(response):
    return response.content.decode()


# --- Traces: doors --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"publication": Publication.INTERNAL},
    ],
    ids=["pending", "rejected", "internal"],
)
def test_what_is_not_public_opens_for_its_author_and_the_team_only(client, cast, make_contribution, fields):
    contribution = make_contribution(user=cast.member, text=SECRET, title="Geheimer Titel", **fields)
    url = trace_url(contribution.display_code)
    for person in (None, cast.outsider, cast.coordinator):
        if person:
            client.force_login(person)
        response = client.get(url)
        assert response.status_code == 404
        assert SECRET not in text_of(response)
        assert "Geheimer Titel" not in text_of(response)
    # The team may follow it, but reads what was not released only after a logged click, and only as moderators.
    released = contribution.state == State.RELEASED
    for person, reads in ((cast.member, True), (cast.observer, released), (cast.moderator, released)):
        client.force_login(person)
        response = client.get(url)
        assert response.status_code == 200
        assert (SECRET in text_of(response)) is reads
        assert ("Geheimer Titel" in text_of(response)) is reads
        assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("state", [State.RELEASED, State.MERGED])
def test_a_public_trace_opens_for_everybody_and_keeps_the_receipt_code(client, make_contribution, state):
    fields = {"merged_into": make_contribution()} if state == State.MERGED else {}
    contribution = make_contribution(state=state, text="Mehr Kurse am Abend.", **fields)
    response = client.get(trace_url(contribution.display_code))
    html = text_of(response)
    assert response.status_code == 200
    assert "Mehr Kurse am Abend." in html
    assert contribution.receipt_code not in html
    assert contribution.display_receipt_code not in html
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in html


@pytest.mark.parametrize(
    "spelling", [str.lower, lambda code: code.replace("-", ""), lambda code: code.replace("-", " ")]
)
def test_codes_may_be_typed_in_any_way(client, make_contribution, spelling):
    contribution = make_contribution()
    for code in (contribution.display_code, contribution.display_receipt_code):
        assert client.get(trace_url(spelling(code))).status_code == 200


def test_before_a_guest_confirmed_no_code_opens_anything(client, make_contribution):
    """Its receipt code is mailed with the confirmation, so nobody can know it yet."""
    contribution = make_contribution(state=State.UNCONFIRMED, user=None, text=SECRET)
    for code in (contribution.display_code, contribution.display_receipt_code):
        response = client.get(trace_url(code))
        assert response.status_code == 404 and SECRET not in text_of(response)


@pytest.mark.parametrize("state", [state for state in State if state != State.UNCONFIRMED])
@pytest.mark.parametrize("publication", list(Publication))
def test_a_receipt_code_always_opens_the_text_as_submitted(client, make_contribution, state, publication):
    fields = {"merged_into": make_contribution()} if state == State.MERGED else {}
    contribution = make_contribution(state=state, publication=publication, text=SECRET, **fields)
    response = client.get(trace_url(contribution.display_receipt_code))
    html = text_of(response)
    assert response.status_code == 200
    assert SECRET in html
    assert contribution.display_code in html
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert f"next=%2Fbeitrag%2F{contribution.display_receipt_code}" not in html
    assert f"next=/beitrag/{contribution.display_receipt_code}" not in html
    assert response.headers["X-Robots-Tag"] == "noindex"


def test_a_rejection_is_explained_behind_the_receipt_code(client, process, make_contribution):
    contribution = make_contribution(state=State.REJECTED)
    ModerationDecision.objects.create(
        contribution=contribution,
        decision=Decision.REJECTED,
        rule=process.rules.get(number=2),
        message_to_author="Bitte <b>anders</b> formulieren.",
        decided_at=timezone.now(),
    )
    html = text_of(client.get(trace_url(contribution.display_receipt_code)))
    assert "Bitte &lt;b&gt;anders&lt;/b&gt; formulieren." in html
    assert "Keine Beleidigungen." in html


def test_the_team_of_another_process_and_a_signed_in_stranger_are_the_public(client, cast, make_contribution):
    contribution = make_contribution()
    ModerationDecision.objects.create(
        contribution=contribution, decision=Decision.RELEASED, message_to_author=SECRET, decided_at=timezone.now()
    )
    for person in (cast.outsider, cast.stakeholder):
        client.force_login(person)
        assert SECRET not in text_of(client.get(trace_url(contribution.display_code)))


def test_an_unpublished_process_has_no_traces(client, cast, process, make_contribution):
    contribution = make_contribution(user=cast.stakeholder)
    process.is_published = False
    process.save()
    for code in (contribution.display_code, contribution.display_receipt_code):
        assert client.get(trace_url(code)).status_code == 404
    client.force_login(cast.observer)
    assert client.get(trace_url(contribution.display_code)).status_code == 200


@pytest.mark.parametrize(
    "code", ["A", "AAAA-AAAA", "AAAAAAAAA", "A" * 20, "A" * 500, "<script>", "ÄÖÜ", "%F0%9F%98%80"]
)
def test_unknown_codes_are_answered_alike(client, db, code):
    response = client.get(trace_url(code))
    assert response.status_code == 404
    assert "<script>" not in text_of(response).replace("<script src", "")


def test_a_trace_is_read_only(client, make_contribution):
    assert client.post(trace_url(make_contribution().display_code)).status_code == 405


def test_stored_markup_stays_text(client, make_contribution):
    contribution = make_contribution(
        text="<script>alert(1)</script>", title="<img src=x onerror=1>", organisation_name="<b>Verein</b>"
    )
    html = text_of(client.get(trace_url(contribution.display_code)))
    for markup in ("<script>alert", "<img src=x", "<b>Verein"):
        assert markup not in html


# --- Looking up -----------------------------------------------------------------------------------------------------


def test_the_lookup_leads_to_the_trace(client, make_contribution):
    contribution = make_contribution()
    for code in (contribution.code.lower(), contribution.receipt_code):
        response = client.post(reverse("results:lookup"), {"code": f" {code} "})
        assert response.status_code == 302
        assert response.url == trace_url(codes.grouped(code.upper()))


def test_the_lookup_does_not_tell_a_rejected_from_an_unknown_code(client, make_contribution):
    rejected = make_contribution(state=State.REJECTED)
    pages = []
    for code in (rejected.display_code, "AAAA-AAAA"):
        response = client.post(reverse("results:lookup"), {"code": code})
        assert response.status_code == 404
        pages.append(text_of(response).replace(code, "CODE").split("<main")[1].split("csrf")[0])
    assert pages[0] == pages[1]


def test_the_lookup_asks_for_a_code(client, db):
    assert client.get(reverse("results:lookup")).status_code == 200
    assert client.post(reverse("results:lookup"), {"code": ""}).status_code == 404


# --- Results of a process -------------------------------------------------------------------------------------------


def test_a_published_result_is_told_in_full(client, process, version, make_contribution, answered, cite, change):
    field = ActionFieldFactory(process=process, slug="sprache", title="Sprache", color="#a3481e", text="Was hilft?")
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    finding = answered(title="Mehr Zeit für Kurse", reason="Der Grund in voller Länge.", action_field=field)
    contribution = make_contribution(title="Kurse am Abend")
    cite(finding, contribution, stance="for")
    change(second, "k1-1", finding)
    html = text_of(client.get(results_url(process)))
    for part in (
        "Mehr Zeit für Kurse",
        "Der Grund in voller Länge.",
        "Referat Sprache",
        "Kurse am Abend",
        "Was hilft?",
    ):
        assert part in html
    assert 'id="handlungsfeld-sprache"' in html
    assert 'fill="#a3481e"' in html
    assert "<ins>" in html
    assert "<del>" in html
    assert trace_url(contribution.display_code) in html
    assert "style=" not in html


def test_findings_without_a_field_stand_across(client, process, answered):
    ActionFieldFactory(process=process)
    answered(title="Für das ganze Konzept")
    assert 'id="uebergreifend"' in text_of(client.get(results_url(process)))


def test_a_field_without_results_invites(client, process, answered):
    ActionFieldFactory(process=process, slug="leer")
    answered()
    html = text_of(client.get(results_url(process)))
    assert 'id="handlungsfeld-leer"' in html
    assert "kd-empty" in html


def test_nothing_unpublished_is_on_any_page(client, home, process, version, make_contribution, answered, cite, change):
    field = ActionFieldFactory(process=process)
    prepared = make_version(process, number=2, texts={"k1-1": "Geheime neue Fassung."}, published=False)
    shown = answered(title="Sichtbar", action_field=field, internal_note="Geheime Notiz")
    hidden = answered(title="Geheimes Ergebnis", reason="Geheimer Grund", published=False, action_field=field)
    internal = make_contribution(publication=Publication.INTERNAL, title="Geheimer Beitrag", text=SECRET)
    cite(shown, make_contribution(), internal)
    cite(hidden, make_contribution())
    change(prepared, "k1-1", shown, hidden)
    urls = [
        results_url(process),
        reverse("results:latest"),
        reverse("results:finding", args=[process.slug, shown.number]),
        process.get_absolute_url(),
        "/",
    ]
    for url in urls:
        html = text_of(client.get(url))
        assert "eheime" not in html, url
        assert SECRET not in html, url
        assert internal.display_code not in html, url
        assert url == process.get_absolute_url() or "Sichtbar" in html, url
    assert client.get(reverse("results:finding", args=[process.slug, hidden.number])).status_code == 404


def test_an_empty_process_has_a_friendly_page(client, process):
    response = client.get(results_url(process))
    assert response.status_code == 200
    assert "kd-empty" in text_of(response)


def test_results_of_an_unpublished_process_are_for_its_team(client, cast, process, answered):
    finding = answered()
    process.is_published = False
    process.save()
    urls = [results_url(process), reverse("results:finding", args=[process.slug, finding.number])]
    for person in (None, cast.outsider, cast.stakeholder):
        if person:
            client.force_login(person)
        assert [client.get(url).status_code for url in urls] == [404, 404]
    client.force_login(cast.observer)
    assert client.get(urls[0]).status_code == 200
    assert finding.title not in text_of(client.get(reverse("results:latest")))


@pytest.mark.parametrize("page", ["0", "-1", "abc", "99999999999999999999", "\u0663"])
def test_nonsense_pages_are_no_error(client, process, answered, page):
    finding = answered()
    for url in (reverse("results:latest"), reverse("results:finding", args=[process.slug, finding.number])):
        assert client.get(url, {"page": page}).status_code == 200


def test_the_number_of_queries_does_not_grow(
    client, home, process, version, make_contribution, answered, cite, change, count_queries
):
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    fields = [ActionFieldFactory(process=process) for _index in range(3)]
    first = answered(action_field=fields[0])
    cite(first, make_contribution())
    explained = change(second, "k1-1", first)
    urls = [
        results_url(process),
        reverse("results:latest"),
        reverse("results:finding", args=[process.slug, first.number]),
        process.get_absolute_url(),
        "/",
        trace_url(first.segments.get().contribution.display_code),
    ]
    for url in urls:
        client.get(url)  # what is looked up once per site is not counted
    before = [count_queries(client, url) for url in urls]
    for index in range(49):
        finding = answered(action_field=fields[index % 3])
        explained.findings.add(finding)
        cite(finding, *[make_contribution() for _index in range(3)])
    cite(first, *[make_contribution() for _index in range(50)])
    assert [count_queries(client, url) for url in urls] == before


# --- Numbers --------------------------------------------------------------------------------------------------------


def numbers(process=None):
    found = queries.coverage(process)
    return found.total, found.answered, found.no_answer_needed


def test_only_public_contributions_are_counted(process, make_contribution, answered, cite):
    finding = answered()
    cite(
        finding,
        make_contribution(),
        make_contribution(publication=Publication.INTERNAL),
        make_contribution(state=State.MERGED, merged_into=make_contribution()),
    )
    make_contribution(state=State.PENDING)
    make_contribution(is_official_reply=True)
    assert numbers(process) == numbers() == (2, 1, 0)
    assert queries.results_for([finding])[0].contributions_count == 1


def test_an_answer_counts_once_it_is_published(process, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution())
    assert numbers(process) == (1, 0, 0)


def test_one_open_passage_leaves_a_contribution_unanswered(process, make_contribution, answered, cite):
    contribution = make_contribution()
    cite(answered(), contribution)
    assert numbers(process) == (1, 1, 0)
    Segment.objects.create(contribution=contribution, start=0, end=3)
    assert numbers(process) == (1, 0, 0)


def test_needing_no_answer_counts_after_the_publication(process, make_contribution):
    contribution = make_contribution()
    Segment.objects.filter(contribution=contribution).update(no_answer_reason="Nur ein Dank.")
    assert numbers(process) == (1, 0, 0)
    ResultsPublication.objects.create(process=process, findings_count=0, contributions_count=1)
    assert numbers(process) == (1, 1, 1)
    assert queries.coverage(process).is_published


def test_an_unpublished_process_counts_nowhere(process, make_contribution, answered, cite):
    cite(answered(), make_contribution())
    process.is_published = False
    process.save()
    assert numbers() == numbers(process) == (0, 0, 0)
    assert queries.participation(process) == {"organisations": 0, "conference_people": 0}
    assert queries.changed_paragraphs_count() == 0


def test_shares_fill_the_bar(process, answered):
    for decision in ("accepted", "accepted", "partly", "forwarded"):
        answered(decision=decision)
    shares = queries.decision_shares(list(queries.published_findings(process)))
    assert [(share.key, share.count) for share in shares] == [("accepted", 2), ("partly", 1), ("forwarded", 1)]
    assert sum(share.width for share in shares) == pytest.approx(100)
    assert shares[1].x == pytest.approx(50)

"""The public comparison of two versions: what it shows, whose causes, and what it never tells."""

import pytest
from django.urls import reverse

from consultations.drafts.models import Paragraph
from consultations.results.models import Answer, AnswerVersion
from tests.factories.consultations import make_second_version, make_version, publish
from tests.factories.pages import html


def url(process, query=""):
    return reverse("drafts:comparison", kwargs={"process_slug": process.slug}) + query


def old_url(process, number=1):
    return reverse("drafts:version", kwargs={"process_slug": process.slug, "number": number})


@pytest.fixture
def second(process, version):
    return make_second_version(process, "Neuer Text von Absatz k1-1.")


def test_all_kinds_of_changes_are_shown(client, process, second):
    page = html(client.get(url(process, "?von=1&bis=2")))
    assert "<strong>1</strong> Absatz geändert" in page
    assert "<strong>1</strong> Absatz neu" in page
    assert "<strong>1</strong> Absatz entfallen" in page
    assert "<strong>1</strong> Absatz verschoben" in page
    assert "Früherer Absatz 1.2" in page and "Ganz neuer Absatz." in page
    assert "Der Wortlaut ist gleich geblieben." in page
    assert "<ins>" in page and "[eingefügt" in page.replace("eingefügter Text", "eingefügt")


def test_side_by_side_shows_both_texts(client, process, second):
    page = html(client.get(url(process, "?von=1&bis=2&ansicht=synopse")))
    assert page.count("kd-synopsis__side") == 8
    assert "In dieser Fassung nicht mehr enthalten." in page and "In dieser Fassung noch nicht enthalten." in page
    assert 'aria-current="true">Nebeneinander' in page


def test_causes_are_public_findings_and_editorial_reasons_only(client, cast, process, second, answered, change):
    public, hidden = answered(title="Mehr Kurse am Abend"), answered(title="Geheimes Ergebnis", published=False)
    change(second, "k1-1", public, hidden)
    change(second, "k1-2", reason="Steht jetzt im Gesetz.", kind="dropped")
    change(second, "k3-1", hidden, kind="added")
    for person in (None, cast.outsider, cast.lead, cast.admin):
        if person:
            client.force_login(person)
        for address in (url(process), url(process, "?ansicht=synopse"), old_url(process)):
            page = html(client.get(address))
            assert "Geheimes Ergebnis" not in page
            assert "Steht jetzt im Gesetz." in page
        page = html(client.get(url(process)))
        finding_url = reverse("results:finding", kwargs={"process_slug": process.slug, "number": public.number})
        assert f'href="{finding_url}"' in page and "Mehr Kurse am Abend" in page
        assert page.count("sobald das Ergebnis dazu veröffentlicht ist") == 1


def test_causes_of_the_steps_between_are_told(client, process, second, change):
    change(second, "k1-2", reason="Entfallen in Fassung 2.", kind="dropped")
    third = make_version(process, number=3, published=False)
    change(third, "k1-1", reason="Wieder der alte Wortlaut.")
    publish(third)
    page = html(client.get(url(process, "?von=2&bis=3")))
    assert "Wieder der alte Wortlaut." in page and "Entfallen in Fassung 2." not in page
    page = html(client.get(url(process, "?von=1&bis=2")))
    assert "Entfallen in Fassung 2." in page and "Wieder der alte Wortlaut." not in page


@pytest.mark.parametrize("query", ["", "?von=2&bis=1", "?von=2&bis=2", "?von=1&bis=1", "?von=x&bis=", "?bis=1"])
def test_odd_choices_compare_what_there_is(client, process, second, query):
    response = client.get(url(process, query))
    assert response.status_code == 200
    assert "Ganz neuer Absatz." in html(response) and "Früherer Absatz 1.2" in html(response)


@pytest.mark.parametrize("query", ["?von=7&bis=2", "?von=1&bis=7", "?von=-1", "?von=0&bis=1"])
def test_unknown_versions_are_404_with_a_choice(client, process, second, query):
    response = client.get(url(process, query))
    assert response.status_code == 404
    assert "Diese Fassung gibt es nicht" in html(response) and 'name="von"' in html(response)


def test_prepared_versions_are_compared_with_nothing(client, cast, process, version):
    make_version(process, number=2, texts={"k1-1": "Geheimer neuer Text."}, published=False)
    for person in (None, cast.outsider, cast.editor, cast.lead, cast.admin):
        if person:
            client.force_login(person)
        for query in ("", "?von=1&bis=2"):
            response = client.get(url(process, query))
            assert response.status_code == 404
            assert "Geheimer neuer Text." not in html(response) and "Fassung 2" not in html(response)


def test_an_unpublished_process_is_for_its_team_only(client, cast, process, second):
    process.is_published = False
    process.save()
    assert client.get(url(process)).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(url(process)).status_code == 404
    client.force_login(cast.editor)
    assert client.get(url(process)).status_code == 200


def test_an_older_version_says_where_each_paragraph_is_now(client, process, second, change):
    change(second, "k1-2", reason="Steht jetzt im Gesetz.", kind="dropped")
    page = html(client.get(old_url(process)))
    draft = reverse("drafts:current", kwargs={"process_slug": process.slug})
    assert f'href="{draft}#absatz-k1-1">jetzt Absatz 1.1' in page
    assert f'{url(process)}?von=1&amp;bis=2#aenderung-k1-1"' in page
    for mark in ("Geändert", "Verschoben", "Unverändert", "Entfallen"):
        assert f">{mark}<" in page
    assert "Steht jetzt im Gesetz." in page
    assert "jetzt Absatz" not in html(client.get(old_url(process, 2)))


def test_pages_link_to_the_comparison_once_there_are_two_versions(client, process, version, answered):
    answered()
    pages = [
        reverse("drafts:current", kwargs={"process_slug": process.slug}),
        reverse("results:results", kwargs={"process_slug": process.slug}),
    ]
    for page in pages:
        assert url(process) not in html(client.get(page))
    make_version(process, number=2, texts={"k1-1": "Neu."})
    for page in [*pages, old_url(process)]:
        assert url(process) in html(client.get(page))


def test_the_number_of_queries_does_not_grow(client, process, version, answered, change, count_queries):
    second = make_version(process, number=2, texts={"k1-1": "Neu."}, published=False)
    change(second, "k1-1", answered())
    publish(second)
    client.get(url(process))
    addresses = [url(process), url(process, "?ansicht=synopse"), old_url(process)]
    few = {address: count_queries(client, address) for address in addresses}
    third = make_version(process, number=3, published=False)
    section = third.sections.get(lineage="k2")
    Paragraph.objects.bulk_create(
        Paragraph(version=third, section=section, lineage=f"n{n}", order=10 + n, number=f"2.{n}", text=f"Neu {n}.")
        for n in range(200)
    )
    for n in range(200):
        change(third, f"n{n}", answered(), kind="added")
    publish(third)
    for address in addresses:
        assert count_queries(client, address) == few[address]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_comparison_is_for_reading(client, process, second, method):
    assert getattr(client, method)(url(process)).status_code == 405


def test_texts_and_reasons_are_escaped(client, process, version, change):
    second = make_version(process, number=2, texts={"k1-1": "<script>alert(1)</script>"}, published=False)
    change(second, "k1-1", reason="<b>Grund</b>")
    publish(second)
    for query in ("", "?ansicht=synopse"):
        page = html(client.get(url(process, query)))
        assert "<script>alert" not in page and "<b>Grund" not in page and "&lt;b&gt;Grund" in page


# --- Findings that changed nothing ------------------------------------------------------------------------------------


def changes_url(process, number=1):
    return reverse("version_admin:changes", kwargs={"process_slug": process.slug, "number": number})


def post(client, process, finding, reason, number=1):
    address = reverse(
        "version_admin:no_change", kwargs={"process_slug": process.slug, "number": number, "finding": finding.number}
    )
    return client.post(address, {f"finding-{finding.number}-reason": reason})


def test_findings_taken_up_without_a_change_are_listed(client, cast, process, second, answered, change):
    waiting = answered(title="Ohne Folgen")
    done = answered(title="Mit Folgen", decision="partly")
    refused = answered(title="Abgelehnt", decision="not_accepted")
    change(second, "k1-1", done)
    client.force_login(cast.editor)
    page = html(client.get(changes_url(process, 2)))
    listed = page[page.index("Übernommen, aber kein Absatz geändert") :]
    assert waiting.title in listed and done.title not in listed and refused.title not in listed
    assert "1 Ergebnis wurde übernommen" in listed


def test_a_stated_reason_is_kept_logged_and_public(
    client, cast, process, version, answered, make_contribution, cite, publish_newest
):
    from audit.models import AuditEntry

    finding, contribution = answered(), make_contribution()
    cite(finding, contribution)
    trace = reverse("results:trace", kwargs={"code": contribution.display_code})
    results = reverse("results:results", kwargs={"process_slug": process.slug})
    for page in (trace, results):
        assert "Noch wurde im Entwurf nichts geändert" in html(client.get(page)) or "noch nichts" in html(
            client.get(page)
        )
    client.force_login(cast.editor)
    assert "Bitte sagen Sie, weshalb" in html(post(client, process, finding, "  "))
    assert post(client, process, finding, "Die Kurse gibt es <i>schon</i>.").status_code == 302
    assert "1 Ergebnis wurde übernommen" not in html(client.get(changes_url(process)))
    entry = AuditEntry.objects.get(action="results.explain_no_change")
    assert entry.actor == cast.editor and "Die Kurse" in entry.reason
    client.logout()
    for page in (trace, results):
        assert "Die Kurse gibt es" not in html(client.get(page))
    publish_newest(finding)
    for page in (trace, results):
        assert "Die Kurse gibt es &lt;i&gt;schon&lt;/i&gt;." in html(client.get(page))
    Answer.objects.update(decision="not_accepted")
    for page in (trace, results):
        assert "Die Kurse gibt es" not in html(client.get(page))


def test_the_reason_of_an_unpublished_finding_is_not_told(
    client, cast, process, version, answered, make_contribution, cite
):
    finding, contribution = answered(published=False), make_contribution()
    cite(finding, contribution)
    client.force_login(cast.editor)
    post(client, process, finding, "Geheimer Grund.")
    client.logout()
    for page in (
        reverse("results:trace", kwargs={"code": contribution.display_code}),
        reverse("results:results", kwargs={"process_slug": process.slug}),
    ):
        assert "Geheimer Grund." not in html(client.get(page))


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lead", 302),
        ("editor", 302),
        ("moderator", 403),
        ("officer", 403),
        ("observer", 403),
        ("outsider", 404),
        (None, 302),
    ],
)
def test_who_states_reasons(client, cast, process, version, answered, who, status):
    finding = answered()
    if who:
        client.force_login(getattr(cast, who))
    assert post(client, process, finding, "Ein Grund.").status_code == status
    waiting = AnswerVersion.objects.pending().filter(no_change_reason="Ein Grund.")
    assert waiting.exists() is (who in ("lead", "editor"))


def test_what_changed_the_draft_or_was_not_taken_up_takes_no_reason(client, cast, process, second, answered, change):
    changed, refused, open_one = answered(), answered(decision="not_accepted"), answered(decision="open", reason="")
    change(second, "k1-1", changed)
    client.force_login(cast.editor)
    for finding in (changed, refused, open_one):
        post(client, process, finding, "Ein Grund.")
    assert not Answer.objects.exclude(no_change_reason="").exists()


def test_findings_of_another_process_are_404(client, cast, process, other_process, version, answered):
    finding = answered(process=other_process, number=77)
    client.force_login(cast.editor)
    assert post(client, process, finding, "Ein Grund.").status_code == 404

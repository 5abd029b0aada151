"""Lists of organisations: checked by line, stored as a whole or not at all, harmless when opened."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Organisation
from accounts.organisations import importing, sheets
from audit.models import AuditEntry
from tests.factories.accounts import OrganisationFactory, RegionFactory

HEADER = "Name;Kategorie;Region;Sitz;Website;Registernummer;Stand\r\n"
IMPORT = "accounts_organisations:import"


def upload(client, content) -> object:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse(IMPORT), {"file": SimpleUploadedFile("liste.csv", data)})


@pytest.fixture
def signed_in(scene, client):
    client.force_login(scene.staff)
    return client


def messages_of(report) -> list[tuple[int, str]]:
    return [(error.line, error.column) for error in report.errors]


def test_checked_then_stored_then_nothing_new(scene, signed_in):
    RegionFactory(ags="15081", name="Altmarkkreis Salzwedel")
    text = (
        HEADER + "Bürgerverein Köthen e. V.;zivilgesellschaft;15081;Köthen;www.bv.example;VR 7;\r\n"
        '"Chor; Harmonie";Zivilgesellschaft und Vereine;altmarkkreis salzwedel;;;;in Prüfung\r\n'
        "Landesverband;zivilgesellschaft;landesweit\r\n"
    )
    page = upload(signed_in, "\ufeff" + text)
    assert len(page.context["report"].new) == 3 and not page.context["report"].errors
    assert Organisation.objects.count() == 2, "the check stores nothing"

    signed_in.post(reverse(IMPORT), {"checked": page.context["checked"]})

    found = Organisation.objects.get(name="Bürgerverein Köthen e. V.")
    assert (found.region.ags, found.website_key, found.register_key, found.is_verified) == (
        "15081",
        "bv.example",
        "vr7",
        True,
    )
    assert Organisation.objects.get(name="Chor; Harmonie").is_waiting
    assert AuditEntry.objects.get(action="accounts.import_organisations").details["count"] == 3
    signed_in.post(reverse(IMPORT), {"checked": page.context["checked"]})
    assert Organisation.objects.count() == 5
    again = upload(signed_in, text.replace("Bürgerverein Köthen e. V.", "BUERGERVEREIN KOETHEN eV"))
    assert (len(again.context["report"].new), again.context["report"].known) == (0, 3)


def test_errors_are_told_by_line_and_nothing_is_stored(scene, signed_in):
    text = HEADER + (
        "Gut;zivilgesellschaft;;;;;\r\n"
        ";zivilgesellschaft;;;;;\r\n"
        "Ohne Kategorie;;;;;;\r\n"
        "Falsche Kategorie;gibt es nicht;;;;;\r\n"
        "Falsche Region;zivilgesellschaft;99999;;;;\r\n"
        "Falsche Website;zivilgesellschaft;;;javascript:alert(1);;\r\n"
        "=HYPERLINK(1);zivilgesellschaft;;;;;\r\n"
        "Falscher Stand;zivilgesellschaft;;;;;vielleicht\r\n"
        "Zu viel;zivilgesellschaft;;;;;;mehr\r\n"
        "GUT e.V.;zivilgesellschaft;;;;;\r\n"
        f"{'x' * 201};zivilgesellschaft;;;;;\r\n"
    )
    report = upload(signed_in, text).context["report"]
    assert sorted(messages_of(report)) == [
        (3, "Name"),
        (4, "Kategorie"),
        (5, "Kategorie"),
        (6, "Region"),
        (7, "Website"),
        (8, "Name"),
        (9, "Stand"),
        (10, ""),
        (11, ""),
        (12, "Name"),
    ]
    assert importing.store(text, actor=scene.staff).errors and Organisation.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "leer"),
        ((HEADER + "Gut;x\r\nM\u00fcnster;x").encode("cp1252"), "3"),
        (b"PK\x03\x04zip", "CSV UTF-8"),
        (b"Name;Stand\r\nx;y", "Kategorie"),
        (b"Name;Name;Kategorie\r\nx;y;z", "Kategorie"),
        (HEADER.encode() + b"a\x00b;x", "CSV UTF-8"),
        (HEADER.encode() + b'"offen;x\r\n', "2"),
    ],
)
def test_files_that_cannot_be_read(scene, signed_in, content, told):
    page = upload(signed_in, content)
    assert page.status_code == 200 and told in str(page.context["form"].errors["file"])
    assert Organisation.objects.count() == 2


def test_utf_16_and_commas_are_read(scene, signed_in):
    page = upload(signed_in, HEADER.replace(";", ",").encode("utf-16") + "Köthen,zivilgesellschaft".encode("utf-16-le"))
    assert [row.data.name for row in page.context["report"].new] == ["Köthen"]


def test_fifty_thousand_lines_are_refused_by_line_at_once(scene, signed_in):
    text = HEADER + "".join(f"V {n};zivilgesellschaft;;;;;\r\n" for n in range(50_000))
    begin = time.monotonic()
    page = upload(signed_in, text)
    assert f"{sheets.MAX_ROWS + 2}" in str(page.context["form"].errors["file"]).replace(".", "")
    assert time.monotonic() - begin < 5 and Organisation.objects.count() == 2


def test_doubles_are_warned_of(scene, signed_in):
    report = upload(signed_in, HEADER + "Wilkommensinitiative Altmark;zivilgesellschaft;;;;;\r\n").context["report"]
    assert [(row.line, row.column) for row in report.warnings] == [(2, "Name")]
    assert "Willkommensinitiative Altmark e. V." in report.warnings[0].message


def test_the_same_name_in_another_district_is_another_one(scene, signed_in):
    RegionFactory(ags="15081", name="Hier")
    RegionFactory(ags="15082", name="Dort")
    text = HEADER + "Jugendamt;zivilgesellschaft;15081\r\nJugendamt;zivilgesellschaft;15082\r\n"
    assert len(importing.store(text, actor=scene.staff).new) == 2


def test_a_download_runs_nothing_and_is_read_in_again(scene, signed_in):
    OrganisationFactory(name="=HYPERLINK(1)", region=None)
    OrganisationFactory(name="@Werk", seat="-1+1")
    answer = signed_in.get(reverse("accounts_organisations:export"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert "'=HYPERLINK(1)" in text and "'@Werk" in text and "'-1+1" in text
    assert answer.headers["Content-Type"].startswith("text/csv")
    without = text.replace("'=HYPERLINK(1)", "Etwas")
    report = importing.check(without)
    assert report.known == 3 and [row.data.name for row in report.new] == ["Etwas"]
    template = signed_in.get(reverse("accounts_organisations:template"))
    assert b"Registernummer" in b"".join(template.streaming_content)


def test_only_what_was_checked_is_stored(scene, signed_in, client):
    for nonsense in ("", "x", "x:y:z"):
        assert signed_in.post(reverse(IMPORT), {"checked": nonsense}).status_code == 302
    page = upload(signed_in, HEADER + "Neu;zivilgesellschaft\r\n")
    signed_in.post(reverse(IMPORT), {"checked": page.context["checked"][:-2] + "xx"})
    assert Organisation.objects.count() == 2

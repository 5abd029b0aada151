"""The page of the register: the check of a receipt, files, and that everybody can check without this site."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.core.internal import ratelimit
from django.conf import settings
from django.utils import timezone

from consultations.contributions.codes import new_receipt_code
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.results.register import queries, views
from consultations.results.register.services import seal_phase
from tests.factories.accounts import UserFactory
from tests.factories.files import make_attachment

DOCUMENTATION = Path(settings.BASE_DIR) / "docs" / "register.md"


@pytest.fixture
def url(process):
    return f"/verfahren/{process.slug}/register/"


def check(client, url, code):
    return client.post(url, {"code": code})


def test_the_page_says_when_nothing_is_sealed_yet(client, url):
    assert "Noch ist kein Register versiegelt" in client.get(url).content.decode()


def test_everybody_reads_root_count_and_sum(client, url, receive, seal):
    receive(), receive(state=State.REJECTED)
    made = seal()
    page = client.get(url).content.decode()
    assert made.root in page and "2 eingegangen, 2 nachgewiesen" in page


def test_the_holder_of_a_receipt_is_told_the_line_and_that_nothing_changed(client, url, receive, seal):
    row = receive(state=State.REJECTED)
    entry = seal().entries.get(contribution=row)
    answer = check(client, url, row.display_receipt_code.lower())
    page = answer.content.decode()
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert f"Ihr Beitrag steht im Register, Zeile {entry.line}" in page and "unverändert seit Eingang" in page


def test_changed_words_are_noticed(client, url, receive, seal):
    row = receive()
    seal()
    Contribution.objects.filter(pk=row.pk).update(comment="Etwas anderes.")
    assert "ein anderer als der versiegelte" in check(client, url, row.receipt_code).content.decode()


def test_deleted_on_demand_is_said_and_the_line_stays(client, url, receive, seal):
    row = receive(state=State.PENDING)
    seal()
    code = row.receipt_code
    row.delete()
    assert "auf Verlangen gelöscht" in check(client, url, code).content.decode()


def test_reasons_why_a_receipt_is_not_in_it(client, url, receive, seal, process, make_contribution):
    waiting = receive()
    assert "wenn die Phase zu Ende ist" in check(client, url, waiting.receipt_code).content.decode()
    seal()
    late = make_contribution(received_at=timezone.now() - timedelta(days=1))
    assert "mit dem nächsten versiegelt" in check(client, url, late.receipt_code).content.decode()
    assert "öffentliche Nummer" in check(client, url, waiting.code).content.decode()


def test_codes_that_open_nothing_get_the_same_words(client, url, receive, seal, other_process):
    receive()
    hidden = receive(state=State.UNCONFIRMED)
    seal()
    answers = {
        check(client, address, code).content.decode().count("keinen Beitrag")
        for address, code in [
            (url, new_receipt_code()),
            (url, hidden.receipt_code),
            (f"/verfahren/{other_process.slug}/register/", Contribution.objects.first().receipt_code),
            (url, "kurz"),
        ]
    }
    assert answers == {1}


def test_too_many_checks_are_refused(client, url, receive, seal, monkeypatch):
    row = receive()
    seal()
    monkeypatch.setattr(views, "LIMITS", {"check": "1/5m/ip"})
    assert check(client, url, row.receipt_code).status_code == 200
    assert check(client, url, row.receipt_code).status_code == 429
    assert ratelimit.parse_rates("1/5m/ip")


def run_procedure(tmp_path, code: str, register: bytes, receipt: bytes) -> str:
    for name, content in (("pruefen.py", code.encode()), ("register.json", register), ("beleg.json", receipt)):
        (tmp_path / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", "pruefen.py", "register.json", "beleg.json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def documented() -> str:
    return DOCUMENTATION.read_text(encoding="utf-8").split("```python\n")[1].split("```")[0]


def test_page_and_documentation_show_the_same_twenty_lines(client, url):
    code = queries.PROCEDURE.read_text(encoding="utf-8")
    assert documented() == code and len(code.splitlines()) <= 20
    assert client.get(url).context["procedure"] == code


def test_the_documented_lines_check_a_downloaded_receipt(client, url, receive, seal, tmp_path):
    rows = [receive(text=f"Größere Räume, bitte! Nr. {n}\r\nZeile 2", title="Ä") for n in range(5)]
    attached = make_attachment(rows[2])
    made = seal()
    register = b"".join(client.get(f"{url}{made.phase_key}/{made.number}/register.json"))
    receipt = client.post(url + "beleg/", {"code": rows[2].receipt_code})
    assert "no-store" in receipt.headers["Cache-Control"]
    line = made.entries.get(contribution=rows[2]).line
    printed = run_procedure(tmp_path, documented(), register, receipt.content)
    assert f"{made.root} - wie versiegelt" in printed and f"Zeile: {line}" in printed
    # What the documentation says about files: their hashes stand in the receipt as any tool computes them.
    content = json.loads(receipt.content)["content"]
    assert content["attachments"] == [hashlib.sha256(attached.file.read()).hexdigest()]
    assert content["about"]["place"] == rows[2].lineage
    for forgery in ({"attachments": []}, {"about": {**content["about"], "place": "k2-2"}}):
        other = json.dumps({**json.loads(receipt.content), "content": {**content, **forgery}}).encode()
        assert "NICHT IM REGISTER" in run_procedure(tmp_path, documented(), register, other)

    forged = json.loads(receipt.content)
    forged["content"]["text"] = forged["content"]["text"].replace("Größere", "Kleinere")
    assert "NICHT IM REGISTER" in run_procedure(tmp_path, documented(), register, json.dumps(forged).encode())
    other = register.replace(made.entries.first().content_hash.encode(), b"0" * 64)
    assert "NICHT WIE VERSIEGELT" in run_procedure(tmp_path, documented(), other, receipt.content)


def test_receipts_only_for_who_holds_the_code_or_wrote_it(client, url, receive, seal):
    author = UserFactory()
    row = receive(user=author)
    seal()
    for user in (None, UserFactory(), author):
        if user:
            client.force_login(user)
        expected = 200 if user == author else 404
        assert client.post(url + "beleg/", {"code": row.code}).status_code == expected
    assert client.post(url + "beleg/", {"code": new_receipt_code()}).status_code == 404
    assert client.get(url + "beleg/").status_code == 405


def test_the_trace_tells_everybody_of_the_seal_and_gives_the_receipt_to_the_author_only(client, receive, seal):
    row = receive()
    seal()
    public = client.get(f"/beitrag/{row.display_code}/").content.decode()
    mine = client.get(f"/beitrag/{row.display_receipt_code}/").content.decode()
    assert "Im versiegelten Register" in public and "Beleg herunterladen" not in public
    assert "Beleg herunterladen" in mine


def test_the_process_announces_the_beginning_of_the_root(client, process, receive, seal):
    receive()
    made = seal()
    page = client.get(f"/verfahren/{process.slug}/").content.decode()
    assert made.root[:16] in page and made.root not in page


def test_an_unpublished_process_shows_no_register(client, process, receive, seal, url):
    receive()
    made = seal()
    type(process).objects.update(is_published=False)
    for address in (url, f"{url}{made.phase_key}/1/register.json", f"{url}{made.phase_key}/1/siegel.txt"):
        assert client.get(address).status_code == 404


def test_staff_seal_and_recompute(client, cast, process, receive, closed_phase):
    row = receive()
    address = f"/admin/verfahren/{process.slug}/ergebnisse/register/"
    client.force_login(cast.officer)
    assert client.post(address, {"phase": closed_phase.key}).status_code == 403
    client.force_login(cast.lead)
    assert client.post(address, {"phase": closed_phase.key}).status_code == 302
    made = process.register_seals.get()
    Contribution.objects.filter(pk=row.pk).update(comment="Etwas anderes.")
    page = client.post(f"{address}{made.pk}/pruefen/", follow=True).content.decode()
    assert "weicht vom eingegangenen ab" in page
    assert seal_phase(closed_phase) is None

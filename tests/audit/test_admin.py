"""The log of the whole site."""

import pytest
from django.urls import reverse

from audit.services import record


def test_administrator_reads_all_processes(client, cast, process, other_process):
    record(cast.lead, "process.update", process, scope=process.slug, reason="GRUND EINS")
    record(cast.outsider, "process.update", other_process, scope=other_process.slug, reason="GRUND ZWEI <script>")
    client.force_login(cast.admin)
    html = client.get(reverse("audit_log")).content.decode()
    assert "GRUND EINS" in html and "GRUND ZWEI &lt;script&gt;" in html
    assert client.post(reverse("audit_log")).status_code == 405


@pytest.mark.parametrize("who", ["lead", "observer", "outsider", "stakeholder"])
def test_nobody_else_does(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("audit_log")).status_code in (302, 403)

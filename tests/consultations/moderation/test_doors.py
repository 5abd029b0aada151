"""Moderators see the processes they belong to, and no others: every address below /moderation/, also those to come."""

import pytest
from django.urls import URLPattern, URLResolver

from consultations.contributions.enums import State
from consultations.moderation import admin_urls
from consultations.process.enums import TeamRole
from consultations.process.services import add_team_member


def _walk(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path


PATHS = sorted(_walk(admin_urls.urlpatterns))
WITH_KEY = [path for path in PATHS if "<" in path]


def address(process, path, key):
    """The address of a screen; every number in it is the key of a contribution."""
    parts = [str(key) if part.startswith("<") else part for part in path.split("/")]
    return f"/admin/verfahren/{process.slug}/moderation/{'/'.join(parts)}"


@pytest.fixture
def pending(make_contribution):
    return make_contribution(state=State.PENDING, text="Nur für die Moderation.")


def test_the_addresses_are_found():
    assert {"", "<int:pk>/", "<int:pk>/antwort/", "<int:pk>/original/"} <= set(PATHS)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", PATHS)
def test_strangers_and_moderators_of_other_processes_find_nothing(
    client, cast, process, other_process, pending, path, method
):
    add_team_member(other_process, cast.outsider, TeamRole.MODERATOR, actor=cast.admin)
    client.force_login(cast.outsider)
    response = getattr(client, method)(address(process, path, pending.pk))
    assert response.status_code == 404
    assert "Nur für die Moderation." not in response.content.decode()
    client.force_login(cast.stakeholder)
    assert getattr(client, method)(address(process, path, pending.pk)).status_code == 302
    client.logout()
    assert getattr(client, method)(address(process, path, pending.pk)).status_code == 302
    pending.refresh_from_db()
    assert pending.state == State.PENDING


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", WITH_KEY)
def test_one_s_own_process_opens_nothing_of_another(client, cast, process, other_process, pending, path, method):
    """The outsider's own process in the address, the key of a row of the other one behind it."""
    add_team_member(other_process, cast.outsider, TeamRole.MODERATOR, actor=cast.admin)
    client.force_login(cast.outsider)
    response = getattr(client, method)(address(other_process, path, pending.pk))
    # An address that only takes POST says so whatever the number in it.
    assert response.status_code == 404 or (method == "get" and response.status_code == 405)
    assert "Nur für die Moderation." not in response.content.decode()
    pending.refresh_from_db()
    assert pending.state == State.PENDING


@pytest.mark.parametrize("path", PATHS)
def test_the_team_without_the_right_is_refused(client, cast, process, pending, path):
    client.force_login(cast.observer)
    for method in (client.get, client.post):
        response = method(address(process, path, pending.pk))
        assert response.status_code == 403
        assert "Nur für die Moderation." not in response.content.decode()


@pytest.mark.parametrize("path", WITH_KEY)
def test_numbers_no_key_can_have_are_not_found(client, cast, process, path):
    client.force_login(cast.moderator)
    for key in (2**63 - 1, 2**63, 10**40):
        assert client.get(address(process, path, key)).status_code in (404, 405)
        assert client.post(address(process, path, key)).status_code == 404

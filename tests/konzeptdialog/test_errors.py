"""When something goes wrong: a page in German, the text kept, and nothing needed that may be broken."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, path
from django.views.defaults import bad_request, permission_denied, server_error

from konzeptdialog import health, urls
from konzeptdialog.kept import typed_text
from konzeptdialog.middleware import DatabaseAwayMiddleware

REQUEST = RequestFactory()


def test_not_found_offers_ways_on(client, db):
    response = client.get("/gibt-es-nicht/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "Diese Seite haben wir nicht gefunden" in html
    assert 'href="/verfahren/"' in html


def test_forbidden_offers_to_sign_in(db, rf):
    request = rf.get("/geheim/")
    response = permission_denied(request, PermissionDenied())
    assert response.status_code == 403
    assert "/konto/login/?next=/geheim/" in response.content.decode()


def test_server_error_and_bad_request_need_no_database():
    # No `db` fixture: pytest-django refuses any query here.
    for response in (server_error(REQUEST.get("/")), bad_request(REQUEST.get("/"), Exception())):
        html = response.content.decode()
        assert "<h1>" in html
        assert "<html lang=" in html
    assert server_error(REQUEST.get("/")).status_code == 500


def test_database_away_is_said_without_the_database_and_keeps_the_text():
    request = REQUEST.post("/verfahren/x/", {"text": "Mein <b>langer</b> Text"})
    response = DatabaseAwayMiddleware(lambda request: None).process_exception(request, OperationalError("weg"))
    html = response.content.decode()
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "Mein &lt;b&gt;langer&lt;/b&gt; Text</textarea>" in html
    assert "readonly" in html


def test_what_was_typed_is_given_back_without_secrets():
    data = {
        "csrfmiddlewaretoken": "t" * 64,
        "next": "/eine/lange/adresse/der/website/",
        "password1": "ein-sehr-langes-geheimnis",
        "kind": "question",
        "title": "Eine Überschrift mit vielen Wörtern",
        "text": "  Ein Text, der Mühe gemacht hat.\n\nZweiter Absatz.  ",
    }
    assert typed_text(REQUEST.post("/", data)) == (
        "Eine Überschrift mit vielen Wörtern\n\nEin Text, der Mühe gemacht hat.\n\nZweiter Absatz."
    )
    assert typed_text(REQUEST.get("/?text=" + "x" * 50)) == ""


def test_a_short_heading_is_given_back_too():
    assert typed_text(REQUEST.post("/", {"title": "Zu wenig", "kind": "question"})) == "Zu wenig"
    assert typed_text(REQUEST.post("/", {"title": "  "})) == ""


@pytest.mark.parametrize("path", ["/beitrag/%00/", "/verfahren/?status=%00"])
def test_what_cannot_be_read_is_refused_with_a_page(client, path):
    # No `db` fixture: nothing of the request is looked up.
    response = client.get(path)
    assert response.status_code == 400
    assert "Diese Adresse funktioniert nicht" in response.content.decode()


def test_a_form_in_a_foreign_encoding_is_refused_and_breaks_nothing(db):
    response = Client(enforce_csrf_checks=True).post(
        "/beitrag/", data="text=x", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    html = response.content.decode()
    assert response.status_code == 400
    assert "Was Sie geschrieben haben, steht noch dort" in html


def test_other_errors_are_not_taken_for_a_missing_database():
    middleware = DatabaseAwayMiddleware(lambda request: None)
    assert middleware.process_exception(REQUEST.get("/"), ValueError("anderes")) is None


def test_a_view_without_database_answers_503(client, monkeypatch, db):
    def broken(request):
        raise OperationalError("weg")

    monkeypatch.setattr(urls, "urlpatterns", [path("kaputt/", broken), *urls.urlpatterns])
    clear_url_caches()
    try:
        response = client.get("/kaputt/")
    finally:
        clear_url_caches()
    assert response.status_code == 503
    assert "Wir sind gleich wieder da" in response.content.decode()


def test_a_form_that_is_too_old_gives_the_text_back(db):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/beitrag/", {"text": "Das habe ich geschrieben"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Das Formular war zu alt" in html
    assert "Das habe ich geschrieben</textarea>" in html


def test_healthz_names_every_part(client, db):
    response = client.get("/healthz")
    assert response.status_code == 200
    assert json.loads(response.content) == {
        "status": "ok",
        "broken": [],
        "database": "ok",
        "cache": "ok",
        "broker": "ok",
    }
    assert "no-store" in response["Cache-Control"]
    assert client.post("/healthz").status_code == 405


@pytest.mark.parametrize("part", ["database", "cache", "broker"])
def test_healthz_names_the_broken_part(client, db, monkeypatch, part):
    def broken():
        raise RuntimeError("geheime Einzelheit")

    monkeypatch.setitem(health.CHECKS, part, broken)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert json.loads(response.content)["broken"] == [part]
    assert "geheim" not in response.content.decode()


def test_healthz_notices_a_broker_folder_that_takes_nothing(client, db, settings, tmp_path):
    in_the_way = tmp_path / "messages"
    in_the_way.write_text("no folder")
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_out": str(in_the_way)}
    assert json.loads(client.get("/healthz").content)["broken"] == ["broker"]


def test_healthz_notices_a_cache_that_forgets(client, db, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert json.loads(client.get("/healthz").content)["broken"] == ["cache"]

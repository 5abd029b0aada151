"""Settings: a bad environment stops the start with one clear sentence, and production is safe by default."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from konzeptdialog.settings import env

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://somebody@db.example:5432/konzeptdialog",
    "ALLOWED_HOSTS": "konzept.example",
    "BASE_URL": "https://konzept.example",
}


@pytest.fixture
def variable(monkeypatch):
    """Set KONZEPTDIALOG_PROBE."""

    def set_to(value: str) -> str:
        monkeypatch.setenv(f"{env.PREFIX}PROBE", value)
        return "PROBE"

    return set_to


@pytest.mark.parametrize(("raw", "expected"), [("1", True), ("yes", True), ("On", True), ("0", False), ("", False)])
def test_flags(variable, raw, expected):
    assert env.flag(variable(raw), default=not expected) is expected


def test_defaults_hold_when_nothing_is_set(tmp_path):
    assert env.text("NOT_SET", "a") == "a"
    assert env.flag("NOT_SET", True) is True
    assert env.number("NOT_SET", 7) == 7
    assert env.words("NOT_SET", ["a"]) == ["a"]
    assert env.folder("NOT_SET", tmp_path / "new" / "folder").is_dir()


def test_words_are_separated_by_commas(variable):
    assert env.words(variable(" a.example, ,b.example "), []) == ["a.example", "b.example"]


@pytest.mark.parametrize(
    ("read", "raw", "expected"),
    [
        (lambda name: env.flag(name, False), "maybe", "expected 1 or 0"),
        (lambda name: env.number(name, 1), "many", "expected a whole number"),
        (lambda name: env.number(name, 1), "", "expected a whole number"),
        (lambda name: env.text(name), "", "is not set"),
        (lambda name: env.text(name), "  ", "is not set"),
        (lambda name: env.site_address(name, ""), "konzept.example", "expected an address without a path"),
        (lambda name: env.site_address(name, ""), "https://konzept.example/pfad", "expected an address without a path"),
        (lambda name: env.database(name, ""), "nonsense", "expected a database address"),
        (lambda name: env.database(name, ""), "", "expected a database address"),
        (lambda name: env.database(name, ""), "ftp://h/name", "expected a database address"),
        (lambda name: env.database(name, ""), "postgres://u@h:port/name", "expected a database address"),
    ],
)
def test_a_bad_value_is_named_in_one_sentence(variable, read, raw, expected):
    name = variable(raw)
    with pytest.raises(ImproperlyConfigured) as refused:
        read(name)
    sentence = str(refused.value)
    assert sentence.startswith("KONZEPTDIALOG_PROBE ")
    assert expected in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize("raw", ["postgres://somebody:geheim@h:port/name", "postgre://somebody:geheim@h/name"])
def test_a_database_address_is_not_repeated_because_it_holds_a_password(variable, raw, capfd, recwarn):
    with pytest.raises(ImproperlyConfigured) as refused:
        env.database(variable(raw), "")
    assert "geheim" not in str(refused.value)
    assert "geheim" not in capfd.readouterr().err
    assert not recwarn.list


def test_the_address_of_the_site_has_no_slash_at_its_end(variable):
    assert env.site_address(variable("https://konzept.example/"), "") == "https://konzept.example"


def test_a_database_address_is_understood(variable):
    config = env.database(variable("postgres://u:p@db.example:5433/name"), "")
    assert config["ENGINE"] == "django.db.backends.postgresql"
    assert (config["HOST"], config["PORT"], config["NAME"]) == ("db.example", 5433, "name")


def _production(tmp_path: Path, code: str, **variables: str) -> subprocess.CompletedProcess:
    """Run code after loading the production settings in a process of its own."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(env.PREFIX)}
    given = {f"{env.PREFIX}{name}": value for name, value in variables.items()}
    return subprocess.run(
        [sys.executable, "-c", f"from konzeptdialog.settings import production as settings\n{code}"],
        cwd=ROOT,
        env={
            **inherited,
            "PYTHONPATH": os.pathsep.join([str(ROOT / "platform"), str(ROOT)]),
            f"{env.PREFIX}VAR_DIR": str(tmp_path),
            **given,
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("missing", ["SECRET_KEY", "DATABASE_URL", "ALLOWED_HOSTS"])
@pytest.mark.parametrize("how", ["unset", "empty"])
def test_production_does_not_start_without(tmp_path, missing, how):
    variables = {name: value for name, value in PRODUCTION.items() if name != missing}
    if how == "empty":
        variables[missing] = ""
    done = _production(tmp_path, "", **variables)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f"KONZEPTDIALOG_{missing} " in last


_SAFETY = """
import json
names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT",
         "SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", "DEBUG", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS",
         "SESSION_COOKIE_HTTPONLY", "NOTIFICATIONS_DELIVERY_BACKEND", "EMAIL_HOST", "CELERY_BROKER_URL"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def test_production_is_safe_on_https(tmp_path):
    done = _production(tmp_path, _SAFETY, **PRODUCTION, MAIL_HOST="mail.example", BROKER_URL="redis://r.example/0")
    assert done.returncode == 0, done.stderr
    values = json.loads(done.stdout)
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "LANGUAGE_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert values[name] is True, name
    assert values["SESSION_COOKIE_HTTPONLY"] is True
    assert values["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert values["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert values["DEBUG"] is False
    assert values["ALLOWED_HOSTS"] == ["konzept.example"]
    assert values["CSRF_TRUSTED_ORIGINS"] == ["https://konzept.example"]
    assert values["NOTIFICATIONS_DELIVERY_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert values["EMAIL_HOST"] == "mail.example"
    assert values["CELERY_BROKER_URL"] == "redis://r.example/0"


def test_production_works_on_http_in_a_closed_network(tmp_path):
    done = _production(tmp_path, _SAFETY, **{**PRODUCTION, "BASE_URL": "http://intranet.example:8000"})
    values = json.loads(done.stdout)
    assert values["SESSION_COOKIE_SECURE"] is False
    assert values["SECURE_SSL_REDIRECT"] is False
    assert values["SECURE_PROXY_SSL_HEADER"] is None
    assert values["SECURE_HSTS_SECONDS"] == 0


def test_every_variable_is_documented():
    """docs/deployment.md and .env.example name no variable that nothing reads, and the former names all."""
    read = set()
    for path in (ROOT / "platform" / "konzeptdialog" / "settings").glob("*.py"):
        for line in path.read_text(encoding="utf-8").splitlines():
            for helper in ("text", "flag", "number", "words", "folder", "site_address", "database"):
                if f'env.{helper}("' in line:
                    read.add(line.split(f'env.{helper}("')[1].split('"')[0])
    assert {"SECRET_KEY", "DATABASE_URL", "BASE_URL", "STATIC_DIR"} <= read
    rows = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8").splitlines()
    documented = {row.split("`")[1].removeprefix(env.PREFIX) for row in rows if row.startswith(f"| `{env.PREFIX}")}
    assert documented == read
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    named = {
        line.lstrip("# ").split("=")[0].removeprefix(env.PREFIX)
        for line in example.splitlines()
        if line.lstrip("# ").startswith(env.PREFIX)
    }
    assert named and named <= read


def test_requests_leave_no_address_in_the_logs():
    """Addresses carry receipt codes: gunicorn's access log is not switched on, and one handler filters the rest."""
    for name in ("Procfile", "Dockerfile", "compose.yaml"):
        assert "access-log" not in (ROOT / name).read_text(encoding="utf-8"), name
    assert settings.LOGGING["handlers"].keys() == {"console"}


@pytest.mark.parametrize(
    "secret",
    ["/beitrag/ABCD-EFGH-JKMN-PQRS-TVWX/", "/konto/confirm-email/MQ:1abc:geheim/", "/konto/password/reset/key/a-b-c/"],
)
def test_secrets_of_addresses_do_not_reach_the_log(secret, capfd):
    code = secret.rstrip("/").split("/")[-1]
    logger = logging.getLogger("django.request.probe")
    handler = logging.StreamHandler(sys.stderr)
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    logger.addHandler(handler)
    try:
        logger.warning("Not Found: %s", secret)
        logger.error("Internal Server Error: %s", f"{secret}?next=/verfahren/")
    finally:
        logger.removeHandler(handler)
    written = capfd.readouterr().err
    assert "Not Found: /" in written and "/verfahren/" in written
    assert code not in written


@pytest.mark.django_db
def test_expired_sessions_are_forgotten():
    from datetime import timedelta

    from django.contrib.sessions.models import Session
    from django.utils import timezone

    from konzeptdialog.tasks import forget_expired_sessions

    now = timezone.now()
    Session.objects.create(session_key="alt", session_data="x", expire_date=now - timedelta(minutes=1))
    Session.objects.create(session_key="neu", session_data="x", expire_date=now + timedelta(hours=1))
    forget_expired_sessions()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["neu"]


def test_what_runs_on_a_schedule_is_known_to_the_worker():
    from konzeptdialog.celery import app

    app.loader.import_default_modules()
    for name, entry in settings.CELERY_BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name


@pytest.mark.django_db
def test_scaled_pictures_are_served_and_nothing_else_of_the_uploads(client):
    media = Path(settings.MEDIA_ROOT)
    for folder in ("images", "original_images", "documents"):
        (media / folder).mkdir(parents=True, exist_ok=True)
        (media / folder / "probe.png").write_bytes(b"png")
    answer = client.get("/media/images/probe.png")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/png"
    for address in ("original_images/probe.png", "documents/probe.png", "images/../documents/probe.png", "images/"):
        assert client.get(f"/media/{address}").status_code in (404, 405), address

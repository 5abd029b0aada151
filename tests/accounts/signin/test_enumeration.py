"""Nobody learns who has an account: same text, same status, same work with the password."""

import base64
import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth import hashers

from tests.accounts.signin.conftest import browser, is_signed_in, person_with_address
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "anna@example.org", "niemand@example.org"


def seen(answer) -> tuple:
    """What somebody outside sees: status, where it leads, and the page without what differs at every visit."""
    html = re.sub(r'(name="csrfmiddlewaretoken" value=|value=)"[^"]*"', "", answer.content.decode())
    html = html.replace(KNOWN, "X").replace(UNKNOWN, "X")
    return answer.status_code, answer.headers.get("Location", ""), html


@pytest.fixture
def hashed(monkeypatch) -> list[str]:
    """Names of the hashing that was done: it is what takes time."""
    done: list[str] = []
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def counted(self, password, salt, *arguments, **named):
        done.append("hash")
        return encode(self, password, salt, *arguments, **named)

    monkeypatch.setattr(type(hasher), "encode", counted)
    return done


def work(hashed: list[str], do) -> tuple[int, tuple]:
    """How often a password was hashed, and what was seen."""
    hashed.clear()
    answer = do()
    return len(hashed), seen(answer)


def log_in(email: str):
    return browser().post("/konto/login/", {"login": email, "password": "falsch-geraten"})


@pytest.mark.parametrize("kind", ["confirmed", "unconfirmed", "inactive", "without password", "with second factor"])
def test_a_wrong_password_looks_like_an_unknown_address(hashed, kind):
    person = person_with_address(KNOWN, is_active=kind != "inactive")
    if kind == "unconfirmed":
        EmailAddress.objects.update(verified=False)
    if kind == "without password":
        person.set_unusable_password()
        person.save()
    if kind == "with second factor":
        Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    assert work(hashed, lambda: log_in(KNOWN)) == work(hashed, lambda: log_in(UNKNOWN))


def test_signing_up_looks_the_same(hashed):
    person_with_address(KNOWN)

    def sign_up(email: str):
        data = {"email": email, "display_name": "", "password1": "ein-langes-geheimnis", "privacy": "on"}
        return browser().post("/konto/signup/", data)

    assert work(hashed, lambda: sign_up(KNOWN)) == work(hashed, lambda: sign_up(UNKNOWN))


def test_forgetting_the_password_looks_the_same(hashed):
    person_with_address(KNOWN)

    def reset(email: str):
        return browser().post("/konto/password/reset/", {"email": email})

    assert work(hashed, lambda: reset(KNOWN)) == work(hashed, lambda: reset(UNKNOWN))


def passkey_answer(user_handle: str) -> str:
    """An answer to a passkey question that no passkey gave."""

    def text(value: bytes) -> str:
        return base64.urlsafe_b64encode(value).decode().rstrip("=")

    client_data = {"type": "webauthn.get", "challenge": "x", "origin": "http://testserver"}
    return json.dumps(
        {
            "type": "public-key",
            "id": text(b"made-up"),
            "rawId": text(b"made-up"),
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": text(json.dumps(client_data).encode()),
                "authenticatorData": text(b"\x00" * 37),
                "signature": text(b"x"),
                "userHandle": text(user_handle.encode()),
            },
        }
    )


def test_a_passkey_that_opens_nothing_looks_the_same_for_everybody():
    from allauth.account.utils import user_pk_to_url_str

    person = UserFactory()

    def try_passkey(handle: str):
        client = browser()
        client.get("/konto/anmeldung/webauthn/login/", headers={"accept": "application/json"})
        answer = client.post("/konto/anmeldung/webauthn/login/", {"credential": passkey_answer(handle)}, follow=True)
        assert not is_signed_in(client)
        return seen(answer)

    known, unknown = try_passkey(user_pk_to_url_str(person)), try_passkey("zzzzz")
    assert known == unknown
    assert "nicht gepasst" in known[2]


@pytest.mark.parametrize(
    "credential", ["", "{}", "[]", '"x"', "null", '{"id": 1}', "{", '{"response": {"userHandle": 5}}']
)
def test_rubbish_instead_of_a_passkey_is_no_error_of_the_site(credential):
    client = browser()
    client.get("/konto/anmeldung/webauthn/login/", headers={"accept": "application/json"})
    assert client.post("/konto/anmeldung/webauthn/login/", {"credential": credential}).status_code in {200, 302}


def test_the_question_for_a_passkey_names_nobody():
    person = person_with_address(KNOWN)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "x", "credential": {}})
    question = browser().get("/konto/anmeldung/webauthn/login/", headers={"accept": "application/json"}).json()
    assert not question["request_options"]["publicKey"].get("allowCredentials")


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/konto/anmeldung/authenticate/", "/konto/login/"), ("/konto/anderswo/signup/", "/konto/login/")],
)
def test_middle_steps_tell_nothing_without_the_first(path, expected):
    assert browser().get(path).url == expected

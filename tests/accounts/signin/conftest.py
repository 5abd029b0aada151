"""People who sign in, and identity providers that are started once for all tests that need them."""

import html
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from allauth.account.models import EmailAddress
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from konzeptdialog.settings import providers
from tests.factories.accounts import PASSWORD, UserFactory

ROOT = Path(__file__).resolve().parents[3]
IDENTITY = Path(__file__).parent / "identity"
SITE = "http://testserver"

#: What the OpenID provider knows about people.
ACCOUNTS = {
    "anna": {"email": "anna@example.org", "email_verified": True, "name": "Anna Echtname"},
    "bert": {"email": "bert@example.org", "email_verified": False},
    "text": {"email": "anna@example.org", "email_verified": "false"},
    "nobody": {},
}


@pytest.fixture(autouse=True)
def _mails_go_through_the_outbox(settings):
    """As in production; Django's test runner would put another backend in its place."""
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"


def person_with_address(email: str = "anna@example.org", **fields):
    """Somebody who can sign in with the password of all test people."""
    person = UserFactory(email=email, **fields)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def browser(agent: str = "") -> Client:
    """A browser of its own; it names the host, as all browsers do."""
    return Client(headers={"host": "testserver", "user-agent": agent})


def sign_in(person, client: Client | None = None, **data) -> Client:
    """Sign in through the form."""
    client = client or browser()
    client.last = client.post("/konto/login/", {"login": person.email, "password": PASSWORD, **data})
    return client


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address: str, process: subprocess.Popen) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, "The identity provider ended before it was up."
        try:
            requests.get(address, timeout=2)
            return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("The identity provider did not come up.")


# --- OpenID Connect ---------------------------------------------------------------------------------------------------


@dataclass
class OpenIDProvider:
    """The running provider, and a browser's way through it."""

    issuer: str

    def visit(self, address: str, *, person: str = "", acr: str = "", amr: tuple[str, ...] = ()) -> str:
        """Sign in there as somebody, or cancel; returns the address on our site one is sent back to."""
        window = requests.Session()
        page = window.get(address, timeout=5)
        assert page.text == "Who are you?", page.text
        choice = f"{page.url}/as/{person}" if person else f"{page.url}/cancel"
        step = window.get(choice, params={"acr": acr, "amr": amr}, allow_redirects=False, timeout=5)
        while not (location := step.headers["Location"]).startswith(SITE):
            step = window.get(location, allow_redirects=False, timeout=5)
        return location.removeprefix(SITE)


@pytest.fixture(scope="session")
def running_openid_provider() -> Iterator[OpenIDProvider]:
    """The `oidc-provider` of npm, a certified OpenID provider."""
    port = free_port()
    client = {
        "client_id": "konzeptdialog",
        "client_secret": "only-for-tests-but-long-enough",
        "redirect_uris": [f"{SITE}/konto/oidc/land/login/callback/"],
    }
    # Modules are looked for beside the script, and upwards from there.
    script, known = IDENTITY / "openid_provider.mjs", json.dumps({"clients": [client], "accounts": ACCOUNTS})
    process = subprocess.Popen(["node", script, str(port), known], cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/.well-known/openid-configuration", process)
        yield OpenIDProvider(f"http://127.0.0.1:{port}")
    finally:
        process.kill()


@pytest.fixture
def openid_provider(running_openid_provider, monkeypatch, settings) -> OpenIDProvider:
    """The provider, named "Landeskonto" in the environment of the site."""
    configured = {
        "OIDC": "land",
        "OIDC_LAND_NAME": "Landeskonto",
        "OIDC_LAND_ISSUER": running_openid_provider.issuer,
        "OIDC_LAND_CLIENT_ID": "konzeptdialog",
        "OIDC_LAND_CLIENT_SECRET": "only-for-tests-but-long-enough",
        "OIDC_LAND_SECOND_FACTOR": "otp,high",
    }
    for name, value in configured.items():
        monkeypatch.setenv(f"KONZEPTDIALOG_{name}", value)
    settings.SOCIALACCOUNT_PROVIDERS = {
        **settings.SOCIALACCOUNT_PROVIDERS,
        "openid_connect": {
            **settings.SOCIALACCOUNT_PROVIDERS["openid_connect"],
            "APPS": providers.openid_connect(),
        },
    }
    return running_openid_provider


# --- SAML -------------------------------------------------------------------------------------------------------------


@dataclass
class SAMLProvider:
    """The running provider, and a browser's way through it."""

    base: str
    folder: Path

    def visit(self, address: str, *, person: str, **wishes: str) -> dict[str, str]:
        """Sign in there as somebody; returns the form with which one is sent back, and `path` where it goes."""
        page = requests.get(address, params={"person": person, **wishes}, timeout=10).text
        fields = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
        action = re.search(r'<form action="([^"]+)"', page).group(1)
        return {"path": urlsplit(action).path, **{name: html.unescape(value) for name, value in fields}}


def make_certificate(folder: Path) -> None:
    """A key and a certificate signed with it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


METADATA = f"""<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"
 entityID="{{entity}}"><md:SPSSODescriptor AuthnRequestsSigned="false" WantAssertionsSigned="true"
 protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:AssertionConsumerService
 Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{SITE}/konto/saml/amt/acs/" index="1"/>
</md:SPSSODescriptor></md:EntityDescriptor>"""


@pytest.fixture(scope="session")
def running_saml_provider(tmp_path_factory) -> Iterator[SAMLProvider]:
    """An identity provider on `pysaml2`."""
    folder, port = tmp_path_factory.mktemp("saml"), free_port()
    make_certificate(folder)
    # What the site says about itself is compared with this in a test.
    (folder / "metadata.xml").write_text(METADATA.format(entity=f"{SITE}/konto/saml/amt/metadata/"))
    process = subprocess.Popen(
        [sys.executable, IDENTITY / "saml_provider.py", str(port), folder], stderr=subprocess.DEVNULL, env=os.environ
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process)
        yield SAMLProvider(f"http://127.0.0.1:{port}", folder)
    finally:
        process.kill()


@pytest.fixture
def saml_environment(running_saml_provider, monkeypatch, settings):
    """Configure the provider in the environment of the site; keywords change variables."""

    def configure(**changes: str) -> None:
        configured = {
            "SAML": "amt",
            "SAML_AMT_NAME": "Amtskonto",
            "SAML_AMT_ENTITY_ID": f"{running_saml_provider.base}/metadata",
            "SAML_AMT_SSO_URL": f"{running_saml_provider.base}/sso",
            "SAML_AMT_CERTIFICATE": str(running_saml_provider.folder / "certificate.pem"),
            "SAML_AMT_SECOND_FACTOR": "https://refeds.org/profile/mfa",
            **{f"SAML_AMT_{name}": value for name, value in changes.items()},
        }
        for name, value in configured.items():
            monkeypatch.setenv(f"KONZEPTDIALOG_{name}", value)
        settings.SOCIALACCOUNT_PROVIDERS = {
            **settings.SOCIALACCOUNT_PROVIDERS,
            "saml": {**settings.SOCIALACCOUNT_PROVIDERS["saml"], "APPS": providers.saml()},
        }

    return configure


@pytest.fixture
def saml_provider(running_saml_provider, saml_environment) -> SAMLProvider:
    """The provider, named "Amtskonto" in the environment of the site."""
    saml_environment()
    return running_saml_provider

"""A SAML 2.0 identity provider for the tests, on pysaml2: answers each request at /sso for the person in the address.

Arguments: port, folder with key.pem, certificate.pem and the service provider's metadata.xml. Besides SAMLRequest and
RelayState the address may have `person`, `mail`, `context` (AuthnContextClassRef), `audience`, `sign` (assertion,
response, nothing) and `in_response_to`.
"""

import sys
import warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

warnings.simplefilter("ignore")

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT  # noqa: E402
from saml2.config import IdPConfig  # noqa: E402
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID  # noqa: E402
from saml2.server import Server  # noqa: E402

PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def make_server(port: int, folder: Path) -> Server:
    """The provider, with the one site it knows."""
    base = f"http://127.0.0.1:{port}"
    config = IdPConfig()
    config.load(
        {
            "entityid": f"{base}/metadata",
            "crypto_backend": "XMLSecurity",
            "key_file": str(folder / "key.pem"),
            "cert_file": str(folder / "certificate.pem"),
            "metadata": {"local": [str(folder / "metadata.xml")]},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{base}/sso", BINDING_HTTP_REDIRECT)]},
                    "signing_algorithm": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
                    "digest_algorithm": "http://www.w3.org/2001/04/xmlenc#sha256",
                    "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}},
                }
            },
        }
    )
    return Server(config=config)


def answer(server: Server, asked: dict[str, str]) -> str:
    """The page with which the provider sends somebody back: a form with the signed answer."""
    request = server.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT).message
    site = server.response_args(request, [BINDING_HTTP_POST])
    signed = asked.get("sign", "assertion")
    attributes = {"mail": [asked["mail"]]} if asked.get("mail") else {"displayName": ["Nobody"]}
    response = server.create_authn_response(
        attributes,
        in_response_to=asked.get("in_response_to", site["in_response_to"]),
        destination=site["destination"],
        sp_entity_id=asked.get("audience", site["sp_entity_id"]),
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"number-of-{asked['person']}"),
        authn={"class_ref": asked.get("context", PASSWORD), "authn_auth": server.config.entityid},
        sign_assertion=signed == "assertion",
        sign_response=signed == "response",
    )
    form = server.apply_binding(BINDING_HTTP_POST, str(response), site["destination"], asked.get("RelayState", ""))
    return form["data"]


def serve(port: int, folder: Path) -> None:
    """Answer until the process is ended."""
    server = make_server(port, folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/sso":
                page = "ready"
            else:
                page = answer(server, {name: values[0] for name, values in parse_qs(parts.query).items()})
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *arguments) -> None:
            """Keep the output of the tests clean."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))

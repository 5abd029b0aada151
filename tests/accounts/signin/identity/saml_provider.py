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

import xmlsec  # noqa: E402
from lxml import etree  # noqa: E402
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
            # Would be the program that signs; it is not in every distribution, `sign` does it with the library.
            "xmlsec_binary": sys.executable,
            "metadata": {"local": [str(folder / "metadata.xml")]},
            "service": {
                "idp": {
                    "endpoints": {"single_sign_on_service": [(f"{base}/sso", BINDING_HTTP_REDIRECT)]},
                    "policy": {"default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}},
                }
            },
        }
    )
    return Server(config=config)


def sign(xml: str, what: str, folder: Path) -> str:
    """The answer with a signature over the whole of it ("response") or over its assertion ("assertion")."""
    root = etree.fromstring(xml.encode())
    node = root if what == "response" else root.find("{urn:oasis:names:tc:SAML:2.0:assertion}Assertion")
    xmlsec.tree.add_ids(root, ["ID"])
    signature = xmlsec.template.create(node, xmlsec.Transform.EXCL_C14N, xmlsec.Transform.RSA_SHA256, ns="ds")
    node.insert(1, signature)  # the issuer comes first
    reference = xmlsec.template.add_reference(signature, xmlsec.Transform.SHA256, uri="#" + node.get("ID"))
    xmlsec.template.add_transform(reference, xmlsec.Transform.ENVELOPED)
    xmlsec.template.add_transform(reference, xmlsec.Transform.EXCL_C14N)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_file(str(folder / "key.pem"), xmlsec.KeyFormat.PEM)
    context.sign(signature)
    return etree.tostring(root).decode()


def answer(server: Server, folder: Path, asked: dict[str, str]) -> str:
    """The page with which the provider sends somebody back: a form with the signed answer."""
    request = server.parse_authn_request(asked["SAMLRequest"], BINDING_HTTP_REDIRECT).message
    site = server.response_args(request, [BINDING_HTTP_POST])
    signed = asked.get("sign", "assertion")
    attributes = {"mail": [asked["mail"]]} if asked.get("mail") else {"displayName": ["Nobody"]}
    response = server.create_authn_response(
        attributes,
        in_response_to=asked.get("in_response_to", site["in_response_to"]),
        destination=site["destination"],
        sp_entity_id=site["sp_entity_id"],
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=f"number-of-{asked['person']}"),
        authn={"class_ref": asked.get("context", PASSWORD), "authn_auth": server.config.entityid},
        sign_assertion=False,
        sign_response=False,
    )
    text = str(response)
    if "audience" in asked:
        text = text.replace(f"Audience>{site['sp_entity_id']}<", f"Audience>{asked['audience']}<")
    if not asked.get("in_response_to", "something"):
        text = text.replace(' InResponseTo=""', "")
    if signed != "nothing":
        text = sign(text, signed, folder)
    relay = asked.get("RelayState", "")
    return server.apply_binding(BINDING_HTTP_POST, text, site["destination"], relay, response=True)["data"]


def serve(port: int, folder: Path) -> None:
    """Answer until the process is ended."""
    server = make_server(port, folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path != "/sso":
                page = "ready"
            else:
                page = answer(
                    server,
                    folder,
                    {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()},
                )
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *arguments) -> None:
            """Keep the output of the tests clean."""

    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]), Path(sys.argv[2]))

"""No secret of an address reaches the log."""

import logging

import pytest

from konzeptdialog.logs import WithoutSecrets


@pytest.mark.parametrize(
    "address",
    [
        "/beitrag/{}/",
        "/beitrag-bestaetigen/{}/",
        "/konto/confirm-email/{}/",
        "/konto/password/reset/key/{}/",
        "/benachrichtigungen/abbestellen/{}/",
        "/anhoerung/{}/fristverlaengerung/",
        "/anmeldung/{}/absagen/",
        "/konferenzeinladung/{}/",
        "/bedarfe-angebote/anfrage/{}/",
        "/bedarfe-angebote/anfrage-beantworten/{}/",
        "/konto/organisationen/einladung/{}/",
        "/konto/stellungnahmen/einladung/link/{}/",
    ],
)
def test_the_secret_part_of_an_address_is_taken_out(address):
    path = address.format("GEHEIM-123:abc_def")
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", (path,), None)
    assert WithoutSecrets().filter(record) is True
    assert "GEHEIM" not in record.getMessage() and address.split("{")[0] in record.getMessage()

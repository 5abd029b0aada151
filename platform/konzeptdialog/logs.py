"""What the log must not keep."""

import logging
import re

#: Addresses whose last part is a secret: receipt codes, confirmation and password links.
_SECRET = re.compile(
    r"(/beitrag/|/beitrag-bestaetigen/|/konto/confirm-email/|/konto/password/reset/key/|/abbestellen/|/anhoerung/"
    r"|/bedarfe-angebote/anfrage/|/bedarfe-angebote/anfrage-beantworten/"
    r"|/konto/organisationen/einladung/|/konto/stellungnahmen/einladung/link/)[^/\s]+"
)


class WithoutSecrets(logging.Filter):
    """Takes secrets out of the addresses that Django logs when a request fails."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        masked = _SECRET.sub(r"\1…", message)
        if masked != message:
            record.msg, record.args = masked, ()
        return True

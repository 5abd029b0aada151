"""Django's mail interface on top of the outbox, so that mails of libraries are as safe as ours."""

from django.core.mail.backends.base import BaseEmailBackend

from notifications import services


class OutboxEmailBackend(BaseEmailBackend):
    """Writes mails into the outbox instead of talking to a mail server inside the request."""

    def send_messages(self, email_messages) -> int:
        count = 0
        for message in email_messages or []:
            html = next((content for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
            for address in message.recipients():
                services.store(
                    "system", address=address, subject=message.subject, body=message.body, html_body=html or ""
                )
                count += 1
        return count

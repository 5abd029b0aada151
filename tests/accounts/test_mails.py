"""Mails of the accounts: both parts in the language of the reader, whoever is at work."""

import pytest
from django.utils import translation

from accounts.organisations import mails
from notifications.models import OutboxMessage
from tests.factories.accounts import OrganisationFactory, UserFactory


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_parts_are_in_the_readers_language(db, settings, language):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxEmailBackend"
    reader = UserFactory(language=language)
    with translation.override("de" if language == "en" else "en"):
        mails.tell("organisation_verified", [reader], organisation=OrganisationFactory())
    message = OutboxMessage.objects.get(address=reader.email)
    assert f'lang="{language}"' in message.html_body

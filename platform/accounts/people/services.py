"""Writes about one's own account."""

from django.db import transaction

from accounts.people.models import User
from audit.services import record


@transaction.atomic
def save_profile(person: User, *, display_name: str, real_name: str, language: str) -> User:
    """Store what a person says about themselves; the log keeps which fields changed, not what they say."""
    person = User.objects.select_for_update().get(pk=person.pk)
    values = {"display_name": display_name, "real_name": real_name, "language": language}
    changed = [name for name, value in values.items() if getattr(person, name) != value]
    if changed:
        for name in changed:
            setattr(person, name, values[name])
        person.save(update_fields=changed)
        record(person, "accounts.update_profile", person, fields=changed)
    return person


def set_real_name(person: User, real_name: str) -> None:
    """Keep the name under which a person speaks for organisations."""
    if real_name and person.real_name != real_name:
        person.real_name = real_name
        person.save(update_fields=["real_name"])

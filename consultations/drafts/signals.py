"""Named events of the drafts feature."""

from django.dispatch import Signal

#: Sent inside the transaction before a version is published, with `version` and `actor`. A receiver may raise
#: `consultations.drafts.services.PublicationRefused` to refuse it, e.g. because a change has no cause yet.
version_publishing = Signal()

#: Sent inside the transaction after a version was published, with `version` and `actor`.
version_published = Signal()

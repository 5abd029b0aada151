"""The privacy notice of the site, as editors have published it."""

from collections.abc import Collection

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from accounts.privacy.notices import SITE, Document, knows_notices
from webpages.models import InfoPage

#: The page every site has, see `webpages.services`.
SLUG = "datenschutz"


@knows_notices
def site_notice(keys: Collection[str]) -> list[Document]:
    """The text of the page, without its markup: a new colour is no new wording."""
    page = InfoPage.objects.live().filter(slug=SLUG).first() if SITE in keys else None
    if page is None:
        return []
    text = strip_tags(str(page.body).replace("<", " <"))
    return [Document(SITE, _("Privacy notice of this site"), page.url or f"/{SLUG}/", text)]

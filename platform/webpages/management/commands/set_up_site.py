"""`manage.py set_up_site`: the pages every site has."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sites.models import Site as MailSite
from django.core.management.base import BaseCommand

from webpages.services import set_up_site


class Command(BaseCommand):
    help = "Create the home page and the legal pages that are missing; edited pages stay as they are."

    def handle(self, *args, **options) -> None:
        address = urlsplit(settings.BASE_URL)
        port = address.port or (443 if address.scheme == "https" else 80)
        set_up_site(hostname=address.hostname or "localhost", port=port)
        MailSite.objects.update_or_create(
            pk=settings.SITE_ID, defaults={"domain": address.netloc, "name": settings.WAGTAIL_SITE_NAME}
        )
        self.stdout.write("The site's pages are there.")

"""Setting up the pages every site has."""

from django.db import transaction
from wagtail.models import Page, Site

from webpages.legal import GREETING, INFO_PAGES, LEAD
from webpages.models import HomePage, InfoPage


@transaction.atomic
def set_up_site(*, hostname: str, port: int) -> HomePage:
    """Create the home page and the information pages that are missing; what was edited stays as it is."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        home = HomePage(title="Startseite", slug="start", greeting=GREETING, lead=LEAD)
        root.add_child(instance=home)
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": hostname, "port": port, "root_page": home}
        )
        for stale in Page.objects.filter(depth=2).exclude(pk=home.pk).exclude(sites_rooted_here__isnull=False):
            stale.delete()
        home.refresh_from_db()
    for slug, (title, html, in_footer) in INFO_PAGES.items():
        if not InfoPage.objects.filter(slug=slug).exists():
            page = InfoPage(title=title, slug=slug, in_footer=in_footer, body=[("text", html)])
            home.add_child(instance=page)
    return home

"""The Atom feed of a process's measures."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.process.models import Process
from consultations.results.measures import queries
from frontend.feeds import PlainFeed


def measures_feed(request: HttpRequest, process: Process) -> HttpResponse:
    """Changes of state and yearly reports, newest first. Ids are made of rows' keys: they stay when titles change.

    Django's syndication views ask the table of sites for the host; ours is a setting, so the generator is used alone.
    """
    base = settings.BASE_URL
    address = reverse("measures:measures", kwargs={"process_slug": process.slug})
    own = reverse("measures:feed", kwargs={"process_slug": process.slug})
    feed = PlainFeed(
        title=_("Measures: %(process)s") % {"process": process.short_title},
        link=base + address,
        description="",
        feed_url=base + own,
        feed_guid=base + own,
        language="de",
        subtitle=process.demo_notice or process.title,
        author_name=process.initiator_name,
    )
    for entry in queries.latest(process):
        link = base + entry.measure.get_absolute_url()
        feed.add_item(
            title=entry.title,
            link=link,
            description=entry.text,
            unique_id=f"{base}{own}#{entry.key}",
            pubdate=entry.at,
            updateddate=entry.at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

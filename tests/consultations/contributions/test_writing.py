"""A new contribution is written as the comment framework would, with fewer statements; and words are found by index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultations.contributions import search_index
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution

#: The columns by which the framework keeps threads.
THREAD = ("level", "order", "nested_count", "followup")


def test_it_begins_a_thread_as_the_framework_does(cast, paragraph, make_contribution):
    saved = make_contribution()
    with CaptureQueriesContext(connection) as captured:
        written = submit_contribution(paragraph, cast.stakeholder, Submission("proposal", "Mehr Zeit!")).contribution
    stored = Contribution.objects.get(pk=written.pk)
    assert stored.thread_id == stored.parent_id == stored.pk == written.thread_id
    assert [getattr(stored, name) for name in THREAD] == [getattr(saved, name) for name in THREAD]
    tables = ("django_comments", "django_comments_xtd_xtdcomment", "consultations_contribution")
    writes = [row["sql"] for row in captured if row["sql"].startswith(("INSERT", "UPDATE"))]
    assert [sum(f'"{table}"' in sql.split("(")[0] for sql in writes) for table in tables] == [1, 1, 1]


def test_one_post_takes_fewer_than_25_queries(client, cast, process, paragraph):
    client.force_login(cast.stakeholder)
    url = f"/verfahren/{process.slug}/entwurf/absatz/{paragraph.lineage}/"
    with CaptureQueriesContext(connection) as captured:
        response = client.post(url, {"kind": "proposal", "text": "Mehr Zeit!", "publication": "category"})
    assert response.status_code == 302
    assert len([row for row in captured if row["sql"].startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) < 25


@pytest.mark.skipif(connection.vendor != "postgresql", reason="The index is PostgreSQL's.")
def test_parts_of_words_are_found_by_the_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [search_index.NAME])
        assert "gin_trgm_ops" in cursor.fetchone()[0]
        cursor.execute("SET LOCAL enable_seqscan = off")
        words = Contribution.objects.filter(published_text__icontains="lastenrad").order_by().values("pk")
        assert search_index.NAME in words.explain()

"""What the database itself refuses: changes of a published version, whoever asks and however."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from consultations.drafts import freeze
from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion, Paragraph, Section
from consultations.process.models import Process
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ActionFieldFactory, ProcessFactory, make_version, publish

SQL = {
    "text": "UPDATE consultations_paragraph SET text = 'anders'",
    "number": "UPDATE consultations_paragraph SET number = '9'",
    "title": "UPDATE consultations_section SET title = 'anders'",
    "removed paragraph": "DELETE FROM consultations_paragraph",
    "removed chapter": "DELETE FROM consultations_section",
    "label": "UPDATE consultations_draftversion SET label = 'anders'",
    "withdrawn": "UPDATE consultations_draftversion SET state = 'prepared', published_at = NULL",
    "removed version": "DELETE FROM consultations_draftversion",
}


def refused(act) -> None:
    with pytest.raises(IntegrityError, match="published version cannot be changed"), transaction.atomic():
        act()


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", SQL.values(), ids=SQL.keys())
def test_plain_sql_changes_no_published_version(version, sql):
    refused(lambda: run(sql))


def test_querysets_change_no_published_version(version, process):
    section = version.sections.first()
    refused(lambda: version.paragraphs.update(text="anders"))
    refused(lambda: Paragraph.objects.filter(version=version).delete())
    refused(lambda: DraftVersion.objects.filter(pk=version.pk).update(published_at=timezone.now()))
    refused(lambda: DraftVersion.objects.filter(pk=version.pk).update(published_by=UserFactory()))
    refused(lambda: DraftVersion.objects.filter(pk=version.pk).delete())
    refused(lambda: Draft.objects.filter(process=process).delete())
    refused(lambda: Process.objects.filter(pk=process.pk).delete())
    refused(
        lambda: Paragraph.objects.bulk_create(
            [Paragraph(version=version, section=section, lineage="neu", order=9, number="1.9", text="Nachgeschoben")]
        )
    )
    refused(lambda: Section.objects.bulk_create([Section(version=version, lineage="k9", order=9, number="9")]))


def test_nothing_moves_into_or_out_of_a_published_version(process, version):
    prepared = make_version(process, number=2, published=False)
    Paragraph.objects.filter(version=prepared, lineage="k1-1").update(lineage="neu")
    refused(lambda: Paragraph.objects.filter(version=prepared, lineage="neu").update(version=version))
    refused(lambda: Paragraph.objects.filter(version=version, lineage="k1-1").update(version=prepared))


def test_a_prepared_version_stays_open(process, version):
    prepared = make_version(process, number=2, published=False)
    prepared.paragraphs.update(text="anders")
    prepared.sections.all().delete()
    DraftVersion.objects.filter(pk=prepared.pk).update(label="anders")
    prepared.refresh_from_db()
    publish(prepared)
    assert DraftVersion.objects.filter(label="anders", state=VersionState.PUBLISHED).exists()
    refused(lambda: DraftVersion.objects.filter(pk=prepared.pk).update(label="wieder anders"))


def test_an_account_and_an_action_field_can_be_deleted(process):
    person, field = UserFactory(), ActionFieldFactory(process=process)
    version = make_version(process, published=False)
    version.sections.filter(lineage="k1").update(action_field=field)
    version.published_by = person
    publish(version)
    person.delete()
    field.delete()
    version.refresh_from_db()
    assert version.published_by is None and version.sections.get(lineage="k1").action_field is None
    other = ActionFieldFactory(process=process)
    refused(lambda: version.sections.update(action_field=other))


def test_only_the_demonstration_moves_dates(process, version):
    Process.objects.filter(pk=process.pk).update(demo_shifted_by=7)
    moved = version.published_at + timedelta(days=7)
    DraftVersion.objects.filter(pk=version.pk).update(published_at=moved)
    assert DraftVersion.objects.get().published_at == moved
    refused(lambda: DraftVersion.objects.filter(pk=version.pk).update(published_at=moved, label="anders"))
    refused(lambda: version.paragraphs.update(text="anders"))


def test_a_deliberate_act_lifts_the_guard_and_puts_it_back(version):
    with freeze.lifted(connection):
        assert not freeze.is_installed(connection)
        version.paragraphs.filter(lineage="k1-1").update(text="Neue Rechtschreibung")
    assert freeze.is_installed(connection)
    refused(lambda: version.paragraphs.update(text="anders"))
    with pytest.raises(ZeroDivisionError), freeze.lifted(connection):
        raise ZeroDivisionError
    assert freeze.is_installed(connection)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_flush_empties_the_tables_and_leaves_the_guard_on():
    version = make_version(ProcessFactory())
    # As Django's own tests end: sequences that begin anew would collide with the rows the next test is given.
    options = {"reset_sequences": False, "inhibit_post_migrate": True, "allow_cascade": False}
    call_command("flush", interactive=False, verbosity=0, **options)
    assert not DraftVersion.objects.filter(pk=version.pk).exists() and not Paragraph.objects.exists()
    assert freeze.is_installed(connection)


def test_the_migration_takes_the_guard_off_and_puts_it_on(version):
    migration = import_module(f"consultations.migrations.{_migration()}")
    editor = SimpleNamespace(connection=connection)
    migration.take_off(None, editor)
    assert not freeze.is_installed(connection)
    version.paragraphs.filter(lineage="k1-1").update(text="Ohne Schutz")
    migration.put_on(None, editor)
    freeze.after_migrations(using=connection.alias)
    assert freeze.is_installed(connection)
    refused(lambda: version.paragraphs.update(text="anders"))


def test_runs_of_migrations_leave_the_guard_on(db):
    freeze.before_migrations(using=connection.alias, plan=[])
    assert freeze.is_installed(connection)
    freeze.before_migrations(using=connection.alias, plan=[("a migration", False)])
    assert freeze.is_installed(connection) is (connection.vendor == "postgresql")
    freeze.after_migrations(using=connection.alias)
    assert freeze.is_installed(connection)


def _migration() -> str:
    loader = MigrationLoader(connection)
    return next(n for app, n in loader.disk_migrations if app == "consultations" and n.endswith(freeze.MIGRATION))

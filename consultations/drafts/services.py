"""Writes of the drafts feature: preparing a version from the working copy, publishing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Permission
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import GroupPagePermission, Site

from audit.services import record
from consultations.drafts.enums import ParagraphType, VersionState
from consultations.drafts.images.models import DraftImage
from consultations.drafts.images.services import images_of, shown, use_images
from consultations.drafts.models import Draft, DraftVersion, Frozen, Paragraph, Section
from consultations.drafts.pages import DraftFolderPage, DraftPage
from consultations.drafts.signals import version_published, version_publishing
from consultations.drafts.tables import tidied
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.process.services import editors_group


class PublicationRefused(Exception):
    """A version cannot be published yet; `reasons` are sentences for the editor."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class ChapterText:
    """A chapter of the working copy with its paragraphs, before it is numbered."""

    lineage: str
    title: str
    action_field: str = ""
    paragraphs: list["ParagraphText"] = field(default_factory=list)


@dataclass
class ParagraphText:
    """A paragraph of the working copy."""

    lineage: str
    type: str
    text: str
    code: str = ""
    responsible: str = ""
    period: str = ""
    indicator: str = ""
    #: Entries of `Paragraph.images`.
    images: list[dict[str, Any]] = field(default_factory=list)


def read_working_copy(draft: Draft) -> list[ChapterText]:
    """Chapters and paragraphs of the working copy as last saved. Raises PublicationRefused when it cannot be read."""
    chapters: list[ChapterText] = []
    images = images_of(draft)
    # Read anew: a page object that was loaded earlier does not know the revision saved since.
    for block in DraftPage.objects.get(draft=draft).working_copy.body:
        value = block.value
        if block.block_type == "chapter":
            chapters.append(ChapterText(str(block.id), value["title"], value.get("action_field") or ""))
            continue
        if not chapters:
            raise PublicationRefused([_("The draft has to begin with a chapter.")])
        extra = {}
        if block.block_type == ParagraphType.MEASURE:
            extra = {name: value.get(name) or "" for name in ("code", "responsible", "period", "indicator")}
        shown_images = [_image(row, images, chapters) for row in value.get("images") or ()]
        chapters[-1].paragraphs.append(
            ParagraphText(str(block.id), block.block_type, tidied(value["text"].strip()), images=shown_images, **extra)
        )
    if not any(chapter.paragraphs for chapter in chapters):
        raise PublicationRefused([_("The draft has no paragraphs yet.")])
    return chapters


def _image(row: Mapping[str, str], images: Mapping[str, DraftImage], chapters: list[ChapterText]) -> dict[str, Any]:
    """An image of the working copy as a version keeps it; images of other drafts are not known here."""
    image = images.get((row.get("image") or "").strip())
    if image is None:
        place = f"{len(chapters)}.{len(chapters[-1].paragraphs) + 1}"
        raise PublicationRefused(
            [_("An image of paragraph %(number)s is not there. Take it out or import it again.") % {"number": place}]
        )
    return shown(image, alt=row.get("alt") or "", caption=row.get("caption") or "")


@transaction.atomic
def prepare_version(draft: Draft, *, label: str, note: str = "", actor) -> DraftVersion:
    """Copy the working copy into the draft's prepared version, replacing an earlier preparation.

    Causes already given for changes are kept: they are tied to the version and the lineage, not to the rows.
    """
    require(actor, Action.EDIT_DRAFT, draft.process)
    Draft.objects.select_for_update().get(pk=draft.pk)
    chapters = read_working_copy(draft)
    version = draft.versions.filter(state=VersionState.PREPARED).first()
    if version is None:
        last = draft.versions.order_by("-number").first()
        version = DraftVersion(draft=draft, number=last.number + 1 if last else 1)
    version.label, version.note = label, note
    version.save()
    version.sections.all().delete()
    fill_version(version, chapters)
    record(actor, "drafts.prepare_version", version, scope=draft.process.slug, paragraphs=version.paragraphs.count())
    return version


def fill_version(version: DraftVersion, chapters: list[ChapterText]) -> None:
    """Write numbered chapters and paragraphs into an empty, unpublished version."""
    if version.is_published:
        raise Frozen
    # The model is reached through the field: action fields belong to a feature above this one.
    field_model = Section._meta.get_field("action_field").related_model
    fields = {f.slug: f for f in field_model.objects.filter(process=version.draft.process)}
    sections = [
        Section(
            version=version,
            lineage=chapter.lineage,
            order=index,
            number=str(index),
            title=chapter.title,
            action_field=fields.get(chapter.action_field),
        )
        for index, chapter in enumerate(chapters, start=1)
    ]
    Section.objects.bulk_create(sections)
    paragraphs = []
    for section, chapter in zip(sections, chapters, strict=True):
        for index, text in enumerate(chapter.paragraphs, start=1):
            paragraphs.append(
                Paragraph(
                    version=version,
                    section=section,
                    lineage=text.lineage,
                    order=len(paragraphs) + 1,
                    number=f"{section.number}.{index}",
                    type=text.type,
                    text=text.text,
                    code=text.code,
                    responsible=text.responsible,
                    period=text.period,
                    indicator=text.indicator,
                    images=text.images,
                )
            )
    Paragraph.objects.bulk_create(paragraphs)
    use_images(version, paragraphs)


@transaction.atomic
def publish_version(version: DraftVersion, *, actor) -> DraftVersion:
    """Freeze a prepared version and show it to the public.

    Raises PublicationRefused when a feature above vetoes it (e.g. a change without a cause), and Frozen when it is
    published already.
    """
    version = DraftVersion.objects.select_for_update().select_related("draft__process").get(pk=version.pk)
    require(actor, Action.PUBLISH_VERSION, version.draft.process)
    if version.is_published:
        raise Frozen
    version_publishing.send(sender=DraftVersion, version=version, actor=actor)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.published_by = actor
    version.save(update_fields=["state", "published_at", "published_by"])
    record(actor, "drafts.publish_version", version, scope=version.draft.process.slug)
    version_published.send(sender=DraftVersion, version=version, actor=actor)
    return version


@transaction.atomic
def create_draft(process, *, title: str, actor) -> Draft:
    """Create the process's draft with an empty working copy. Returns the one that is there on a second call."""
    require(actor, Action.EDIT_DRAFT, process)
    draft = Draft.objects.filter(process=process).first()
    if draft is None:
        try:
            with transaction.atomic():
                draft = Draft.objects.create(process=process, title=title)
        except IntegrityError:
            return Draft.objects.get(process=process)
        record(actor, "drafts.create_draft", draft, scope=process.slug)
    if not DraftPage.objects.filter(draft=draft).exists():
        page = DraftPage(title=title, slug=process.slug, draft=draft, live=False)
        draft_folder().add_child(instance=page)
        page.save_revision(user=actor)
        GroupPagePermission.objects.get_or_create(
            group=editors_group(process),
            page=page,
            permission=Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page"),
        )
    return draft


def draft_folder() -> DraftFolderPage:
    """The folder of the working copies, created below the home page on first use."""
    folder = DraftFolderPage.objects.first()
    if folder is None:
        home = Site.objects.get(is_default_site=True).root_page
        folder = DraftFolderPage(title="Entwürfe in Arbeit", slug="entwuerfe-in-arbeit", live=False)
        home.add_child(instance=folder)
    return folder

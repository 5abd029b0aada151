"""Blocks of the working copy. A block's id becomes the lineage of its paragraph or chapter."""

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from consultations.drafts.widgets import DraftImageInput, DraftTextInput


class DraftTextBlock(blocks.TextBlock):
    """A text that may hold tables (`drafts.tables`)."""

    #: What migrations call it: the database knows no difference, only the editor does.
    canonical_module_path = "wagtail.blocks.TextBlock"

    @cached_property
    def field(self) -> forms.CharField:
        return forms.CharField(widget=DraftTextInput(attrs={"rows": self.rows}), **self.field_options)


class DraftImageKeyBlock(blocks.CharBlock):
    """The key of a `DraftImage`."""

    canonical_module_path = "wagtail.blocks.CharBlock"

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.field.widget = DraftImageInput()


class ChapterBlock(blocks.StructBlock):
    """Begins a chapter; the paragraphs up to the next one belong to it."""

    title = blocks.CharBlock(label=_("Title"), max_length=250)
    action_field = blocks.CharBlock(
        label=_("Key of the action field"), required=False, max_length=50, help_text=_("For example hf3.")
    )

    class Meta:
        icon = "title"
        label = _("Chapter")
        label_format = "{title}"


class ImageBlock(blocks.StructBlock):
    """A picture of the paragraph. It came in by import; here its words are written and its place is chosen."""

    image = DraftImageKeyBlock(
        label=_("Key of the image"), max_length=36, help_text=_("New images come in with an import of the draft.")
    )
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=500,
        help_text=_("What the image shows, for people who do not see it."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=500)

    class Meta:
        icon = "image"
        label = _("Image")
        label_format = "{caption} {alt}"


class TextParagraphBlock(blocks.StructBlock):
    """Running text."""

    text = DraftTextBlock(label=_("Text"))
    images = blocks.ListBlock(ImageBlock(), label=_("Images"), default=[], collapsed=True)

    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")
        label_format = "{text}"


class GoalBlock(TextParagraphBlock):
    """A goal of the concept."""

    class Meta:
        icon = "pick"
        label = _("Goal")
        label_format = "{text}"


class MeasureBlock(TextParagraphBlock):
    """What will be done, by whom, until when, measured how."""

    code = blocks.CharBlock(label=_("Code"), required=False, max_length=20)
    responsible = blocks.CharBlock(label=_("Responsible"), required=False, max_length=250)
    period = blocks.CharBlock(label=_("Period"), required=False, max_length=80)
    indicator = blocks.CharBlock(label=_("Indicator"), required=False, max_length=250)

    class Meta:
        icon = "task"
        label = _("Measure")
        label_format = "{code} {text}"


class DraftBodyBlock(blocks.StreamBlock):
    """The whole draft: chapters and paragraphs in reading order."""

    chapter = ChapterBlock()
    text = TextParagraphBlock()
    goal = GoalBlock()
    measure = MeasureBlock()

    class Meta:
        required = False

"""Editorial pages and site settings."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Page

from webpages.colors import validate_accent
from webpages.extensions import home_panels

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBodyBlock(blocks.StreamBlock):
    """Body of an information page."""

    text = blocks.RichTextBlock(label=_("Text"), features=TEXT_FEATURES)

    class Meta:
        required = False


class HomePage(Page):
    """The front page: an editable greeting, then what features above have to show."""

    greeting = models.CharField(_("greeting"), max_length=120, blank=True)
    lead = models.TextField(_("introduction"), blank=True, max_length=400)

    max_count = 1
    template = "webpages/home.html"
    content_panels = [*Page.content_panels, FieldPanel("greeting"), FieldPanel("lead")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["panels"] = home_panels.render(request)
        return context


class InfoPage(Page):
    """An information page: legal notice, privacy, accessibility, easy language, anything to read."""

    body = StreamField(TextBodyBlock(), verbose_name=_("text"), blank=True)
    in_footer = models.BooleanField(_("linked in the footer"), default=False)

    template = "webpages/info.html"
    parent_page_types = ["webpages.HomePage", "webpages.InfoPage"]
    content_panels = [*Page.content_panels, FieldPanel("body")]
    settings_panels = [*Page.settings_panels, FieldPanel("in_footer")]

    class Meta:
        verbose_name = _("information page")


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """Who runs the site and how it looks."""

    site_title = models.CharField(_("name of the site"), max_length=80, default="Konzeptdialog")
    publisher = models.CharField(_("published by"), max_length=200, blank=True)
    official_line = models.CharField(
        _("line above the header"), max_length=120, blank=True, help_text=_("E.g. Offizielle Website – Sachsen-Anhalt")
    )
    official_flag = models.BooleanField(
        _("flag in the line above the header"), default=True, help_text=_("For official websites only.")
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    accent_color = models.CharField(_("accent colour"), max_length=7, default="#1b4f72", validators=[validate_accent])
    content_licence = models.CharField(_("licence of the content"), max_length=120, blank=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("site_title"),
                FieldPanel("publisher"),
                FieldPanel("official_line"),
                FieldPanel("official_flag"),
            ]
        ),
        MultiFieldPanel([FieldPanel("logo"), FieldPanel("accent_color")], heading=_("Look")),
        FieldPanel("content_licence"),
    ]

    class Meta:
        verbose_name = _("site settings")

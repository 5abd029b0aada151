"""What both Word documents are built from: page, styles, fields, links, tables.

Looks belong to styles, so that whoever works on with the document can change them in one place, and so that assistive
technology finds headings, a title and header rows where it looks for them.
"""

from datetime import datetime
from io import BytesIO

from django.utils import timezone
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from consultations.drafts.papers.content import Data

#: On every computer, or replaced by one that is as wide.
FONT = "Arial"
INK, QUIET, ACCENT = RGBColor(0x17, 0x1A, 0x1C), RGBColor(0x4D, 0x57, 0x63), RGBColor(0x00, 0x45, 0x7C)
TINT, HAIRLINE = "EEF3F8", "B8C0CA"

#: Names of our styles as Word shows them.
NUMBERED, CONTINUED, GOAL, MEASURE, LABEL, SMALL = (
    "Absatz nummeriert",
    "Absatz Fortsetzung",
    "Ziel",
    "Maßnahme",
    "Bezeichnung Ziel und Maßnahme",
    "Angabe",
)
#: Word's own names for entries of the first level and for what stands below pictures.
CONTENTS_ENTRY, CAPTION = "toc 1", "Caption"
DELETED, INSERTED = "Gelöscht", "Eingefügt"

GUTTER = Mm(15)

#: What follows borders and shading in the properties of a paragraph; Word insists on the order.
_AFTER_SHADING = ("w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl", "w:rPr")


def new_document(data: Data, *, landscape: bool = False) -> DocumentType:
    """An empty A4 document with our styles, properties, head and foot."""
    document = Document()
    _page(document, landscape)
    _styles(document)
    _settings(document)
    _properties(document, data)
    _head_and_foot(document, data)
    return document


def element(tag: str, **attributes: str) -> OxmlElement:
    """An element of WordprocessingML, e.g. `element("w:shd", val="clear")`."""
    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_paragraph(document: DocumentType, style: ParagraphStyle) -> Paragraph:
    """A paragraph at the end, as `Document.add_paragraph` does it, without looking through the document and its styles.

    With 1,500 paragraphs that is the difference between one second and five.
    """
    made = OxmlElement("w:p")
    document.element.body[-1].addprevious(made)  # the last element describes the page
    made.style = style.style_id
    return Paragraph(made, document._body)


def add_lines(paragraph: Paragraph, lines: list[str]) -> None:
    """Lines of a text with line breaks between them."""
    run = paragraph.add_run()
    for index, line in enumerate(lines):
        if index:
            run.add_break()
        run.add_text(line)


def add_typed(paragraph: Paragraph, text: str, style: str | None = None) -> Run:
    """A text as it was typed, with its line breaks, as one run."""
    run = paragraph.add_run(style=style)
    for index, line in enumerate(text.split("\n")):
        if index:
            run.add_break()
        run.add_text(line)
    return run


def add_picture(paragraph: Paragraph, file: bytes, *, size: tuple[int, int], words: str) -> None:
    """A picture (PNG or JPEG) in the line, with the words screen readers say instead of it."""
    shape = paragraph.add_run().add_picture(BytesIO(file), *size)
    for properties in (shape._inline.docPr, shape._inline.graphic.graphicData.pic.nvPicPr.cNvPr):
        properties.set("descr", words)


def add_field(paragraph: Paragraph, formula: str, shown: str) -> None:
    """A field that Word computes, e.g. PAGE, with what is shown until it did."""
    for part in (
        element("w:fldChar", fldCharType="begin"),
        instruction(formula),
        element("w:fldChar", fldCharType="separate"),
    ):
        paragraph.add_run()._r.append(part)
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def add_link(paragraph: Paragraph, text: str, *, url: str = "", anchor: str = "") -> None:
    """A link to an address, or to a bookmark of this document."""
    link = element("w:hyperlink", history="1")
    if url:
        link.set(qn("r:id"), paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    else:
        link.set(qn("w:anchor"), anchor)
    run = paragraph.add_run(text)
    run.font.color.rgb = ACCENT
    run.font.underline = bool(url)
    link.append(run._r)
    paragraph._p.append(link)


def add_bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Let links of the contents find a heading."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    paragraph._p.insert(1 if paragraph._p.pPr is not None else 0, start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def add_contents(document: DocumentType, title: str, entries: list[str]) -> None:
    """Contents made of the headings: a field Word can bring up to date, filled with links that work without it.

    It is not marked as outdated, because Word would then greet every reader with a question.
    """
    document.add_paragraph(title, style="TOC Heading")
    for index, entry in enumerate(entries):
        paragraph = document.add_paragraph(style=CONTENTS_ENTRY)
        if index == 0:
            for part in (
                element("w:fldChar", fldCharType="begin"),
                instruction('TOC \\o "1-1" \\h \\z \\u'),
                element("w:fldChar", fldCharType="separate"),
            ):
                paragraph.add_run()._r.append(part)
        add_link(paragraph, entry, anchor=bookmark(index))
        if index == len(entries) - 1:
            paragraph.add_run()._r.append(element("w:fldChar", fldCharType="end"))


def bookmark(index: int) -> str:
    """The name of the bookmark at a chapter."""
    return f"_Toc{index + 1:08d}"


def mark_header_row(row: _Row) -> None:
    """Make a row the head of its table: repeated on every page and named by screen readers."""
    keep_together(row)
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_together(row: _Row) -> None:
    """Let no page end within a row."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def instruction(text: str) -> OxmlElement:
    """What a field computes."""
    part = element("w:instrText")
    part.set(qn("xml:space"), "preserve")
    part.text = f" {text} "
    return part


def _page(document: DocumentType, landscape: bool) -> None:
    section = document.sections[0]
    width, height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = width, height
    section.left_margin = section.right_margin = Mm(18 if landscape else 24)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.header_distance = section.footer_distance = Mm(11)
    section.different_first_page_header_footer = True


def _styles(document: DocumentType) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    defaults.find(qn("w:lang")).set(qn("w:val"), "de-DE")
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "de-DE")
    normal = look(styles["Normal"], 10.5, color=INK, after=6)
    normal.paragraph_format.line_spacing = 1.15
    look(styles["Title"], 22, bold=True, color=ACCENT, before=4, after=10)
    _without_border(styles["Title"])
    look(styles["Subtitle"], 12, bold=True, color=INK, after=2).font.italic = False
    heading = look(styles["Heading 1"], 14, bold=True, color=ACCENT, before=20, after=8)
    heading.paragraph_format.keep_with_next = True
    look(styles["TOC Heading"], 14, bold=True, color=ACCENT, before=18, after=8)
    entry = styles.add_style(CONTENTS_ENTRY, WD_STYLE_TYPE.PARAGRAPH)
    entry.base_style = normal
    look(entry, 10.5, after=3)
    look(styles["Header"], 8, color=QUIET, after=0)
    look(styles["Footer"], 8, color=QUIET, after=0)
    _paragraph_styles(document)
    for name, color in ((DELETED, RGBColor(0x8A, 0x10, 0x20)), (INSERTED, RGBColor(0x00, 0x55, 0x2B))):
        style = styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = color
    styles[DELETED].font.strike = True
    styles[INSERTED].font.underline = True
    styles[INSERTED].font.bold = True


def _paragraph_styles(document: DocumentType) -> None:
    """Numbered paragraphs with the number in the margin; goals and measures set apart by a line and a tint."""
    styles = document.styles
    made = {}
    for name in (NUMBERED, CONTINUED, GOAL, MEASURE, LABEL, SMALL):
        made[name] = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made[name].base_style = styles["Normal"]
        made[name].paragraph_format.left_indent = GUTTER
    made[NUMBERED].paragraph_format.first_line_indent = -GUTTER
    made[NUMBERED].paragraph_format.tab_stops.add_tab_stop(GUTTER)
    for name, width in ((GOAL, "8"), (MEASURE, "24")):
        properties = made[name].element.get_or_add_pPr()
        borders = element("w:pBdr")
        borders.append(element("w:left", val="single", sz=width, space="8", color=str(ACCENT)))
        properties.insert_element_before(borders, "w:shd", *_AFTER_SHADING)
        made[name].paragraph_format.keep_together = True
    shading = element("w:shd", val="clear", color="auto", fill=TINT)
    made[MEASURE].element.get_or_add_pPr().insert_element_before(shading, *_AFTER_SHADING)
    label = made[LABEL]
    label.paragraph_format.first_line_indent = -GUTTER
    label.paragraph_format.tab_stops.add_tab_stop(GUTTER)
    label.paragraph_format.keep_with_next = True
    look(label, 9.5, bold=True, color=ACCENT, before=8, after=3)
    made[SMALL].base_style = made[MEASURE]
    look(made[SMALL], 9.5, after=2)
    look(styles[CAPTION], 9.5, color=QUIET, after=10).paragraph_format.left_indent = GUTTER


def look(
    style: ParagraphStyle,
    size: float,
    *,
    bold: bool = False,
    color: RGBColor | None = None,
    before: float | None = None,
    after: float | None = None,
) -> ParagraphStyle:
    """Font, size and spacing of a style, whatever the theme of Word's own template says."""
    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold or None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    # Fonts of the theme would win over the named one.
    for key in list(fonts.attrib):
        if key.endswith("Theme"):
            del fonts.attrib[key]
    for spacing in style.element.rPr.findall(qn("w:spacing")):
        style.element.rPr.remove(spacing)
    for key in ("w:cs", "w:eastAsia"):
        fonts.set(qn(key), FONT)
    if color is not None:
        style.font.color.rgb = color
    if before is not None:
        style.paragraph_format.space_before = Pt(before)
    if after is not None:
        style.paragraph_format.space_after = Pt(after)
    return style


def _without_border(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_pPr()
    for border in properties.findall(qn("w:pBdr")):
        properties.remove(border)


def _settings(document: DocumentType) -> None:
    """German, hyphenated, laid out as by today's Word: without that, it opens the file in compatibility mode."""
    settings = document.settings.element
    for language in settings.iter(qn("w:themeFontLang")):
        language.set(qn("w:val"), "de-DE")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:defaultTabStop")).addnext(element("w:autoHyphenation"))
    for zoom in settings.findall(qn("w:zoom")):
        zoom.set(qn("w:percent"), "100")  # the template leaves out what the format asks for


def _properties(document: DocumentType, data: Data) -> None:
    core, meta = document.core_properties, data["meta"]
    core.title, core.author, core.subject = meta["title"], meta["author"], meta["description"]
    core.language, core.comments, core.keywords = "de-DE", "", ""
    core.last_modified_by, core.revision = meta["author"], 1
    core.created = datetime(*meta["day"])
    core.modified = timezone.now().replace(tzinfo=None)


def _head_and_foot(document: DocumentType, data: Data) -> None:
    section = document.sections[0]
    right = section.page_width - section.left_margin - section.right_margin
    for name in ("Header", "Footer"):
        _one_tab(document.styles[name], right)
    head = section.header.paragraphs[0]
    head.add_run(f"{data['meta']['head']}\t{data['meta']['head_end']}")
    for foot in (section.footer.paragraphs[0], section.first_page_footer.paragraphs[0]):
        foot.style = document.styles["Footer"]
        foot.add_run(f"{data['where']['url']}\t")
        before, _page, rest = data["words"]["page"].partition("{page}")
        between, _pages, after = rest.partition("{pages}")
        foot.add_run(before)
        add_field(foot, "PAGE", "1")
        foot.add_run(between)
        add_field(foot, "NUMPAGES", "1")
        foot.add_run(after)


def _one_tab(style: ParagraphStyle, place: int) -> None:
    """One tab to the right edge, instead of the two the template has for its own paper."""
    properties = style.element.get_or_add_pPr()
    for tabs in properties.findall(qn("w:tabs")):
        properties.remove(tabs)
    style.paragraph_format.tab_stops.add_tab_stop(place, WD_TAB_ALIGNMENT.RIGHT)

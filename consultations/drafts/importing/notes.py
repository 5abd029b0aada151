"""What the preview says about what was changed or left out."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def describe(notes: Mapping[str, int]) -> list[str]:
    """Sentences for the counted notes of an import: what is lost first, then what looks different."""
    sentences = {
        "images": ngettext(
            "%(n)s image was left out: it does not lie in the file itself.",
            "%(n)s images were left out: they do not lie in the file itself.",
            notes.get("images", 0),
        ),
        "images_format": ngettext(
            "%(n)s image was left out: it is damaged, or neither PNG, JPEG, GIF nor WebP (but SVG, for example).",
            "%(n)s images were left out: they are damaged, or neither PNG, JPEG, GIF nor WebP (but SVG, for example).",
            notes.get("images_format", 0),
        ),
        "images_size": ngettext(
            "%(n)s image was left out: it is too large. Make it smaller and import again.",
            "%(n)s images were left out: they are too large. Make them smaller and import again.",
            notes.get("images_size", 0),
        ),
        "images_many": ngettext(
            "%(n)s image was left out: the file has more images than one import can take.",
            "%(n)s images were left out: the file has more images than one import can take.",
            notes.get("images_many", 0),
        ),
        "embedded": ngettext(
            "%(n)s embedded object (for example a chart or a formula) was left out.",
            "%(n)s embedded objects (for example charts or formulas) were left out.",
            notes.get("embedded", 0),
        ),
        "symbols": ngettext(
            "%(n)s sign from a symbol font was left out.",
            "%(n)s signs from a symbol font were left out.",
            notes.get("symbols", 0),
        ),
        "hidden": ngettext(
            "%(n)s piece of hidden text was left out.",
            "%(n)s pieces of hidden text were left out.",
            notes.get("hidden", 0),
        ),
        "comments": ngettext("%(n)s comment was left out.", "%(n)s comments were left out.", notes.get("comments", 0)),
        "tracked_changes": _(
            "The file has tracked changes (%(n)s). They count as accepted: inserted text is in, deleted text is out."
        ),
        "headers": _("Headers and footers of the pages were left out."),
        "contents": _("The table of contents was left out; the software makes its own."),
        "html": _("HTML in the text was left out; its words are kept."),
        "equations": ngettext(
            "%(n)s equation was carried over as plain text. Please check it.",
            "%(n)s equations were carried over as plain text. Please check them.",
            notes.get("equations", 0),
        ),
        "tables_large": ngettext(
            "%(n)s table is too large and was carried over as text: a line for each row, bars between the cells.",
            "%(n)s tables are too large and were carried over as text: a line for each row, bars between the cells.",
            notes.get("tables_large", 0),
        ),
        "tables_nested": ngettext(
            "%(n)s table inside another table became lines of its cell.",
            "%(n)s tables inside another table became lines of their cells.",
            notes.get("tables_nested", 0),
        ),
        "tables_merged": ngettext(
            "In %(n)s table merged cells could not be carried over: they are parted now. Their text is kept.",
            "In %(n)s tables merged cells could not be carried over: they are parted now. Their text is kept.",
            notes.get("tables_merged", 0),
        ),
        "tables_head": ngettext(
            "The file does not say what the head of %(n)s table is. Its first row was taken. Please check it.",
            "The file does not say what the heads of %(n)s tables are. Their first rows were taken. Please check them.",
            notes.get("tables_head", 0),
        ),
        "frames": ngettext(
            "%(n)s frame of a single cell was taken away; its text is kept.",
            "%(n)s frames of a single cell were taken away; their text is kept.",
            notes.get("frames", 0),
        ),
        "footnotes": ngettext(
            "%(n)s footnote stands below its paragraph now.",
            "%(n)s footnotes stand below their paragraphs now.",
            notes.get("footnotes", 0),
        ),
        "text_boxes": ngettext(
            "The text of %(n)s text box stands after the paragraph it was anchored in.",
            "The texts of %(n)s text boxes stand after the paragraphs they were anchored in.",
            notes.get("text_boxes", 0),
        ),
        "links": ngettext(
            "The words of %(n)s link were kept, not its address.",
            "The words of %(n)s links were kept, not their addresses.",
            notes.get("links", 0),
        ),
        "formatting": ngettext(
            "Bold, italic or underlined text became plain in %(n)s paragraph.",
            "Bold, italic or underlined text became plain in %(n)s paragraphs.",
            notes.get("formatting", 0),
        ),
        "headings_recognised": ngettext(
            "%(n)s numbered line was recognised as a heading.",
            "%(n)s numbered lines were recognised as headings.",
            notes.get("headings_recognised", 0),
        ),
        "heading_numbers": ngettext(
            "The number of %(n)s heading was taken away: the software numbers chapters itself.",
            "The numbers of %(n)s headings were taken away: the software numbers chapters itself.",
            notes.get("heading_numbers", 0),
        ),
        "deep_headings": ngettext(
            "%(n)s heading below the fourth level became a paragraph.",
            "%(n)s headings below the fourth level became paragraphs.",
            notes.get("deep_headings", 0),
        ),
    }
    return [sentence % {"n": notes[key]} for key, sentence in sentences.items() if notes.get(key)]

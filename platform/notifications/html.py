"""The HTML part of a mail, made from its text: one source, so that both always say the same."""

import re

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def as_html(text: str, *, subject: str, language: str, base_url: str) -> str:
    """A complete HTML document with the paragraphs of a plain text; addresses of web pages become links.

    Everything else is escaped: what people typed stays what it is, and only addresses of this site are links.
    """
    body, _separator, footer = text.strip().partition("\n--")
    with translation.override(language):
        return render_to_string(
            "emails/layout.html",
            {
                "subject": subject,
                "blocks": [_block(block, base_url) for block in _blocks(body)],
                "footer": [_block(block, base_url) for block in _blocks(footer)],
                "language": language,
                "is_rtl": translation.get_language_bidi(),
            },
        )


def _blocks(text: str) -> list[str]:
    return [block.strip("\n") for block in re.split(r"\n\s*\n", text) if block.strip()]


def _block(block: str, base_url: str) -> SafeString:
    """The lines of one paragraph."""
    return mark_safe("<br>\n".join(_line(line.rstrip(), base_url) for line in block.splitlines()))


def _line(line: str, base_url: str) -> str:
    parts, end = [], 0
    for match in _ADDRESS.finditer(line):
        address = match.group(0)
        # A quoted text may hold any address; a mail of ours must not lead there with one click.
        if address == base_url or address.startswith(f"{base_url}/"):
            parts.append(escape(line[end : match.start()]))
            parts.append(format_html('<a href="{}">{}</a>', address, address))
            end = match.end()
    parts.append(escape(line[end:]))
    return "".join(parts)

"""Sets one document and ends. Started by `typesetting.py`; knows nothing of Django.

Reads {"template": path, "fonts": folder, "data": JSON as text} from standard input and writes a PDF to standard output.
Ends with 1 and Typst's words on standard error when it cannot.
"""

import json
import re
import sys
from pathlib import Path

import typst

#: Stands for a character none of the fonts has; PDF/UA forbids empty boxes.
WITHOUT_GLYPH = "\N{REPLACEMENT CHARACTER}"

_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_FORBIDDEN = re.compile(r'the disallowed codepoint `"(.+?)"`', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

#: So often refused characters are replaced; Typst names all it finds at once.
ROUNDS = 5


def set_document(template: Path, fonts: Path, data: str) -> bytes:
    """Set `template` with `data` as PDF/UA-1. Raises `typst.TypstError`."""
    for _round in range(ROUNDS):
        try:
            return _compile(template, fonts, data)
        except typst.TypstError as error:
            refused = refused_characters(error.diagnostic or "")
            if not refused:
                raise
            for characters in sorted(refused, key=len, reverse=True):
                data = data.replace(characters, refused[characters])
    return _compile(template, fonts, data)


def refused_characters(diagnostic: str) -> dict[str, str]:
    """What PDF/UA does not allow, as named by the refusal, and what to put there; empty when something else was wrong.

    A character that no font has is marked, one that means nothing in a document is left out.
    """
    missing = {_readable(text): WITHOUT_GLYPH for text in _MISSING.findall(diagnostic)}
    return missing | {_readable(text): "" for text in _FORBIDDEN.findall(diagnostic)}


def _readable(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def _compile(template: Path, fonts: Path, data: str) -> bytes:
    return typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=[str(fonts)],
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        # Packages would be fetched from the network; there are none, and folders without any keep it so.
        package_path=str(fonts),
        package_cache_path=str(fonts),
    )


def main() -> int:
    order = json.loads(sys.stdin.buffer.read())
    try:
        document = set_document(Path(order["template"]), Path(order["fonts"]), order["data"])
    except typst.TypstError as error:
        sys.stderr.write(error.diagnostic or str(error))
        return 1
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())

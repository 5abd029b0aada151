"""Light formatting: what becomes a mark, what stays as typed, and that nothing said is lost or dangerous."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from frontend.formatting import ATTRIBUTES, TAGS, formatted, has_formatting, unformatted

REL = 'rel="nofollow ugc noopener"'


class Reader(HTMLParser):
    """What a browser would make of a rendered text: its elements, and the words a reader sees."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data

    def unknown_decl(self, data):
        raise AssertionError(data)

    handle_comment = handle_decl = handle_pi = unknown_decl


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Eins\nzwei\n\ndrei", "<p>Eins<br>zwei</p>\n<p>drei</p>"),
        ("*kursiv* und **fett**", "<p><em>kursiv</em> und <strong>fett</strong></p>"),
        ("- eins\n- zwei", "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>"),
        ("1. eins\n2. zwei", "<ol>\n<li>eins</li>\n<li>zwei</li>\n</ol>"),
        ("1. eins\n3. drei", '<ol>\n<li>eins</li>\n<li value="3">drei</li>\n</ol>'),
        ("[Seite](https://example.org/a)", f'<p><a href="https://example.org/a" {REL}>Seite</a></p>'),
        ("[Post](mailto:a@example.org)", f'<p><a href="mailto:a@example.org" {REL}>Post</a></p>'),
        (
            "Siehe https://example.org/a.",
            f'<p>Siehe <a href="https://example.org/a" {REL}>https://example.org/a</a>.</p>',
        ),
    ],
)
def test_marks_become_elements(text, html):
    assert formatted(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "Bürger*innen und Schüler*innen sowie Lehrer*innen",
        "# keine Überschrift",
        "Titel\n=====",
        "| a | b |",
        "```code``` und `code`",
        "> kein Zitat",
        "+ 5 Prozent",
        "1) so gezählt",
        "2 * 3 * 4",
        "a_b_c und __init__",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "![Bild](/a.png)",
        "****",
        "a \\* b",
    ],
)
def test_everything_else_is_shown_as_typed(text):
    page = Reader(formatted(text))
    assert page.text == text.replace("\n", "") and {tag for tag, _attrs in page.elements} <= {"p", "br"}
    assert unformatted(text) == text and not has_formatting(text)


def test_typed_html_is_text():
    text = "<b>fett</b> <script>alert(1)</script> <img src=x onerror=alert(1)> &auml; <!-- x --> *ja*"
    page = Reader(formatted(text))
    assert page.text == text.replace("*ja*", "ja")
    assert {tag for tag, _attrs in page.elements} == {"p", "em"}


@pytest.mark.parametrize(
    "text",
    ["[…]", "**[…]**", "*vor […] nach*", "- […]\n- b", "[[…] hier](https://example.org)", "[…](https://example.org)"],
)
def test_the_mark_of_a_removed_passage_survives(text):
    assert "[…]" in Reader(formatted(text)).text
    assert "[…]" in unformatted(text)


def test_excerpts_have_no_marks_and_keep_what_a_link_leads_to():
    text = "**Wichtig:** mehr *Zeit*\n\n- eins\n- [zwei](https://example.org)\n  1. tief\n\nEnde"
    plain = "Wichtig: mehr Zeit\n\n- eins\n- zwei (https://example.org)\n  1. tief\n\nEnde"
    assert unformatted(text) == plain and has_formatting(text)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{'  ' * depth}- Ebene{depth}\n" for depth in range(150)),
        "*a " * 2000 + "a* " * 2000,
        "**" * 3000 + "x",
        "[" * 5000 + "x",
        "[a](" * 1500,
        "- " * 3000 + "x",
    ],
)
def test_built_up_nesting_stays_flat_and_complete(text):
    page, depth, deepest = Reader(formatted(text)), 0, 0
    for part in formatted(text).split("<")[1:]:
        depth += 0 if part.startswith("br") else -1 if part.startswith("/") else 1
        deepest = max(deepest, depth)
    assert deepest <= 210
    assert _letters(page.text) == _letters(text)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


MARKS = [
    "*",
    "**",
    "[",
    "]",
    "](",
    ")",
    "(",
    "#",
    ">",
    "_",
    "`",
    "\\",
    "[…]",
    "- ",
    "1. ",
    "12. ",
    "\n",
    "\n\n",
    "  ",
    "\t",
]
HOSTILE = [
    "<script>",
    "</p>",
    "<b>",
    '"',
    "'",
    "&lt;",
    "&",
    "onclick=x",
    "https://x.de/",
    "mailto:a@b.de",
    "javascript:alert(1)",
]
WORDS = ["Wort", "ü", "ع", "𝒳", "\u200b", "\u2028", "\ud800", "\x0b"]
pieces = st.sampled_from([*MARKS, *HOSTILE, *WORDS])
typed = st.lists(st.one_of(pieces, st.text(max_size=8)), max_size=40).map("".join)


@settings(max_examples=400, deadline=None)
@given(typed)
@example('[a](https://x.de/"onmouseover=alert(1))')
@example("https://x.de/'><script>alert(1)</script>")
def test_any_text_is_safe(text):
    page = Reader(formatted(text))
    for tag, attributes in page.elements:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if tag == "a":
            assert attributes["href"].startswith(("http://", "https://", "mailto:"))
            assert attributes["rel"] == "nofollow ugc noopener"
    assert not page.open


@settings(max_examples=400, deadline=None)
@given(st.lists(st.one_of(pieces.filter(lambda piece: piece != "]("), st.text(max_size=8)), max_size=40).map("".join))
def test_no_word_is_lost(text):
    """Letters arrive complete and in order; only the address behind a label is shown as a link instead."""
    text = text.replace("](", "] (").replace("\x00", "").encode("utf-8", "replace").decode()
    assert _letters(Reader(formatted(text)).text) == _letters(text)
    assert _letters(unformatted(text)) == _letters(text)


@settings(max_examples=300, deadline=None)
@given(typed)
def test_only_marks_disappear(text):
    text = text.replace("\x00", "").encode("utf-8", "replace").decode()
    shown = "".join(Reader(formatted(text)).text.split())
    rest = iter("".join(text.split()))
    # What is shown is in the typed text, in its order: nothing is added or swapped.
    assert all(any(character == other for other in rest) for character in shown)

"""Light formatting of typed texts: paragraphs, line breaks, lists, emphasis and links, in a small part of Markdown.

The stored text stays as typed. Everything that is not one of these marks is shown as it stands: headings, tables, code,
HTML. What German texts use every day is no mark: "Bürger*innen und Schüler*innen" keeps its asterisks.
"""

import re
from functools import lru_cache

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, list_block
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import postProcess as join_emphasis
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token

TAGS = {"p", "br", "em", "strong", "ul", "ol", "li", "a"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}
SCHEMES = {"http", "https", "mailto"}
REL = "nofollow ugc noopener"

#: A list adds two levels. What is indented more deeply is shown as typed, like everything that is no mark.
_DEEPEST = 6
#: Marks of emphasis in one paragraph; nobody who writes for readers needs more, and each level costs.
_MOST_MARKS = 400
_ADDRESS = r"(?:https?://|mailto:)[^\s<>\[\]()\"„“”]{1,800}"
_LABELLED = re.compile(
    rf"\[([^\[\]\n]{{1,400}})\]\(({_ADDRESS}(?:\([^\s<>\[\]()\"]{{0,200}}\)[^\s<>\[\]()\"]{{0,200}})?)\)"
)
_BARE = re.compile(r"https?://[^\s<>\[\]\"„“”*]{1,800}")
_SCHEME_BEFORE = re.compile(r"(?:^|[^a-zA-Z0-9.+-])(https?)$")
_LIST_MARK = re.compile(r"[-*]|\d+\.")
_SET_OFF = ".,;:!?'’)"
#: A text without any of these is paragraphs and line breaks only.
_HAS_MARKS = re.compile(r"\*|\]\(|https?://|^[ \t]*(?:-|\d+\.)(?:[ \t]|$)", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")


def paragraphs(text: str) -> SafeString:
    """Plain text as escaped `<p>` elements: a blank line parts them, a line break stays, nothing becomes a link."""
    parts = [escape(part).replace("\n", "<br>") for part in _BLANK_LINES.split(_one_break(text)) if part.strip()]
    return mark_safe("\n".join(f"<p>{part}</p>" for part in parts))


def formatted(text: str) -> SafeString:
    """The text as HTML with its formatting, safe whatever was typed."""
    text = _one_break(text)
    return _render(text) if _HAS_MARKS.search(text) else paragraphs(text)


def has_formatting(text: str) -> bool:
    """Whether a reader sees something else than what was typed."""
    return unformatted(text) != _one_break(text)


def unformatted(text: str) -> str:
    """The text without the marks of formatting, for excerpts, mails and titles; lists keep their dashes and numbers."""
    text = _one_break(text)
    return _plain(_MARKDOWN.parse(text)) if _HAS_MARKS.search(text) else text


def _one_break(text: str) -> str:
    # Lone surrogates cannot be typed, but would stop the sanitiser.
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return text.encode("utf-8", "replace").decode("utf-8")


@lru_cache(maxsize=512)
def _render(text: str) -> SafeString:
    html = _MARKDOWN.render(text)
    return mark_safe(
        nh3.clean(
            html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=REL, strip_comments=True
        ).strip()
    )


def _plain(tokens: list[Token]) -> str:
    lines: list[str] = []
    depth, mark, gap = 0, "", False
    for token in tokens:
        if token.type.endswith("list_open"):
            depth += 1
        elif token.type.endswith("list_close"):
            depth -= 1
            gap = not depth
        elif token.type == "list_item_open":
            mark = f"{token.info}." if token.info else "-"
        elif token.type == "inline":
            if lines and (gap or not depth):
                lines.append("")
            indent = "  " * (depth - 1)
            lines.append(f"{indent}{mark} {_words(token)}" if mark else f"{indent}{_words(token)}")
            mark, gap = "", not depth
    return "\n".join(lines).strip()


def _words(inline: Token) -> str:
    """The text of a paragraph; an address that stood behind its label follows it in brackets."""
    parts, address = [], ""
    for token in inline.children or []:
        if token.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif token.type == "link_open" and not token.info:
            address = str(token.attrs["href"])
        elif token.type == "link_close" and address:
            parts.append(f" ({address})")
            address = ""
        else:
            parts.append(token.content)
    return "".join(parts)


# --- The rules ------------------------------------------------------------------------------------------------------


def _list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Lists with "-", "*" and "1."; "+ 5 Prozent" and "1)" are text."""
    position = state.bMarks[start_line] + state.tShift[start_line]
    if _LIST_MARK.match(state.src, position) is None or state.level >= _DEEPEST:
        return False
    return list_block(state, start_line, end_line, silent)


def _emphasis(state: StateInline, silent: bool) -> bool:
    """Asterisks around words, not inside them."""
    if silent or state.src[state.pos] != "*":
        return False
    scanned = state.scanDelims(state.pos, False)
    if scanned.length > 3 or len(state.delimiters) + scanned.length > _MOST_MARKS:
        state.pending += "*" * scanned.length
        state.pos += scanned.length
        return True
    for _number in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = "*"
        state.delimiters.append(
            Delimiter(ord("*"), scanned.length, len(state.tokens) - 1, -1, scanned.can_open, scanned.can_close)
        )
    state.pos += scanned.length
    return True


def _push_link(state: StateInline, address: str, label: str, *, info: str = "") -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": address}
    token.info = info
    state.push("text", "", 0).content = label
    state.push("link_close", "a", -1)


def _labelled_link(state: StateInline, silent: bool) -> bool:
    """`[label](address)`. A passage that was taken out, […], is never a label."""
    if silent or state.src[state.pos] != "[":
        return False
    found = _LABELLED.match(state.src, state.pos, state.posMax)
    if found is None or not any(character.isalnum() for character in found[1]):
        return False
    _push_link(state, found[2], found[1])
    state.pos = found.end()
    return True


def _bare_address(state: StateInline, silent: bool) -> bool:
    """An address that was typed or pasted becomes a link to itself."""
    if silent or not state.src.startswith("://", state.pos):
        return False
    scheme = _SCHEME_BEFORE.search(state.pending[-8:])
    if scheme is None:
        return False
    begin = state.pos - len(scheme[1])
    found = _BARE.match(state.src, begin, state.posMax)
    if found is None:
        return False
    address = found[0]
    while address[-1] in _SET_OFF and not (address[-1] == ")" and "(" in address):
        address = address[:-1]
    if len(address) <= len(scheme[1]) + 3:
        return False
    state.pending = state.pending[: -len(scheme[1])]
    _push_link(state, address, address, info="auto")
    state.pos = begin + len(address)
    return True


def _keep_numbers(state: StateCore) -> None:
    """Numbered lists show the numbers that were typed, also where they leave one out."""
    expected: list[int | None] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrs.get("start", 1)))
        elif token.type == "bullet_list_open":
            expected.append(None)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            expected.pop()
        elif token.type == "list_item_open" and expected[-1] is not None:
            number = int(token.info)
            if number != expected[-1]:
                token.attrs["value"] = number
            expected[-1] = number + 1


def _parser() -> MarkdownIt:
    """A parser that knows our marks and no other; nesting is limited above, so that nothing is skipped by it."""
    parser = MarkdownIt("zero", {"breaks": True, "maxNesting": 100})
    parser.enable(["newline"])
    parser.block.ruler.before("paragraph", "light_list", _list, {"alt": ["paragraph"]})
    parser.inline.ruler.before("text", "bare_address", _bare_address)
    parser.inline.ruler.push("labelled_link", _labelled_link)
    parser.inline.ruler.push("light_emphasis", _emphasis)
    parser.inline.ruler2.after("balance_pairs", "join_emphasis", join_emphasis)
    parser.core.ruler.push("keep_numbers", _keep_numbers)
    return parser


_MARKDOWN = _parser()

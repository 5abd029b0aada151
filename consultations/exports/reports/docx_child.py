"""Fills in one Word template and ends. Started by `docx.py`; knows nothing of Django.

A template is a program somebody uploads. Here it runs with little memory, little time and no more of Jinja than fields,
conditions, and loops over the lists of a report: what a template may be made of is an allowlist (`NODES`, `FILTERS`),
so that whatever Jinja learns stays out.

Reads {"template", "context", "limits", "needs_a_field"} as JSON from standard input and writes the document to standard
output. Ends with `TROUBLE` and a JSON description of what is wrong with the template when something is.
"""

import base64
import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate, RichText
from jinja2 import DictLoader, StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

#: Ended with this, standard output describes what is wrong with the template.
TROUBLE = 3
#: Marks a text with its own formatting in the context.
RICH = "__rich__"

#: What a template may do with a value; none of them makes a text longer than what it is given.
FILTERS = ("default", "d", "first", "join", "last", "length", "count", "lower", "upper", "trim", "e", "escape")
#: What a template may be made of. Not among them: "~" and lists, which make texts grow; variables, macros, calls.
NODES = frozenset({
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.Getattr, nodes.Getitem,
    nodes.Slice, nodes.Filter, nodes.Keyword, nodes.For, nodes.If, nodes.CondExpr, nodes.Test, nodes.Compare,
    nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Neg, nodes.Pos, nodes.Add, nodes.Sub, nodes.Mul, nodes.Mod,
})  # fmt: skip
#: How people know what is refused.
NAMES = {
    nodes.Concat: "~", nodes.Call: "(…)", nodes.Assign: "set", nodes.AssignBlock: "set", nodes.Macro: "macro",
    nodes.List: "[…]", nodes.Tuple: "(…)", nodes.Dict: "{…}", nodes.Pow: "**", nodes.Div: "/", nodes.FloorDiv: "//",
}  # fmt: skip
#: Numbers a template computes with.
_LARGEST = 10_000
_UNKNOWN = re.compile(r"'([^']+)' is undefined|has no (?:attribute|element) '?([^']+)'?")
_LONGEST_PLACE = 120


class Refused(TemplateError):
    """Something templates must not do: `problem` names the kind, `name` what it was."""

    def __init__(self, problem: str, name: str = "", lineno: int | None = None) -> None:
        super().__init__(problem)
        self.problem, self.name, self.lineno = problem, name, lineno


class Sandbox(SandboxedEnvironment):
    """Reads fields of rows, and nothing of the objects around them."""

    intercepted_binops = frozenset({"*", "%", "+", "-"})

    def __init__(self) -> None:
        # Without any other template to include or to extend.
        super().__init__(autoescape=True, undefined=StrictUndefined, loader=DictLoader({}), finalize=_shown)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"join": _join}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        check(tree)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        if isinstance(obj, LoopContext) and not attribute.startswith("_"):
            return super().getattr(obj, attribute)
        return self.undefined(obj=obj, name=attribute)

    def is_safe_callable(self, obj: Any) -> bool:
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers only, small ones: a template could otherwise fill the memory with one expression."""
        if all(isinstance(value, int) and abs(value) < _LARGEST for value in (left, right)):
            return super().call_binop(context, operator, left, right)
        raise SecurityError(operator)


def check(tree: nodes.Template) -> None:
    """Raise Refused unless the template is made of what templates may be made of."""
    for node in _inside(tree):
        if type(node) not in NODES:
            raise Refused("forbidden", NAMES.get(type(node), type(node).__name__.lower()), node.lineno)
    _check_loops(tree, None)


def _inside(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _inside(child)


def _check_loops(node: nodes.Node, entry: str | None) -> None:
    """Loops run over lists of the report, an inner one over a list of the outer one's entry.

    So each entry of a report is visited once by a loop and what stands in it, however deep: the time grows with the
    report and not with a power of it.
    """
    if isinstance(node, nodes.For):
        root = _root(node.iter)
        if root is None or node.recursive or not isinstance(node.target, nodes.Name) or entry not in (None, root):
            raise Refused("loop", "", node.lineno)
        entry = node.target.name
    for child in node.iter_child_nodes():
        _check_loops(child, entry)


def _root(node: nodes.Node) -> str | None:
    """The name a field begins with; None for what is no field."""
    while isinstance(node, nodes.Getattr | nodes.Getitem):
        node = node.node
    return node.name if isinstance(node, nodes.Name) else None


def _shown(value: Any) -> Any:
    """Only texts and numbers are shown: a list would be its programming."""
    if isinstance(value, dict | list):
        raise Refused("list")
    return value


def _join(value: Any, d: str = "") -> str:
    """The paragraphs of a list as one text."""
    if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
        raise Refused("list")
    return Markup(d if isinstance(d, Markup) else Markup.escape(d)).join(value)


def fill_in(template: bytes, context: dict[str, Any]) -> bytes:
    """The document. Raises TemplateError, and whatever docxtpl and lxml raise on what is no document any more."""
    document = DocxTemplate(BytesIO(template))
    document.render(context, jinja_env=Sandbox(), autoescape=True)
    core = document.docx.core_properties
    # Made now, and by nobody: a template carries the name of the person who saved it.
    core.created = core.modified = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    core.last_modified_by, core.revision = core.author, 1
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def named_fields(template: bytes) -> set[str]:
    """The fields a template that can be filled in names, those inside lists by the name of the list."""
    return DocxTemplate(BytesIO(template)).get_undeclared_template_variables(jinja_env=Sandbox())


def trouble(error: Exception) -> dict[str, str]:
    """What is wrong, for whoever says it in words: the kind, a name, and the paragraph it stands in."""
    found = {"problem": "damaged", "name": "", "details": "", "place": _place(error)}
    if isinstance(error, MemoryError | RecursionError):
        return found | {"problem": "too_large"}
    if isinstance(error, Refused):
        return found | {"problem": error.problem, "name": error.name}
    if isinstance(error, SecurityError):
        return found | {"problem": "forbidden"}
    if isinstance(error, UndefinedError) and (name := _UNKNOWN.search(error.message or "")):
        return found | {"problem": "unknown", "name": name[1] or name[2]}
    if isinstance(error, TemplateError):
        kind = "syntax" if isinstance(error, TemplateSyntaxError) else "error"
        return found | {"problem": kind, "details": error.message or ""}
    return found


def _place(error: Exception) -> str:
    """The paragraph an error stands in: docxtpl gives every paragraph a line of its own."""
    line, source = getattr(error, "lineno", None), None
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_name == "render_xml_part":
            source = traceback.tb_frame.f_locals.get("src_xml", source)
        elif code.co_filename in ("<template>", "<unknown>"):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    lines = source.splitlines() if source else []
    text = re.sub(r"<[^>]+>", "", lines[line - 1]) if line and line <= len(lines) else ""
    return " ".join(text.split())[:_LONGEST_PLACE]


def _rich(row: dict[str, Any]) -> Any:
    """Texts with their own formatting as docxtpl knows them."""
    if set(row) != {RICH}:
        return row
    text = RichText()
    text.xml = row[RICH]
    return text


def limit(memory: int, seconds: int) -> None:
    """So much memory and so much time of the processor from here on; more ends this process."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    order = json.loads(sys.stdin.buffer.read(), object_hook=_rich)
    template, context = base64.b64decode(order["template"]), order["context"]
    limit(**order["limits"])
    try:
        document = fill_in(template, context)
        if order["needs_a_field"] and not named_fields(template):
            raise Refused("no_field")
    except Exception as error:  # lxml and docxtpl fail in many ways on documents that are no documents any more
        sys.stdout.write(json.dumps(trouble(error)))
        return TROUBLE
    sys.stdout.buffer.write(document)
    return 0


if __name__ == "__main__":
    sys.exit(main())

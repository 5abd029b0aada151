"""What the published schema of REFI-QDA 1.5 asks of a project, in our own words, as far as we write it.

Elements in the order of the standard with how often each may come; attributes, required ones marked. Beyond the schema:
GUIDs are used once, references lead to something of the right kind, passages lie inside their text.
"""

import re
import zipfile
from typing import BinaryIO
from xml.etree import ElementTree

NAMESPACE = "{urn:QDA-XML:project:1.0}"
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
RGB = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")
INTEGER = re.compile(r"[+-]?\d+")
BOOLEAN, TEXT = re.compile("true|false|1|0"), re.compile(".*", re.DOTALL)
KINDS = re.compile("Text|Boolean|Integer|Float|Date|DateTime")

ONE, MAYBE, MANY, SOME = (1, 1), (0, 1), (0, None), (1, None)
#: Element: its children in order with how often they come, its attributes; a trailing "!" marks required ones.
RULES: dict[str, tuple[list[tuple[str, tuple]], dict[str, re.Pattern]]] = {
    "Project": (
        [
            ("Users", MAYBE),
            ("CodeBook", MAYBE),
            ("Variables", MAYBE),
            ("Cases", MAYBE),
            ("Sources", MAYBE),
            ("Notes", MAYBE),
            ("Links", MAYBE),
            ("Sets", MAYBE),
            ("Graphs", MAYBE),
            ("Description", MAYBE),
        ],
        {"name!": TEXT, "origin": TEXT, "creatingUserGUID": GUID, "creationDateTime": MOMENT},
    ),
    "Users": ([("User", SOME)], {}),
    "User": ([], {"guid!": GUID, "name": TEXT}),
    "CodeBook": ([("Codes", ONE)], {}),
    "Codes": ([("Code", SOME)], {}),
    "Code": (
        [("Description", MAYBE), ("Code", MANY)],
        {"guid!": GUID, "name!": TEXT, "isCodable!": BOOLEAN, "color": RGB},
    ),
    "Variables": ([("Variable", SOME)], {}),
    "Variable": ([("Description", MAYBE)], {"guid!": GUID, "name!": TEXT, "typeOfVariable!": KINDS}),
    "Sources": ([("TextSource", SOME)], {}),
    "TextSource": (
        [("Description", MAYBE), ("PlainTextSelection", MANY), ("Coding", MANY), ("VariableValue", MANY)],
        {"guid!": GUID, "name": TEXT, "plainTextPath!": TEXT, "creationDateTime": MOMENT},
    ),
    "PlainTextSelection": (
        [("Description", MAYBE), ("Coding", MANY)],
        {"guid!": GUID, "name": TEXT, "startPosition!": INTEGER, "endPosition!": INTEGER},
    ),
    "Coding": ([("CodeRef", ONE)], {"guid!": GUID}),
    "CodeRef": ([], {"targetGUID!": GUID}),
    "VariableValue": ([("VariableRef", ONE), ("TextValue", MAYBE)], {}),
    "VariableRef": ([], {"targetGUID!": GUID}),
    "TextValue": ([], {}),
    "Sets": ([("Set", SOME)], {}),
    "Set": ([("Description", MAYBE), ("MemberSource", MANY)], {"guid!": GUID, "name!": TEXT}),
    "MemberSource": ([], {"targetGUID!": GUID}),
    "Description": ([], {}),
}
REFERENCES = {"CodeRef": "Code", "VariableRef": "Variable", "MemberSource": "TextSource"}


def read(file: BinaryIO) -> tuple[ElementTree.Element, dict[str, str]]:
    """The project of an archive and its texts by name; fails where the archive itself is not in order."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        assert len(names) == len(set(names)) and "project.qde" in names
        assert all(name == "project.qde" or re.fullmatch(r"sources/[0-9a-f-]{36}\.txt", name) for name in names)
        texts = {name.removeprefix("sources/"): archive.read(name) for name in names if name != "project.qde"}
        for data in texts.values():
            assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")
        root = ElementTree.fromstring(archive.read("project.qde"))
    return root, {name: data.decode("utf-8") for name, data in texts.items()}


def check(file: BinaryIO) -> tuple[ElementTree.Element, dict[str, str]]:
    """Fails with a sentence where a project breaks a rule; returns what `read` does."""
    root, texts = read(file)
    assert root.tag == f"{NAMESPACE}Project"
    _check_element(root)
    kinds = {}
    for element in root.iter():
        key = element.get("guid")
        if key and element.tag != f"{NAMESPACE}User":
            assert key not in kinds, f"{key} names two things"
            kinds[key] = element.tag.removeprefix(NAMESPACE)
    for element in root.iter():
        wanted = REFERENCES.get(element.tag.removeprefix(NAMESPACE))
        if wanted:
            assert kinds.get(element.get("targetGUID")) == wanted, f"{element.attrib} leads to no {wanted}"
    for code in root.iter(f"{NAMESPACE}CodeRef"):
        target = next(one for one in root.iter(f"{NAMESPACE}Code") if one.get("guid") == code.get("targetGUID"))
        assert target.get("isCodable") == "true"
    users = {user.get("guid") for user in root.iter(f"{NAMESPACE}User")}
    assert root.get("creatingUserGUID") in users
    _check_sources(root, texts)
    return root, texts


def _check_element(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(NAMESPACE)
    assert name in RULES, f"{name} is no element of the standard"
    children, attributes = RULES[name]
    for key, pattern in attributes.items():
        value = element.get(key.removesuffix("!"))
        assert value is not None or not key.endswith("!"), f"{name} needs {key}"
        assert value is None or pattern.fullmatch(value), f"{name}: {key} is {value!r}"
    known = {key.removesuffix("!") for key in attributes}
    assert {key for key in element.attrib if not key.startswith("{")} <= known, f"{name}: {element.attrib}"
    order = [child for child, _often in children]
    found = [child.tag.removeprefix(NAMESPACE) for child in element]
    assert set(found) <= set(order), f"{name} holds {set(found) - set(order)}"
    assert found == sorted(found, key=order.index), f"{name}: {found} is out of order"
    for child, (least, most) in children:
        number = found.count(child)
        assert least <= number and (most is None or number <= most), f"{name} holds {number} of {child}"
    for child in element:
        _check_element(child)


def _check_sources(root: ElementTree.Element, texts: dict[str, str]) -> None:
    paths = [source.get("plainTextPath") for source in root.iter(f"{NAMESPACE}TextSource")]
    assert all(path.startswith("internal://") for path in paths)
    assert sorted(path.removeprefix("internal://") for path in paths) == sorted(texts)
    for source in root.iter(f"{NAMESPACE}TextSource"):
        length = len(texts[source.get("plainTextPath").removeprefix("internal://")])
        for passage in source.iter(f"{NAMESPACE}PlainTextSelection"):
            start, end = int(passage.get("startPosition")), int(passage.get("endPosition"))
            assert 0 <= start < end <= length, f"{start}-{end} lies outside of {length} characters"

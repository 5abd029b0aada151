"""Writes a REFI-QDA project (version 1.5 of the standard): a ZIP with `project.qde` and one text file for each source.

Rules of the standard that are easy to break: the elements of a project have a fixed order; identifiers are GUIDs; every
reference leads somewhere; texts are UTF-8 with single line feeds; positions count Unicode characters from 0, the
end being the first one that no longer belongs to the passage. All GUIDs follow from what they name, and the archive
bears no time of its own: the same data give the same file. See https://www.qdasoftware.org.
"""

import uuid
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator

from frontend.texts import sayable

NAMESPACE = "urn:QDA-XML:project:1.0"
SCHEMA = f"{NAMESPACE} http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:konzeptdialog:refi-qda")
#: The ZIP format's first day: files made twice are the same.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_IN_MEMORY = 8 * 1024 * 1024


def guid(*parts: object) -> str:
    """The identifier of something, always the same for the same parts."""
    return str(uuid.uuid5(_OURS, ":".join(str(part) for part in parts)))


def one_break(text: str) -> str:
    """The text with single line feeds."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def position(text: str, at: int) -> int:
    """Where a position of a stored text lies once its line ends are single."""
    return len(one_break(text[:at])) - (text[at - 1 : at + 1] == "\r\n")


@dataclass
class Code:
    """A code with those below it."""

    guid: str
    name: str
    description: str = ""
    color: str = ""
    is_codable: bool = True
    parts: list["Code"] = field(default_factory=list)


@dataclass(frozen=True)
class Selection:
    """A coded passage: from `start` to `end` in the text of its source, with the GUIDs of its codes."""

    guid: str
    start: int
    end: int
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One text with what is known about it (`values` by GUID of the variable) and its passages."""

    guid: str
    name: str
    text: str
    created: str
    values: dict[str, str]
    selections: list[Selection]
    #: The set it belongs to; empty for none.
    group: str = ""


@dataclass(frozen=True)
class Project:
    """What a project is made of besides its sources. `variables` and `groups` are names by GUID."""

    guid: str
    name: str
    description: str
    created: str
    user: str
    codes: list[Code]
    variables: dict[str, str]
    groups: dict[str, str]


def write(project: Project, sources: Iterable[Source], target: BinaryIO) -> int:
    """Write the archive into a file that can be written from the beginning; returns how many sources it holds."""
    with (
        SpooledTemporaryFile(_IN_MEMORY) as description,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive,
    ):
        writer = _Writer(description, archive)
        number = writer.project(project, sources)
        description.seek(0)
        with archive.open(_entry("project.qde"), "w") as file:
            while block := description.read(1024 * 1024):
                file.write(block)
    return number


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _NO_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


class _Writer:
    """Writes `project.qde` element by element, and each text on the way."""

    def __init__(self, description: BinaryIO, archive: zipfile.ZipFile) -> None:
        self.xml = XMLGenerator(description, "utf-8", short_empty_elements=True)
        self.archive = archive
        self.members: dict[str, list[str]] = {}

    @contextmanager
    def element(self, tag: str, /, **attributes: str) -> Iterator[None]:
        self.xml.startElement(tag, {key: sayable(value) for key, value in attributes.items() if value})
        yield
        self.xml.endElement(tag)

    def text(self, tag: str, text: str) -> None:
        """An element that holds a text; none for an empty one."""
        if text:
            with self.element(tag):
                self.xml.characters(sayable(one_break(text)))

    def empty(self, tag: str, /, **attributes: str) -> None:
        with self.element(tag, **attributes):
            pass

    def project(self, project: Project, sources: Iterable[Source]) -> int:
        self.xml.startDocument()
        names = {
            "xmlns": NAMESPACE,
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": SCHEMA,
        }
        with self.element(
            "Project",
            **names,
            name=project.name,
            origin="Konzeptdialog",
            creatingUserGUID=project.guid,
            creationDateTime=project.created,
        ):
            with self.element("Users"):
                self.empty("User", guid=project.guid, name=project.user)
            if project.codes:
                with self.element("CodeBook"), self.element("Codes"):
                    for code in project.codes:
                        self.code(code)
            with self.element("Variables"):
                for key, name in project.variables.items():
                    self.empty("Variable", guid=key, name=name, typeOfVariable="Text")
            number = self.sources(sources)
            self.sets(project.groups)
            self.text("Description", project.description)
        self.xml.endDocument()
        return number

    def code(self, code: Code) -> None:
        is_codable = "true" if code.is_codable else "false"
        with self.element("Code", guid=code.guid, name=code.name, isCodable=is_codable, color=code.color):
            self.text("Description", code.description)
            for part in code.parts:
                self.code(part)

    def sources(self, sources: Iterable[Source]) -> int:
        number = 0
        for number, source in enumerate(sources, start=1):
            if number == 1:
                # The element may not be empty.
                self.xml.startElement("Sources", {})
            self.source(source)
        if number:
            self.xml.endElement("Sources")
        return number

    def source(self, source: Source) -> None:
        self.archive.writestr(_entry(f"sources/{source.guid}.txt"), source.text.encode("utf-8", "replace"))
        if source.group:
            self.members.setdefault(source.group, []).append(source.guid)
        with self.element(
            "TextSource",
            guid=source.guid,
            name=source.name,
            plainTextPath=f"internal://{source.guid}.txt",
            creationDateTime=source.created,
        ):
            for selection in source.selections:
                self.selection(selection)
            for variable, value in source.values.items():
                with self.element("VariableValue"):
                    self.empty("VariableRef", targetGUID=variable)
                    self.text("TextValue", value)

    def selection(self, selection: Selection) -> None:
        with self.element(
            "PlainTextSelection",
            guid=selection.guid,
            startPosition=str(selection.start),
            endPosition=str(selection.end),
        ):
            for code in selection.codes:
                with self.element("Coding", guid=guid("coding", selection.guid, code)):
                    self.empty("CodeRef", targetGUID=code)

    def sets(self, groups: dict[str, str]) -> None:
        filled = {key: name for key, name in groups.items() if self.members.get(key)}
        if not filled:
            return
        with self.element("Sets"):
            for key, name in filled.items():
                with self.element("Set", guid=key, name=name):
                    for member in self.members[key]:
                        self.empty("MemberSource", targetGUID=member)

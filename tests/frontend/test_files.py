"""The judge of uploaded files; the features' own tests say what each of them makes of it."""

import io
import zipfile

import pytest

from frontend.files.judging import FileProblem, Problem, check_image, check_xml, content_types, office_package
from frontend.files.kinds import FileKind, kind_of
from tests.factories.files import image, pdf

pytestmark = pytest.mark.pages


def packed(**members: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return output.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(), FileKind.PDF),
        (packed(a=b""), FileKind.DOCX),
        (b"RIFF\x10\0\0\0WEBPVP8 ", FileKind.WEBP),
        (b"From: a@example.org\nSubject: x\n\nText", FileKind.EML),
        (b"RIFF\x10\0\0\0WAVEfmt ", None),
        (b"<From: a@example.org\nSubject: x", None),
        (b"", None),
    ],
)
def test_first_bytes_tell_the_kind(data, kind):
    assert kind_of(data) == kind


def problem_of(data: bytes, **limits: int) -> Problem | None:
    try:
        with office_package(data, **limits) as archive:
            content_types(archive)
            check_xml(archive, is_read_later=True)
            check_xml(archive)
    except FileProblem as found:
        return found.problem
    return None


def test_packages_are_judged_before_they_are_read():
    entities = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    assert problem_of(packed(word__x=b"x" * 99)) is None
    assert problem_of(packed(word__x=b"x" * 99), most_unpacked=98) == Problem.TOO_LARGE
    assert problem_of(packed(**{"x.xml": b"<a/>"}), most_xml=3) == Problem.TOO_LARGE
    assert problem_of(packed(**{"x.xml": entities})) == Problem.ENTITIES
    assert problem_of(packed(**{"x.xml": b"<a>"})) == Problem.DAMAGED
    assert problem_of(b"PK\x03\x04 damaged") == Problem.DAMAGED
    macros = {"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"x"}
    assert problem_of(packed(**macros)) == Problem.MACROS


def test_a_refusal_of_the_caller_is_not_mistaken_for_damage():
    with pytest.raises(ValueError, match="not ours"), office_package(packed(a=b"")):
        raise ValueError("not ours")


def test_images_are_judged_by_size_before_content():
    check_image(image(), FileKind.PNG, most_pixels=10_000)
    with pytest.raises(FileProblem) as found:
        check_image(image(), FileKind.PNG, most_pixels=1)
    assert found.value.problem == Problem.TOO_MANY_PIXELS
    with pytest.raises(FileProblem) as found:
        check_image(image()[:50], FileKind.PNG, most_pixels=10_000)
    assert found.value.problem == Problem.DAMAGED

"""Small pictures and documents that hold them."""

import base64
import io

import docx
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def picture(colour: str = "red", *, kind: str = "PNG", size: tuple[int, int] = (40, 20), **save) -> bytes:
    """A picture of one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **save)
    return buffer.getvalue()


def photo_with_place() -> bytes:
    """A JPEG that tells its camera and a secret comment."""
    exif = Image.Exif()
    exif[0x010F] = "Geheime Kamera"
    return picture(kind="JPEG", exif=exif, comment=b"Geheimer Kommentar")


def png_with_text() -> bytes:
    info = PngInfo()
    info.add_text("Author", "Geheime Person")
    return picture(pnginfo=info)


def as_markdown(data: bytes, alt: str = "", title: str = "", kind: str = "png") -> str:
    """An image written into a Markdown text."""
    title = f' "{title}"' if title else ""
    return f"![{alt}](data:image/{kind};base64,{base64.b64encode(data).decode()}{title})"


def word_with_picture(data: bytes, *, alt: str = "", caption: str = "", header: str = "") -> bytes:
    """A DOCX of one chapter: a paragraph, a picture in a paragraph of its own, its caption, another paragraph."""
    document = docx.Document()
    document.add_heading("Ziele", 1)
    document.add_paragraph("Wir fördern Sprachkurse in allen Landkreisen.")
    document.add_picture(io.BytesIO(data))
    document.element.body.findall(f".//{{{document.element.nsmap['wp']}}}docPr")[-1].set("descr", alt)
    if caption:
        document.add_paragraph(caption, style="Caption")
    document.add_paragraph("Wir bauen Beratung auf dem Land aus.")
    if header:
        document.sections[0].header.paragraphs[0].text = header
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()

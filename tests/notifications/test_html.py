"""The HTML part of mails: made from the text, and nothing in it that was typed by somebody runs or leads away."""

from notifications.html import as_html
from notifications.services import enqueue, store

BASE = "https://dialog.example"


def html(text: str, language: str = "de") -> str:
    return as_html(text, subject="Betreff <b>", language=language, base_url=BASE)


def test_paragraphs_lines_and_footer():
    page = html("Guten Tag,\n\neine Zeile\nnoch eine\n\n--\nFuß")
    assert "eine Zeile<br>\nnoch eine</p>" in page
    assert page.index("<hr") < page.index("Fuß")
    assert "<h1" in page and "Betreff &lt;b&gt;" in page and 'dir="ltr"' in page


def test_only_our_own_addresses_are_links():
    page = html(f"Hier: {BASE}/beitrag/ABC?x=1&y=2.\nDort: https://boese.example/ und {BASE}.boese.example/")
    assert f'<a href="{BASE}/beitrag/ABC?x=1&amp;y=2">' in page
    assert page.count("<a ") == 1


def test_what_was_typed_stays_text():
    page = html('<script>alert(1)</script> <img src=x onerror=alert(1)> javascript:alert(1) "')
    assert "<script" not in page and "<img" not in page and "href" not in page


def test_right_to_left():
    assert 'dir="rtl"' in html("نص", language="ar")


def test_every_mail_has_both_parts(db):
    message = enqueue("notice", address="a@example.org", context={"text": "Neu", "url": "/x/", "unsubscribe_url": "u"})
    assert "Neu" in message.body and "<p" in message.html_body
    other = store("test", address="a@example.org", subject="x", body="y", html_body="<b>eigenes</b>")
    assert other.html_body == "<b>eigenes</b>"

"""What no public template may hold: code, styles, and anything from elsewhere."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.pages

TEMPLATES = Path(settings.BASE_DIR) / "templates"
#: The Wagtail admin has a policy of its own; mails are no pages.
OUTSIDE = ("consultations/admin/", "wagtailadmin/", "emails/", "account/email/")
ATTRIBUTE_CODE = re.compile(r"<[^>]*\s(style|on[a-z]+)\s*=", re.IGNORECASE)
#: Data for search engines is no code: browsers do not run it, and the policy says nothing about it.
DATA = re.compile(r"""<script type="application/ld\+json">""")
INLINE = re.compile(r"<style\b|<script(?![^>]*\bsrc=)[^>]*>|javascript:", re.IGNORECASE)
#: Links a licence asks for; nothing is loaded from there.
LICENCES = re.compile(r"""<a href="https://www\.(?:bkg\.bund|govdata)\.de[^"]*\"""")
FOREIGN = re.compile(r"""(?:src|href)=["'](?:https?:)?//""", re.IGNORECASE)


def public_templates() -> list[str]:
    paths = (path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
    return sorted(path for path in paths if not path.startswith(OUTSIDE) and "/admin/" not in path)


@pytest.mark.parametrize("name", public_templates())
def test_templates_hold_no_code_and_nothing_from_elsewhere(name):
    html = (TEMPLATES / name).read_text(encoding="utf-8")
    html = re.sub(r"{%.*?%}|{{.*?}}", "x", html, flags=re.DOTALL)
    html = LICENCES.sub("<a", DATA.sub("", html))
    for forbidden in (ATTRIBUTE_CODE, INLINE, FOREIGN):
        found = forbidden.search(html)
        assert found is None, f"{name}: {found.group(0)}"

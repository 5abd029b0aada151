"""The accent colour: refused when white text on it cannot be read, served as a style sheet."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Site

from webpages.colors import contrast, validate_accent
from webpages.models import SiteSettings


def test_black_on_white_has_the_largest_contrast():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("color", ["#1b4f72", "#000000", "#6b6b6b", "#B00020"])
def test_dark_colours_are_accepted(color):
    validate_accent(color)


@pytest.mark.parametrize("color", ["#777777", "#ffcc00", "#ffffff", "#767676"])
def test_colours_on_which_white_cannot_be_read_are_refused(color):
    # #767676 can be read on white, but not on the light grey of cards.
    with pytest.raises(ValidationError, match=r"nicht lesbar|cannot be read"):
        validate_accent(color)


@pytest.mark.parametrize("color", ["red", "#12", "1b4f72", "#1b4f7", "#1b4f72;}", "#gggggg", ""])
def test_anything_but_six_digits_is_refused(color):
    with pytest.raises(ValidationError):
        validate_accent(color)


@pytest.mark.django_db
def test_the_settings_form_refuses_a_pale_colour():
    settings = SiteSettings(site=Site.objects.get(), accent_color="#ffee00")
    with pytest.raises(ValidationError) as refused:
        settings.full_clean()
    assert "accent_color" in refused.value.message_dict


@pytest.mark.django_db
def test_theme_css_carries_the_colour(client):
    site_settings = SiteSettings.for_site(Site.objects.get())
    site_settings.accent_color = "#7a1b1b"
    site_settings.save()
    response = client.get("/theme.css")
    assert response["Content-Type"].startswith("text/css")
    assert "--kd-accent: #7a1b1b;" in response.content.decode()
    assert "max-age" in response["Cache-Control"]
    assert client.post("/theme.css").status_code == 405

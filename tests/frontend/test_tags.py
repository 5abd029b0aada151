"""Template tags of all pages."""

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from frontend.templatetags.frontend import in_minutes, paragraphs


def render(source: str, **context) -> str:
    return Template(source).render(Context(context))


class ExampleForm(forms.Form):
    text = forms.CharField(label="Ihr Text", help_text="Bitte kurz", max_length=20, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Art", choices=[("a", "Frage"), ("b", "Kritik")], widget=forms.RadioSelect)
    place = forms.ChoiceField(label="Kreis", choices=[("", "–"), ("1", "Stendal")], required=False)
    agreed = forms.BooleanField(label="Einverstanden")
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("eins", "<p>eins</p>"),
        ("eins\nzwei", "<p>eins<br>zwei</p>"),
        ("eins\r\n\r\n\r\nzwei", "<p>eins</p>\n<p>zwei</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("https://boese.example", "<p>https://boese.example</p>"),
        ("  ", ""),
        (None, ""),
    ],
)
def test_paragraphs(text, html):
    assert paragraphs(text) == html


def test_in_minutes_rounds_up():
    assert [in_minutes(seconds) for seconds in (1, 60, 61, 3600)] == [1, 1, 2, 60]


def test_page_query_keeps_the_other_parameters():
    request = RequestFactory().get("/?q=a b&page=3&kind=x&kind=y")
    source = "{% page_query page=4 q='' as query %}{{ query|safe }}"
    assert render(source, request=request) == "?page=4&kind=x&kind=y"
    assert render("{% page_query page=2 %}", request=RequestFactory().get("/")) == "?page=2"


def test_field_ties_label_hint_counter_and_input_together():
    html = render("{% field form.text %}", form=ExampleForm())
    assert '<label class="kern-label" for="id_text">Ihr Text' in html
    assert 'aria-describedby="id_text_hint id_text_count"' in html
    assert 'data-kd-counter="20"' in html
    assert 'id="id_text_hint"' in html
    assert 'id="id_text_count"' in html


def test_field_shows_what_was_typed_with_its_error():
    html = render("{% field form.text %}", form=ExampleForm({"text": "zu lang für das Feld <b>"}))
    assert 'aria-invalid="true"' in html
    assert "id_text_error" in html
    assert "zu lang für das Feld &lt;b&gt;" in html


def test_radio_buttons_are_a_group_with_a_legend_and_keep_the_choice():
    html = render("{% field form.kind %}", form=ExampleForm({"kind": "b"}))
    assert "<fieldset" in html and "<legend" in html
    assert html.count('type="radio"') == 2
    chosen = html.split('value="b"')[0].rsplit("<input", 1)[1] + html.split('value="b"')[1].split(">")[0]
    assert "checked" in chosen
    other = html.split('value="a"')[0].rsplit("<input", 1)[1] + html.split('value="a"')[1].split(">")[0]
    assert "checked" not in other


def test_optional_fields_say_so_and_selects_get_their_frame():
    html = render("{% field form.place %}", form=ExampleForm())
    assert "kern-form-input__select-wrapper" in html
    assert "kern-label__optional" in html
    assert "kern-label__optional" not in render("{% field form.kind %}", form=ExampleForm())


def test_checkbox_has_its_label_after_the_box():
    html = render("{% field form.agreed %}", form=ExampleForm())
    assert html.index('type="checkbox"') < html.index("Einverstanden")


def test_fields_renders_hidden_fields_without_label():
    html = render("{% fields form %}", form=ExampleForm())
    assert '<input type="hidden" name="secret" value="x" id="id_secret">' in html
    assert html.count("<label") == 5


def test_hint_and_attributes_can_be_replaced():
    html = render("{% field form.text hint=False label='Neu' data_kd_x='1' rows=False %}", form=ExampleForm())
    assert "Bitte kurz" not in html and "Neu" in html
    assert 'data-kd-x="1"' in html
    assert "rows=" not in html


def test_form_errors_link_to_the_fields():
    html = render("{% form_errors form %}", form=ExampleForm({}))
    assert 'href="#id_text"' in html
    assert 'role="alert"' in html
    assert render("{% form_errors form %}", form=ExampleForm()).strip() == ""


def test_pagination_marks_the_page_and_keeps_filters():
    page = Paginator(range(100), 10).get_page(5)
    request = RequestFactory().get("/?q=x&page=5")
    html = render('{% include "components/pagination.html" %}', page=page, request=request)
    assert 'href="?q=x&amp;page=6"' in html
    assert html.count('aria-current="page"') == 1
    one = Paginator(range(3), 10).get_page(1)
    assert render('{% include "components/pagination.html" %}', page=one, request=request).strip() == ""


def test_stepper_says_states_in_words():
    steps = [
        {"title": "Eingegangen", "state": "done", "text": "<b>"},
        {"title": "Geprüft", "state": "current"},
        {"title": "Beantwortet", "state": "upcoming"},
    ]
    html = render('{% include "components/stepper.html" %}', steps=steps)
    assert html.count('aria-current="step"') == 1
    assert "&lt;b&gt;" in html
    assert html.count("kern-sr-only") == 3
    compact = render('{% include "components/stepper.html" with compact=True %}', steps=steps)
    assert "&lt;b&gt;" not in compact

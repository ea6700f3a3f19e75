"""The list of what to correct, above a form."""

import pytest
from django import forms
from django.template.loader import render_to_string


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("Treść uwagi", "Treść uwagi: Wpisz."),
        ("Kim Państwo są?", "Kim Państwo są? Wpisz."),
        ("Adres:", "Adres: Wpisz."),
        ("<b>Imię</b>", "&lt;b&gt;Imię&lt;/b&gt;: Wpisz."),
    ],
)
def test_a_label_leads_to_its_error_as_one_writes_it(label, shown):
    class Form(forms.Form):
        asked = forms.CharField(label=label, error_messages={"required": "Wpisz."})

    html = render_to_string("portal/includes/error_summary.html", {"form": Form({})})
    assert f'<a href="#id_asked">{shown}</a>' in html

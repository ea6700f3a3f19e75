"""Small helps for the templates of partnerships and organisations."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language

from portal.text import tie

register = template.Library()


@register.simple_tag
def foreign(language):
    """The `lang` attribute for words in another language than the page's; else nothing."""
    if language == get_language():
        return ""
    return format_html(' lang="{}"', language)


@register.filter
def marked(words, language=None):
    """A wording, or a text and its language: tied, in a span only where the page's is another."""
    text = tie(str(words))
    language = language or words.language
    if language == get_language():
        return conditional_escape(text)
    return format_html('<span lang="{}">{}</span>', language, text)

"""Small helps for the templates of partnerships and organisations."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def foreign(language):
    """The `lang` attribute for words in another language than the page's; else nothing."""
    if language == get_language():
        return ""
    return format_html(' lang="{}"', language)

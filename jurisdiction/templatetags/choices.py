"""The options of a select, for the filter above every list."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

OPTION = '<option value="{}"{}>{}</option>'
CHOSEN = format_html(" {}", "selected")


@register.simple_tag
def options(choices):
    """Triples of value, word and whether it is chosen, as the options of one select."""
    drawn = ((value, CHOSEN if is_chosen else "", word) for value, word, is_chosen in choices)
    return format_html_join("", OPTION, drawn)

"""The options of a select, for the filter above every list."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

OPTION = '<option value="{}">{}</option>'
CHOSEN = '<option value="{}" selected>{}</option>'


@register.simple_tag
def options(choices):
    """Triples of value, word and whether it is chosen, as the options of one select."""
    drawn = (
        format_html(CHOSEN if is_chosen else OPTION, value, word)
        for value, word, is_chosen in choices
    )
    return format_html_join("", "{}", ((option,) for option in drawn))

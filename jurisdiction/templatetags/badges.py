"""States by word and shape, the same everywhere: one badge for every list and page."""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

register = template.Library()

WORDS = {
    "overdue": _("overdue"),
    "due": _("due"),
    "upcoming": _("upcoming"),
    "done": _("done"),
    "missed": _("missed"),
    "excused": _("excused"),
    "cancelled": _("cancelled"),
    "yellow": _("yellow"),
    "red": _("red"),
}


@register.simple_tag
def badge(state):
    return format_html('<span class="state state-{}">{}</span>', state, WORDS[state])

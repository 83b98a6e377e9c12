"""What stands beside a disputed or corrected fact, the same on every page."""

from django import template

register = template.Library()


@register.inclusion_tag("casefiles/parts/marks.html")
def marked(marks):
    return {"marks": marks}

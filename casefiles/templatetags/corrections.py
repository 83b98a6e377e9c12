"""What stands beside a disputed or corrected fact, the same on every page."""

from django import template

from casefiles.models.corrections import column_marks

register = template.Library()


@register.inclusion_tag("casefiles/parts/disputes.html")
def disputes_of(case):
    """Each disputed or corrected fact of a file, for papers that repeat some of them."""
    return {"disputes": column_marks(case)}


@register.inclusion_tag("casefiles/parts/marks.html")
def marked(marks):
    return {"marks": marks}

"""The one rule of a day that needs the file; the fields themselves are everybody's."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from jurisdiction.forms.fields import DayField, ParagraphField, TextField

__all__ = ["DayField", "ParagraphField", "TextField", "not_before_enrolment"]


def not_before_enrolment(day, case):
    """The day; raises ValidationError where the person was not on the roster yet."""
    if day < case.enrolled_on:
        raise ValidationError(
            _("This day lies before the person was enrolled (%(day)s). Check the date."),
            code="before_enrolment",
            params={"day": date_format(case.enrolled_on)},
        )
    return day

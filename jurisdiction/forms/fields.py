"""Fields that say what is wrong in the words of the office."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from paperwork.pictures import clean_picture
from paperwork.refusals import Limits, Unreadable
from paperwork.text import clean_text

EARLIEST_YEAR = 1900
LARGEST = Limits().file_bytes


class TextField(forms.CharField):
    """Text without control, bidirectional and zero-width characters; spaces collapsed."""

    def to_python(self, value):
        return clean_text(super().to_python(value))


class ParagraphField(forms.CharField):
    """Text of several lines, each line cleaned."""

    def __init__(self, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": 2}), **options)

    def to_python(self, value):
        lines = super().to_python(value).splitlines()
        return "\n".join(clean_text(line) for line in lines).strip()


class DayField(forms.DateField):
    """A day in the past or today: what has happened cannot lie in the future."""

    today = None  # given by a form that cleans many rows

    def __init__(self, *, may_be_future=False, **options):
        self.may_be_future = may_be_future
        super().__init__(
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options
        )

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value.year < EARLIEST_YEAR:
            raise ValidationError(_("Check the year: it lies before 1900."), code="year")
        if not self.may_be_future and value > (self.today or timezone.localdate()):
            raise ValidationError(
                _("This day lies in the future. Enter the day on which it happened."),
                code="future",
            )


class TimeField(forms.TimeField):
    """A time of the day, to the minute."""

    def __init__(self, **options):
        super().__init__(widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **options)


class MomentField(forms.DateTimeField):
    """A moment in the past, to the minute."""

    def __init__(self, **options):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, **options)

    def validate(self, value):
        super().validate(value)
        if value is None:
            return
        if value.year < EARLIEST_YEAR:
            raise ValidationError(_("Check the year: it lies before 1900."), code="year")
        if value > timezone.now():
            raise ValidationError(
                _("This moment lies in the future. Enter when it happened."), code="future"
            )


class RowField(forms.ModelChoiceField):
    """A row out of a queryset, or out of `offered`, {key: row}: then cleaning asks no query."""

    offered = None

    def to_python(self, value):
        if self.offered is None or value in self.empty_values:
            return super().to_python(value)
        if value not in self.offered:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return self.offered[value]


class WorkbookField(forms.FileField):
    """An .xlsx workbook: none, or too long a one, is refused before anything is read."""

    widget = forms.FileInput(attrs={"accept": ".xlsx"})

    def __init__(self, **options):
        super().__init__(max_length=200, **options)

    def validate(self, file):
        super().validate(file)
        if file.size > LARGEST:
            refusal = Unreadable(
                "too_long", size=f"{file.size / 1_000_000:.1f}", limit=LARGEST // 1_000_000
            )
            raise ValidationError(refusal.message, code="too_long")


class PictureField(forms.FileField):
    """A photo or scan. What comes out clean is a `CleanPicture`: made anew, or refused in words."""

    widget = forms.FileInput(attrs={"accept": "image/*"})

    def __init__(self, **options):
        super().__init__(allow_empty_file=True, **options)  # refused below, in our words

    def to_python(self, data):
        file = super().to_python(data)
        try:
            return file and clean_picture(file)
        except Unreadable as refusal:
            raise ValidationError(refusal.message, code=refusal.code) from refusal


class ManyFilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(PictureField):
    """Several photos or scans chosen at once: a list of `CleanPicture`."""

    widget = ManyFilesInput(attrs={"accept": "image/*"})

    def __init__(self, *, most, **options):
        super().__init__(**options)
        self.most = most

    def clean(self, data, initial=None):
        files = data or [None]
        if len(files) > self.most:
            said = _("Choose at most %(most)s at once.")
            raise ValidationError(said, code="too_many", params={"most": self.most})
        pictures = [self.clean_one(file) for file in files]
        return [picture for picture in pictures if picture]

    def clean_one(self, file):
        """One picture of several; what is wrong with it is said with its name."""
        try:
            return super().clean(file)
        except ValidationError as error:
            if file is None:
                raise
            said = [f"{file.name}: {message}" for message in error.messages]
            raise ValidationError(said, code=error.error_list[0].code) from error

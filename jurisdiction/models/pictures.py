"""What every kept picture has, whatever it hangs on (docs/adr/0009-uploads.md)."""

import uuid

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jurisdiction import vault
from jurisdiction.terms import PictureKind


class PictureQuerySet(models.QuerySet):
    """To be mixed into a scoped queryset, before it."""

    def standing(self):
        """Not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)

    def listed(self):
        """Without the pictures themselves, for pages that only say that they are there."""
        return self.defer(*Picture.SEALED)


class Picture(models.Model):
    """A photo or scan, made anew by `paperwork.pictures` and sealed with the vault.

    Concrete models say by their keys what it hangs on, are tracked with `exclude=Picture.SEALED`,
    and are kept once (`kept_once`). Sizes in pixels and bytes; `sha256` of the clear picture.
    """

    SEALED = ["content_sealed", "preview_sealed"]

    seal_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_sealed = models.BinaryField()
    preview_sealed = models.BinaryField()
    kind = models.CharField(_("format"), max_length=4, choices=PictureKind)
    sha256 = models.CharField(max_length=64, editable=False)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    caption = models.CharField(_("caption"), max_length=120, blank=True)
    uploaded_by = models.ForeignKey(
        "jurisdiction.Officer", models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    uploaded_at = models.DateTimeField(_("added at"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "jurisdiction.Officer", models.PROTECT, related_name="+", null=True, blank=True
    )
    withdrawn_reason = models.CharField(_("reason for withdrawing"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["pk"]

    def __str__(self):
        return f"{self.uploaded_at:%Y-%m-%d}"

    def place_of(self, column):
        """What binds a sealed value to this row: table, column, row."""
        return f"{self._meta.model_name}.{column}.{self.seal_id}"

    def put(self, picture):
        """Take over a `CleanPicture`; saving is the deed's business."""
        for name in ("content", "preview"):
            sealed = vault.seal_bytes(getattr(picture, name), place=self.place_of(name))
            setattr(self, f"{name}_sealed", sealed)
        self.kind, self.sha256, self.size = picture.kind, picture.sha256, len(picture.content)
        self.width, self.height = picture.width, picture.height

    @property
    def content(self):
        return vault.unseal_bytes(self.content_sealed, place=self.place_of("content"))

    @property
    def preview(self):
        """A JPEG of at most 320 pixels."""
        return vault.unseal_bytes(self.preview_sealed, place=self.place_of("preview"))

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None


def kept_once(*keys, name):
    """The constraint of a concrete model: the same picture stands once under the same thing."""
    return models.UniqueConstraint(
        fields=[*keys, "sha256"], condition=models.Q(withdrawn_at__isnull=True), name=name
    )


def picture_models():
    """Every table of pictures, in all apps."""
    return [model for model in apps.get_models() if issubclass(model, Picture)]

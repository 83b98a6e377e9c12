from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Jurisdiction(AppConfig):
    name = "jurisdiction"
    verbose_name = _("Jurisdiction")

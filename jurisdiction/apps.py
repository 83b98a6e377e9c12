from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Jurisdiction(AppConfig):
    name = "jurisdiction"
    verbose_name = _("Jurisdiction")

    def ready(self):
        # Fail when the server starts, not at the first person who is enrolled.
        from jurisdiction.vault import check_keys

        check_keys()

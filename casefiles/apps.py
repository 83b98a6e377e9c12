from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Casefiles(AppConfig):
    name = "casefiles"
    verbose_name = _("Case files")

    def ready(self):
        # Fail when the server starts, not at the first person who is enrolled.
        from casefiles.vault import check_keys

        check_keys()

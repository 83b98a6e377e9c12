from django.apps import AppConfig
from django.contrib.admin import apps as admin


class Township(AppConfig):
    name = "township"
    default = True

    def ready(self):
        from township import checks  # noqa: F401 - registers itself


class OfficeAdmin(admin.AdminConfig):
    """The stock admin, signed into by the product's own door."""

    default = False
    default_site = "township.admin.OfficeSite"

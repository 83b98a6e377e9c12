import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "township.settings")
application = get_wsgi_application()

from township import wall  # noqa: E402 - the apps are loaded by now

if gaps := wall.gaps():
    raise ImproperlyConfigured("The second wall has gaps; run raise_wall: " + " ".join(gaps))

from django.urls import path

from tests.bench.floor import floor
from township.urls import handler403, handler404, handler500, urlpatterns

__all__ = ["handler403", "handler404", "handler500"]

urlpatterns = [path("bench/floor/", floor), *urlpatterns]

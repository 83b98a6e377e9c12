from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from township import views

urlpatterns = [
    path("", views.home, name="home"),
    path("account/", include("jurisdiction.urls")),
    path("", include("casefiles.urls")),
    path("", include("campaigns.urls")),
    path("", include("responsibility.urls")),
    path("retention/", views.retention, name="retention"),
    path("retention/<str:record>/decide/", views.retention_decide, name="retention-decide"),
    path("api/v1/", include("township.api")),
    path("admin/", admin.site.urls),
    path("language/", login_not_required(set_language), name="set_language"),
]

handler400 = "township.views.unreadable"
handler403 = "township.views.denied"
handler404 = "township.views.unknown"
handler500 = "township.views.broken"

from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("activities/", views.activity_list, name="activity-list"),
    path("activities/export/", views.activity_export, name="activity-export"),
    path("activities/figures/", views.figures, name="figures"),
    path("activities/figures/export/", views.figures_export, name="figures-export"),
    path("activities/plan/", views.plan, name="plan"),
    path("activities/plan/export/", views.plan_export, name="plan-export"),
    path("activities/plan/set-up/", views.plan_set_up, name="plan-set-up"),
    path("activities/new/", views.activity_create, name="activity-create"),
    path("activities/<int:pk>/", views.activity_detail, name="activity-detail"),
    path("activities/<int:pk>/edit/", views.activity_update, name="activity-update"),
    path("activities/<int:pk>/withdraw/", views.activity_withdraw, name="activity-withdraw"),
]

from django.urls import path

from campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("activities/", views.activity_list, name="activity-list"),
    path("activities/export/", views.activity_export, name="activity-export"),
    path("activities/figures/", views.figures, name="figures"),
    path("activities/figures/export/", views.figures_export, name="figures-export"),
    path("activities/import/", views.import_upload, name="import"),
    path("activities/import/template/<str:kind>/", views.import_template, name="import-template"),
    path("activities/import/<uuid:key>/", views.import_preview, name="import-preview"),
    path("activities/import/<uuid:key>/confirm/", views.import_confirm, name="import-confirm"),
    path("activities/import/<uuid:key>/problems/", views.import_problems, name="import-problems"),
    path("activities/plan/", views.plan, name="plan"),
    path("activities/plan/export/", views.plan_export, name="plan-export"),
    path("activities/plan/print/", views.plan_print, name="plan-print"),
    path("activities/plan/set-up/", views.plan_set_up, name="plan-set-up"),
    path("titles/", views.title_list, name="title-list"),
    path("titles/export/", views.title_export, name="title-export"),
    path("titles/print/", views.title_print, name="title-print"),
    path("titles/new/", views.title_create, name="title-create"),
    path("titles/<int:pk>/", views.title_detail, name="title-detail"),
    path("titles/<int:pk>/step/", views.title_step, name="title-step"),
    path("titles/<int:pk>/withdraw/", views.title_withdraw, name="title-withdraw"),
    path("activities/new/", views.activity_create, name="activity-create"),
    path("activities/print/", views.activity_print, name="activity-print"),
    path("activities/calendar/", views.calendar, name="calendar"),
    path("activities/<int:pk>/print/", views.record_print, name="record-print"),
    path("activities/<int:pk>/photos/new/", views.photo_create, name="photo-create"),
    path("activities/photos/<int:pk>/", views.photo, name="photo"),
    path("activities/photos/<int:pk>/preview/", views.photo_preview, name="photo-preview"),
    path("activities/photos/<int:pk>/withdraw/", views.photo_withdraw, name="photo-withdraw"),
    path("activities/<int:pk>/", views.activity_detail, name="activity-detail"),
    path("activities/<int:pk>/edit/", views.activity_update, name="activity-update"),
    path("activities/<int:pk>/withdraw/", views.activity_withdraw, name="activity-withdraw"),
]

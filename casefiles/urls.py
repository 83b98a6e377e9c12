from django.urls import path

from casefiles import views

app_name = "casefiles"
urlpatterns = [
    path("due/", views.due_list, name="due-list"),
    path("files/", views.case_list, name="case-list"),
    path("files/new/", views.case_create, name="case-create"),
    path("files/<int:pk>/", views.case_detail, name="case-detail"),
    path("files/<int:pk>/edit/", views.case_update, name="case-update"),
    path("files/<int:pk>/readers/", views.case_readers, name="case-readers"),
    path("files/<int:pk>/close/", views.case_close, name="case-close"),
    path("files/<int:pk>/reopen/", views.case_reopen, name="case-reopen"),
    path("files/<int:pk>/state/<str:aspect>/", views.state_change, name="state-change"),
    path("files/<int:pk>/documents/new/", views.document_create, name="document-create"),
    path("documents/<int:pk>/remove/", views.document_remove, name="document-remove"),
    path("files/<int:pk>/visits/new/", views.visit_create, name="visit-create"),
    path("files/<int:pk>/tests/new/", views.test_create, name="test-create"),
    path("visits/", views.visit_list, name="visit-list"),
    path("visits/<int:pk>/", views.visit_detail, name="visit-detail"),
    path("visits/<int:pk>/withdraw/", views.visit_withdraw, name="visit-withdraw"),
    path("tests/", views.test_list, name="test-list"),
    path("tests/<int:pk>/withdraw/", views.test_withdraw, name="test-withdraw"),
    path("slots/", views.slot_list, name="slot-list"),
    path("slots/<int:pk>/excuse/", views.slot_excuse, name="slot-excuse"),
    path("slots/<int:pk>/restore/", views.slot_restore, name="slot-restore"),
    path("village-checks/", views.duty_list, name="duty-list"),
    path("village-checks/<int:pk>/", views.duty_detail, name="duty-detail"),
    path("village-checks/<int:pk>/record/", views.duty_record, name="duty-record"),
    path("village-checks/<int:pk>/nil/", views.duty_nil, name="duty-nil"),
    path("village-checks/<str:kind>/<int:pk>/withdraw/", views.duty_withdraw, name="duty-withdraw"),
    path("roster/import/", views.roster_import, name="roster-import"),
    path("roster/import/<uuid:key>/", views.roster_preview, name="roster-preview"),
    path("roster/import/<uuid:key>/confirm/", views.roster_confirm, name="roster-confirm"),
    path("roster/import/<uuid:key>/problems/", views.roster_problems, name="roster-problems"),
]

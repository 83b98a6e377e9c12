"""The API's table of contents: version 1 reads, and writes visits and tests (docs/adr/0011,
0023)."""

from django.urls import path

from campaigns import api as campaigns
from casefiles import api as casefiles
from jurisdiction import api
from responsibility import api as responsibility

app_name = "api"
urlpatterns = [
    path("schema/", api.schema, name="schema"),
    path("files/", casefiles.file_list, name="file-list"),
    path("files/<int:pk>/", casefiles.file_detail, name="file-detail"),
    path("files/<int:pk>/visits/", casefiles.visit_entry, name="visit-entry"),
    path("files/<int:pk>/tests/", casefiles.test_entry, name="test-entry"),
    path("slots/", casefiles.slot_list, name="slot-list"),
    path("visits/", casefiles.visit_list, name="visit-list"),
    path("visits/<int:pk>/", casefiles.visit_detail, name="visit-detail"),
    path("tests/", casefiles.test_list, name="test-list"),
    path("tests/<int:pk>/", casefiles.test_detail, name="test-detail"),
    path("activities/", campaigns.activity_list, name="activity-list"),
    path("activities/<int:pk>/", campaigns.activity_detail, name="activity-detail"),
    path("activities/figures/", campaigns.figures, name="activity-figures"),
    path("activities/plan/", campaigns.plan, name="plan"),
    path("figures/", responsibility.figures, name="figures"),
    path("assessment/<year:year>/", responsibility.assessment, name="assessment"),
    path("letters/", responsibility.letter_list, name="letter-list"),
    path("letters/<int:pk>/", responsibility.letter_detail, name="letter-detail"),
]

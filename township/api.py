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
    path("orders/", casefiles.order_list, name="order-list"),
    path("orders/<int:pk>/", casefiles.order_detail, name="order-detail"),
    path("exits/", casefiles.exit_list, name="exit-list"),
    path("breaches/", casefiles.breach_list, name="breach-list"),
    path("tasks/", casefiles.task_list, name="task-list"),
    path("tasks/<int:pk>/", casefiles.task_detail, name="task-detail"),
    path("leave/", casefiles.leave_list, name="leave-list"),
    path("leave/<int:pk>/", casefiles.leave_detail, name="leave-detail"),
    path("moves/", casefiles.transfer_list, name="transfer-list"),
    path("moves/<int:pk>/", casefiles.transfer_detail, name="transfer-detail"),
    path("lost/", casefiles.lost_list, name="lost-list"),
    path("risk/", casefiles.risk_list, name="risk-list"),
    path("risk/<int:pk>/", casefiles.risk_detail, name="risk-detail"),
    path("plans/", casefiles.plan_list, name="plan-list"),
    path("plans/<int:pk>/", casefiles.plan_detail, name="plan-detail"),
    path("help/", casefiles.help_record_list, name="help-record-list"),
    path("help/<int:pk>/", casefiles.help_record_detail, name="help-record-detail"),
    path("help-letters/", casefiles.help_letter_list, name="help-letter-list"),
    path("help-letters/<int:pk>/", casefiles.help_letter_detail, name="help-letter-detail"),
    path("village-checks/", casefiles.duty_list, name="duty-list"),
    path("village-checks/<int:pk>/", casefiles.duty_detail, name="duty-detail"),
    path("village-checks/survey/", casefiles.survey, name="survey"),
    path("activities/", campaigns.activity_list, name="activity-list"),
    path("activities/<int:pk>/", campaigns.activity_detail, name="activity-detail"),
    path("activities/figures/", campaigns.figures, name="activity-figures"),
    path("activities/plan/", campaigns.plan, name="plan"),
    path("figures/", responsibility.figures, name="figures"),
    path("assessment/<year:year>/", responsibility.assessment, name="assessment"),
    path("letters/", responsibility.letter_list, name="letter-list"),
    path("letters/<int:pk>/", responsibility.letter_detail, name="letter-detail"),
]

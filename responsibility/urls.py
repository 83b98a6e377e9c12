from django.urls import path, register_converter

from responsibility import views
from responsibility.terms import LetterLevel


class Year:
    regex = "20[0-9]{2}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return str(value)


class Level:
    regex = "|".join(LetterLevel.values)
    to_python = to_url = str


register_converter(Year, "year")
register_converter(Level, "level")

SHEET = "assessment/<year:year>/villages/<str:village_code>/"

app_name = "responsibility"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("assessment/", views.assessment, name="assessment"),
    path("assessment/<year:year>/", views.assessment, name="assessment"),
    path("assessment/<year:year>/set-up/", views.set_up, name="set-up"),
    path("assessment/<year:year>/standard/", views.standard, name="standard"),
    path(SHEET, views.score_sheet, name="score-sheet"),
    path(f"{SHEET}items/<int:item_pk>/", views.manual_score, name="manual-score"),
    path(f"{SHEET}items/<int:item_pk>/rows/", views.score_rows, name="score-rows"),
    path("assessment/<year:year>/bonus/", views.bonus, name="bonus"),
    path("bonus/<int:pk>/withdraw/", views.bonus_withdraw, name="bonus-withdraw"),
    path("assessment/<year:year>/veto/", views.veto, name="veto"),
    path("veto/<int:pk>/withdraw/", views.veto_withdraw, name="veto-withdraw"),
    path("assessment/<year:year>/freeze/", views.freeze, name="freeze"),
    path("assessment/<year:year>/reopen/", views.reopen, name="reopen"),
    path("assessment/<year:year>/workbook/", views.workbook, name="workbook"),
    path("bindings/", views.binding_list, name="binding-list"),
    path("bindings/export/", views.binding_export, name="binding-export"),
    path("handovers/", views.handover_list, name="handover-list"),
    path("handovers/export/", views.handover_export, name="handover-export"),
    path("handovers/print/", views.handover_list_print, name="handover-list-print"),
    path("handovers/new/", views.handover_create, name="handover-create"),
    path("handovers/<int:pk>/", views.handover_detail, name="handover-detail"),
    path("handovers/<int:pk>/print/", views.handover_print, name="handover-print"),
    path("handovers/<int:pk>/accept/", views.handover_accept, name="handover-accept"),
    path("handovers/<int:pk>/withdraw/", views.handover_withdraw, name="handover-withdraw"),
    path("letters/", views.letter_list, name="letter-list"),
    path("letters/export/", views.letter_export, name="letter-export"),
    path("letters/owed/", views.letter_owed, name="letter-owed"),
    path("letters/print/", views.letter_list_print, name="letter-list-print"),
    path("letters/owed/export/", views.owed_export, name="owed-export"),
    path("letters/owed/print/", views.owed_print, name="owed-print"),
    path("letters/owed/<str:village_code>/", views.letter_reminder, name="letter-reminder"),
    path("letters/archive/", views.letter_archive, name="letter-archive"),
    path("letters/pages/", views.letter_pages, name="letter-pages"),
    path("letters/texts/", views.letter_texts, name="letter-texts"),
    path("letters/texts/<level:level>/", views.letter_text, name="letter-text"),
    path("letters/texts/<level:level>/template/", views.letter_template, name="letter-template"),
    path("letters/texts/<level:level>/word/", views.letter_template_file, name="template-file"),
    path("letters/issue/", views.letter_issue, name="letter-issue"),
    path("letters/<int:pk>/", views.letter_detail, name="letter-detail"),
    path("letters/<int:pk>/print/", views.letter_print, name="letter-print"),
    path("letters/<int:pk>/word/", views.letter_document, name="letter-document"),
    path("letters/<int:pk>/scans/new/", views.letter_scan_create, name="letter-scan-create"),
    path("letters/scans/<int:pk>/", views.letter_scan, name="letter-scan"),
    path(
        "letters/scans/<int:pk>/preview/",
        views.letter_scan,
        {"is_preview": True},
        name="letter-scan-preview",
    ),
    path(
        "letters/scans/<int:pk>/withdraw/", views.letter_scan_withdraw, name="letter-scan-withdraw"
    ),
    path("letters/<int:pk>/sign/", views.letter_sign, name="letter-sign"),
    path("letters/<int:pk>/refuse/", views.letter_refuse, name="letter-refuse"),
    path("letters/<int:pk>/replace/", views.letter_replace, name="letter-replace"),
    path("letters/<int:pk>/withdraw/", views.letter_withdraw, name="letter-withdraw"),
]

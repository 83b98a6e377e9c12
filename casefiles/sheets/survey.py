"""The village survey (毒情排查汇总表, form F12): seventeen columns, a village in each row.

What a village counts comes from its ten-day check; what the files know is counted from the files.
"""

from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext as _

from casefiles.models import TenDayCheck, VillageDuty
from casefiles.models.survey import FIGURES, with_figures
from casefiles.sheets.exports import FILTERS, table
from casefiles.sheets.returns import Refused, Shape
from casefiles.terms import DutyKind
from jurisdiction.access import Permission
from jurisdiction.sheets.cells import read_count
from jurisdiction.sheets.marks import Marks, recogniser
from paperwork.text import clean_text
from paperwork.writing import Column

# In the order of the office's table: of the check a column, of the files a figure.
SURVEY = {
    "总户数": "households_total", "已入户": "households_entered", "外出省外": "away_province",
    "外出州外省内": "away_prefecture", "贩毒可疑": "suspected_traffickers",
    "吸毒可疑": "suspected_users", "服刑": "serving_sentence", "刑满释放": "released_prisoners",
    "强制戒毒": "compulsory_isolation", "药物治疗": "maintenance_treatment",
    "看守所羁押": "in_detention", "戒断三年": "abstinent_3y", "社区戒毒": "community_detox",
    "社区康复": "community_recovery", "失控": "lost_contact", "死亡": "deceased",
}  # fmt: skip
VILLAGE = "村社"
SURVEY_TITLES = [VILLAGE, *SURVEY]
OF_CHECK = {title: name for title, name in SURVEY.items() if name not in FIGURES}
OF_FILES = [title for title in SURVEY if title not in OF_CHECK]


def survey_cells(duty):
    """The seventeen cells of a village, loaded `with_figures`; empty where nothing is known."""
    check = check_of(duty)
    return [duty.village.name, *(
        getattr(check, name, None) if title in OF_CHECK else duty.told.get(name)
        for title, name in SURVEY.items()
    )]  # fmt: skip


def check_of(duty):
    return getattr(duty, "tendaycheck", None)


def survey_version(duty):
    """Each correction of a check is another record."""
    check = check_of(duty)
    return str(check.pk) if check else "none"


def survey_sheet(rows, request):
    duties = with_figures(rows, request.user, timezone.localdate())
    columns = [Column(VILLAGE), *(Column(title, kind="integer") for title in SURVEY)]
    marks = Marks(
        SurveyReturn.kind, recogniser(SURVEY_TITLES),
        [(duty.pk, survey_version(duty)) for duty in duties],
    )  # fmt: skip
    lines = [survey_cells(duty) for duty in duties]
    filters = FILTERS | {"period": ("旬自", {})}
    return table("毒情排查汇总表", "毒情排查汇总", columns, lines, request, filters, marks)


class SurveyReturn(Shape):
    """A changed count makes the village's check anew; the one before is withdrawn."""

    kind = "survey"
    model = TenDayCheck
    all_titles = titles = SURVEY_TITLES
    fixed = (VILLAGE,)
    fields: ClassVar = OF_CHECK

    def rows(self, officer, wanted, *, lock):
        duties = VillageDuty.objects.visible_to(officer, Permission.VISIT_WITHDRAW)
        duties = duties.filter(
            kind=DutyKind.TEN_DAY_CHECK, pk__in=[int(row) for row in wanted if row.isdecimal()]
        )
        if lock:
            duties = duties.select_for_update(no_key=True, of=("self",))
        duties, today = duties.select_related("village", "tendaycheck"), timezone.localdate()
        return {str(duty.pk): duty for duty in with_figures(duties, officer, today)}

    def name_of(self, duty):
        return duty.village.name

    def version(self, duty):
        return survey_version(duty)

    def cells(self, duty):
        return survey_cells(duty)

    def read_cell(self, name, cell):
        return read_count(clean_text(cell) or "0", "户人")

    def deeds(self, duty, edited):
        counted = [title for title in edited if title in OF_FILES]
        if counted:
            said = _("Counted from the files: correct the file of the person instead.")
            raise Refused(dict.fromkeys(counted, said))
        check = check_of(duty)
        if check is None:
            said = _("No check of these ten days is recorded: record it first, with its day.")
            raise Refused(dict.fromkeys(edited, said))
        if other_checks(duty).exists():
            said = _("Several checks stand in these ten days: correct them on their page.")
            raise Refused(dict.fromkeys(edited, said))
        names = (*TenDayCheck.COUNTS, *TenDayCheck.SURVEY, "happened_on", "checker", "remark")
        data = {name: getattr(check, name) for name in names} | self.read(edited)
        found = any(int(data[name]) for name in TenDayCheck.FINDINGS)
        data |= {"key": check.idempotency_key, "is_nil": check.is_nil and not found}
        form = self.clean(self.form(data, duty=duty), edited)
        return [("rewrite_check", duty, form.content())]


def other_checks(duty):
    inside = (duty.opens_on, duty.closes_on)
    rows = TenDayCheck.objects.standing().filter(village=duty.village_id, duty=None)
    return rows.filter(happened_on__range=inside)

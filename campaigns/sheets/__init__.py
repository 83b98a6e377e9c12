from campaigns.sheets.activities import ActivityPlanner
from campaigns.sheets.exports import activity_sheet, figure_sheet, plan_sheet, title_sheet
from campaigns.sheets.loading import problem_sheet, template_sheet
from campaigns.sheets.materials import MaterialPlanner
from campaigns.terms import ListKind

PLANNERS = {ListKind.ACTIVITIES: ActivityPlanner, ListKind.MATERIALS: MaterialPlanner}


def plan_import(file, officer, kind, *, lock=False):
    """What each row of a workbook of this kind of list would do: a Plan.

    Raises paperwork.reading.Unreadable. With `lock`, inside a transaction, the activities that it
    compares with stay as they are until its end.
    """
    return PLANNERS[kind](officer, lock=lock).plan(file)


__all__ = [
    "activity_sheet",
    "figure_sheet",
    "plan_import",
    "plan_sheet",
    "problem_sheet",
    "template_sheet",
    "title_sheet",
]

"""The register of handovers between cadres (工作移交登记表) as a sheet."""

from casefiles.terms.moves import HandoverState
from jurisdiction.models import Area
from jurisdiction.sheets.tables import numbered
from paperwork.text import clean_text
from responsibility.sheets.letters import table

STATES = {
    HandoverState.OFFERED: "待接任人签收", HandoverState.ACCEPTED: "已签收",
    HandoverState.WITHDRAWN: "已撤回",
}  # fmt: skip
WITHOUT_PERSONS = "不列人员姓名"


def handover_sheet(rows, request):
    """Who handed which village to whom, and what became of it."""
    columns = numbered(
        "村", "移交人", "接收人", "移交事由", ("提出日期", "date"), "状态", ("签收日期", "date")
    )
    lines = [[number, *cells(row)] for number, row in enumerate(rows, 1)]
    narrowed = narrowed_to(request.GET)
    return table("工作移交登记表", columns, lines, request, narrowed, WITHOUT_PERSONS)


def cells(row):
    return [
        row.village.name, row.from_officer.name, row.to_officer.name, row.reason, row.drawn_on,
        STATES[row.state], row.accepted_on,
    ]  # fmt: skip


def narrowed_to(asked):
    village = Area.objects.filter(code=clean_text(asked.get("village") or "")).first()
    parts = [f"村：{village.name}"] if village else []
    parts += [f"检索：{asked['q']}"] if asked.get("q") else []
    parts += [f"状态：{STATES[asked['state']]}"] if asked.get("state") in STATES else []
    days = (("date_from", "自"), ("date_to", "至"))
    parts += [f"{word}：{asked[name]}" for name, word in days if asked.get(name)]
    return "；".join(parts) or "无"

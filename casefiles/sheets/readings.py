"""The readings that raise a question as a Chinese sheet."""

from jurisdiction.sheets.reading import CAPACITIES, KINDS, minute, table
from jurisdiction.sheets.tables import numbered


def question_sheet(rows, request):
    """Who opened which file, by number, and what there is to ask about it, as a Table."""
    columns = numbered("查阅时间", "查阅人", "身份", "方式", "档案编号", "提示", "事由")
    lines = [
        [number, minute(event.read_at), event.officer.name, CAPACITIES.get(event.capacity, ""),
         KINDS[event.kind], f"{event.file:06d}", questions(event), event.purpose]
        for number, event in enumerate(rows, 1)
    ]  # fmt: skip
    return table("查阅提示", columns, lines)


def questions(event):
    asked = {"夜间查阅": event.is_night, "非本人负责": event.is_outside}
    return "、".join(word for word, is_so in asked.items() if is_so)

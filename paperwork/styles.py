"""The few looks that cells of our sheets have."""

from copy import copy

from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

FONT = "宋体"
GREY = PatternFill("solid", fgColor="D9D9D9")
LINE = Side(style="thin")
FRAME = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
FORMATS = {
    "text": "@", "long": "General", "general": "General", "integer": "0", "decimal": "0.00",
    "date": "yyyy-mm-dd", "percent": "0.00%",
}  # fmt: skip
FONTS = {
    "title": Font(name=FONT, size=16, bold=True),
    "head": Font(name=FONT, size=11, bold=True),
    "total": Font(name=FONT, size=11, bold=True),
}
PLAIN = Font(name=FONT, size=11)
ALIGNED = {"title": "center", "head": "center", "note": "left"}


class Styles:
    """Makes each look once for a workbook: building them anew for every cell is slow."""

    def __init__(self):
        self.made = {}

    def get(self, sheet, style, kind):
        """A copy of the style array for a row style and a kind of cell."""
        if (style, kind) not in self.made:
            self.made[style, kind] = make(sheet, style, kind)
        return copy(self.made[style, kind])


def make(sheet, style, kind):
    cell = WriteOnlyCell(sheet)
    cell.font = FONTS.get(style, PLAIN)
    cell.number_format = FORMATS[kind]
    side = "left" if kind in ("text", "long") else "right"
    cell.alignment = Alignment(
        horizontal=ALIGNED.get(style, side), vertical="center", wrap_text=True
    )
    if style not in ("title", "note"):
        cell.border = FRAME
    if style == "head":
        cell.fill = GREY
    return cell._style

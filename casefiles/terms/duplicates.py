"""Words of files that may be of one person, and of merging two files."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Likeness(TextChoices):
    """疑似重复理由: why two files may be of one person."""

    ID_NUMBER = "id_number", _("Same ID number")  # 身份证号相同
    NAME_AND_BIRTH = "name_and_birth", _("Same name and birth date")  # 姓名和出生日期相同
    NAME = "name", _("Same name, birth date one slip apart")  # 姓名相同、出生日期相近
    ONE_CHARACTER = "one_character", _("Names one character apart")  # 姓名一字之差
    SAME_SOUND = "same_sound", _("Names of the same sound")  # 姓名同音


class PairStatus(TextChoices):
    """重复档案处理情况."""

    OPEN = "open", _("To be looked at")  # 待核实
    DIFFERENT = "different", _("Not the same person")  # 经核实不是同一人


class MergeStatus(TextChoices):
    """合并档案情况."""

    STANDING = "standing", _("Merged")  # 已合并
    UNDONE = "undone", _("Undone")  # 已撤销


class Obstacle(TextChoices):
    """Why two files are not merged, or a merge is not undone: the sentence that says so."""

    CORRECTION = (
        "correction",
        _("A request for correction waits on one of the two files. Decide it first."),
    )
    TRANSFER = (
        "transfer",
        _("A move of one of the two files waits for its answer. Settle it first."),
    )
    UNDONE = "undone", _("This merge was undone already.")
    LATE = "late", _("The 30 days in which a merge is undone are over.")
    MERGED_ON = (
        "merged_on",
        _("The surviving file was merged with another one since then. Undo that first."),
    )
    CLOSED = "closed", _("One of the two files was closed, reopened or sealed since then.")
    COLUMNS = "columns", _("What the merge wrote on the surviving file was changed since then.")
    ROWS = "rows", _("Something that had moved was changed, taken out or moved on since then.")
    ADDED = (
        "added",
        _("Since then something was added to what had moved, such as a step or a page."),
    )
    NUMBER = "number", _("Another open file in that village has the same ID number by now.")

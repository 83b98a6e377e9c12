"""Words of moving a file to another village or township (人员流转)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class TransferState(TextChoices):
    """流转状态: the receiving side answers; nothing moves before."""

    OFFERED = "offered", _("Offered, not answered")  # 待接收
    ACCEPTED = "accepted", _("Accepted")  # 已接收
    REFUSED = "refused", _("Not taken")  # 不予接收
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回


class HandoverState(TextChoices):
    """交接状态: until the next cadre accepts, the township's officer is responsible."""

    OFFERED = "offered", _("Waiting for the next cadre")  # 待接任人签收
    ACCEPTED = "accepted", pgettext_lazy("handover", "Accepted")  # 已签收
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回

"""Words of household and living place apart (人户分离), and of the notice about it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NoticeStatus(TextChoices):
    """告知书现状: drawn up, sent, acknowledged by the other township."""

    DRAWN = "drawn", _("Not sent yet")  # 未发出
    SENT = "sent", _("Sent, not acknowledged")  # 已发出，待回执
    ACKNOWLEDGED = "acknowledged", _("Acknowledged")  # 已回执
    WITHDRAWN = "withdrawn", _("Withdrawn")  # 已撤回


class SentHow(TextChoices):
    """送达方式."""

    BY_HAND = "by_hand", _("By hand")  # 专人送达
    POST = "post", _("By registered post")  # 挂号邮寄
    FAX = "fax", _("By official fax")  # 公文传真
    OFFICIAL_NET = "official_net", _("By the office network")  # 政务网

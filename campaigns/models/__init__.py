"""Facts of campaigns; `from campaigns.models import Activity` finds them all."""

from campaigns.models.activities import Activity, ActivityPhoto, Material
from campaigns.models.imports import CampaignImport
from campaigns.models.plan import PlanSlot
from campaigns.models.titles import Title, TitleStep

__all__ = [
    "Activity",
    "ActivityPhoto",
    "CampaignImport",
    "Material",
    "PlanSlot",
    "Title",
    "TitleStep",
]

from responsibility.models.scores import Bonus, FrozenMeasure, ManualScore, Veto
from responsibility.models.standards import GradeLimit, Item, Section, Standard, VetoCase

__all__ = [
    "Bonus",
    "FrozenMeasure",
    "GradeLimit",
    "Item",
    "ManualScore",
    "Section",
    "Standard",
    "Veto",
    "VetoCase",
]

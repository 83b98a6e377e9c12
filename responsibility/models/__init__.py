from responsibility.models.letters import (
    Letter,
    LetterRegister,
    LetterScan,
    LetterTemplate,
    LetterText,
    Signature,
)
from responsibility.models.scores import Bonus, FrozenMeasure, ManualScore, Veto
from responsibility.models.standards import GradeLimit, Item, Section, Standard, VetoCase

__all__ = [
    "Bonus",
    "FrozenMeasure",
    "GradeLimit",
    "Item",
    "Letter",
    "LetterRegister",
    "LetterScan",
    "LetterTemplate",
    "LetterText",
    "ManualScore",
    "Section",
    "Signature",
    "Standard",
    "Veto",
    "VetoCase",
]

"""Every number is reckoned once: here, for the page and for the workbook."""

from responsibility.indicators.assessment import (
    Assessment,
    Sheet,
    assess,
    assessed_villages,
    evidence,
)
from responsibility.indicators.figures import Figures, township_figures
from responsibility.indicators.findings import finding_figures
from responsibility.indicators.measures import (
    Measured,
    Period,
    measure,
    year_period,
)
from responsibility.indicators.misses import Miss, misses
from responsibility.indicators.promises import bound_months, letter_figures
from responsibility.indicators.publicity import campaign_figures
from responsibility.indicators.recipients import Recipient, owed_letters, recipients, state_of

__all__ = [
    "Assessment",
    "Figures",
    "Measured",
    "Miss",
    "Period",
    "Recipient",
    "Sheet",
    "assess",
    "assessed_villages",
    "bound_months",
    "campaign_figures",
    "evidence",
    "finding_figures",
    "letter_figures",
    "measure",
    "misses",
    "owed_letters",
    "recipients",
    "state_of",
    "township_figures",
    "year_period",
]

"""Every door, knocked at by every member of the cast.

A route that the table does not know fails, and so does a row without its route.
"""

import re
import uuid
from datetime import date, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone

from campaigns import actions as campaigning
from campaigns.models import CampaignImport, PlanSlot
from casefiles import actions, letters
from casefiles.models import (
    Admonition,
    CaseFile,
    ContactAttempt,
    CorrectionRequest,
    HelpLetter,
    HelpMeasure,
    HelpPlan,
    HelpRecord,
    Lack,
    Leave,
    OwnSchedule,
    RehabOrder,
    ResidenceNotice,
    RiskAssessment,
    RosterImport,
    TeamMember,
    Transfer,
    VillageDuty,
)
from casefiles.models.balance import months_of
from casefiles.models.risk import standard_of
from casefiles.scoping import PersonQuerySet
from jurisdiction import actions as appointing
from jurisdiction.middleware import begin
from jurisdiction.models import AccessEvent, Area, Posting, Unit
from jurisdiction.scoping import ScopedQuerySet
from jurisdiction.terms import Capacity
from paperwork.pictures import CleanPicture
from responsibility import actions as assessing
from responsibility.models import Item, Letter, LetterText, Standard
from responsibility.terms import BonusKind, LetterLevel

CAST = [
    "anonymous",
    "heping_cadre",
    "liushu_cadre",
    "officer",
    "leader",
    "police",
    "county",
    "administrator",
]
UNKNOWN = 98765432
# Whoever signs in comes so far.
OF_EVERYBODY = ("/", "language/", "account/", "admin/", "api/v1/schema/")
HIDDEN = "欧阳藏名"
YEAR = timezone.localdate().year

PERSONAL = {
    "case", "visit", "test", "slot", "document", "photo", "scan", "letter", "letterscan", "order",
    "step", "agreement", "plan", "measure", "lack", "leave", "task",
    "away", "help", "help-letter", "admonition", "openpicture",
    "risk", "twin", "merge", "transfer", "attempt", "notice", "asked",
}  # fmt: skip

# Objects lie in Heping; Heping's cadre recorded the visit, the office's import has been erased.
# "in" leads to the sign-in page. Two times eight columns, in the order of the cast above:
# what GET answers, and what an empty POST answers.
TABLE = """
/                                              -           in  302 302 302 302 302 302 302      in  302 302 302 302 302 302 302
language/                                      -           302 302 302 302 302 302 302 302      302 302 302 302 302 302 302 302
account/login/                                 -           200 302 302 302 302 302 302 302      200 302 302 302 302 302 302 302
account/logout/                                -           302 200 200 200 200 200 200 200      302 302 302 302 302 302 302 302
account/inactive/                              -           200 200 200 200 200 200 200 200      405 405 405 405 405 405 405 405
account/password/change/                       -           in  200 200 200 200 200 200 200      in  200 200 200 200 200 200 200
account/reauthenticate/                        -           in  200 200 302 200 302 302 302      in  200 200 302 200 302 302 302
account/                                       -           in  200 200 200 200 200 200 200      in  405 405 405 405 405 405 405
account/code/                                  -           in  302 302 302 302 302 302 302      in  302 302 302 302 302 302 302
account/code/ask/                              -           in  302 302 302 302 302 302 302      in  302 302 302 302 302 302 302
account/code/ask-again/                        -           in  302 302 200 302 200 200 200      in  302 302 200 302 200 200 200
account/code/enrol/                            -           in  200 200 302 200 302 302 302      in  200 200 302 200 302 302 302
account/code/remove/                           -           in  404 404 200 404 200 200 200      in  404 404 302 404 302 302 302
account/code/recovery/                         -           in  404 404 404 404 404 404 404      in  405 405 405 405 405 405 405
account/code/recovery/new/                     -           in  200 200 200 200 200 200 200      in  200 200 302 200 302 302 302
account/sessions/end-others/                   -           in  405 405 405 405 405 405 405      in  302 302 302 302 302 302 302
account/sessions/<int:pk>/end/                 session     in  405 405 405 405 405 405 405      in  302 404 404 404 404 404 404
account/search/                                -           in  405 405 405 405 405 405 405      in  404 404 404 404 404 404 404
account/exports/                               -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
account/exports/export/                        -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
account/tokens/                                -           in  200 200 200 200 200 200 200      in  405 405 405 405 405 405 405
account/tokens/new/                            -           in  403 403 200 403 403 403 200      in  403 403 200 403 403 403 200
account/tokens/<int:pk>/end/                   token       in  405 405 405 405 405 405 405      in  404 404 302 404 404 404 302
account/officers/<int:pk>/                     officer     in  403 403 200 403 403 403 200      in  403 403 405 403 403 403 405
account/officers/<int:pk>/sessions/end/        officer     in  403 403 405 403 403 403 405      in  403 403 302 403 403 403 302
account/officers/<int:pk>/code/remove/         officer     in  403 403 405 403 403 403 405      in  403 403 302 403 403 403 302
retention/                                     -           in  403 403 200 200 403 403 403      in  405 405 405 405 405 405 405
retention/<str:record>/decide/                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403

due/                                           -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
waiting/                                       -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
files/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
files/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/new/                                     -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/                                case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/whereabouts/                    case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/help/                           case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/records/                        case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/look-up/                                 -           in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
files/<int:pk>/number/                         case        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
files/<int:pk>/edit/                           case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/readers/                        case        in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/readers/export/                 case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
readings/                                      -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
readings/export/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/slip/                          case        in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/close/                          case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/reopen/                         case        in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
files/<int:pk>/state/<str:aspect>/             case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/bag/                            case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/bag/print/                      case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
bags/                                          -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
bags/export/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/documents/new/                  case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
documents/<int:pk>/                            document    in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
documents/<int:pk>/scans/new/                  document    in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
scans/<int:pk>/                                scan        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
scans/<int:pk>/preview/                        scan        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
scans/<int:pk>/withdraw/                       scan        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
documents/<int:pk>/remove/                     document    in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
entry-questions/                               -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
entry-questions/export/                        -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
entry-questions/<str:kind>/<int:pk>/           asked       in  200 404 200 403 404 403 403      in  405 405 405 405 405 405 405
entry-questions/<str:kind>/<int:pk>/answer/    asked       in  200 404 404 403 404 403 403      in  200 404 404 403 404 403 403
entry-questions/<str:kind>/<int:pk>/close/     asked       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
duplicates/                                    -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
duplicates/export/                             -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/apart/<int:other>/              twin        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/merge/<int:other>/              twin        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
merges/                                        -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
merges/export/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
merges/<int:pk>/                               merge       in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
merges/<int:pk>/undo/                          merge       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/visits/new/                     case        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
files/<int:pk>/tests/new/                      case        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
files/<int:pk>/team/new/                       case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/corrections/new/                case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/schedule/                       case        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/schedule/new/                   case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
own-schedules/<int:pk>/edit/                   own         in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
schedules/                                     -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
schedules/new/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
schedules/<int:pk>/edit/                       schedule    in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
office-rules/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
office-rules/seats/                            -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
corrections/                                   -           in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
corrections/export/                            -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
corrections/days/                              -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
corrections/<int:pk>/                          correction  in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
corrections/<int:pk>/decide/                   correction  in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
files/<int:pk>/leave/new/                      case        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
files/<int:pk>/absences/new/                   case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
leave/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
leave/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
leave/<int:pk>/                                leave       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
leave/<int:pk>/edit/                           leave       in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
leave/<int:pk>/decide/                         leave       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
leave/<int:pk>/return/                         away        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
leave/<int:pk>/withdraw/                       leave       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
leave/<int:pk>/phone/                          leave       in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
leave/<int:pk>/print/                          leave       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/moves/new/                      case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
moves/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
moves/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
moves/print/                                   -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
moves/<int:pk>/                                transfer    in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
moves/<int:pk>/answer/                         transfer    in  404 404 200 403 403 403 403      in  404 404 200 403 403 403 403
moves/<int:pk>/withdraw/                       transfer    in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
files/<int:pk>/household/                      case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/notices/new/                    case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
apart/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
apart/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
apart/print/                                   -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
apart/household/                               -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
apart/household/export/                        -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
apart/household/print/                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
notices/                                       -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
notices/export/                                -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
notices/print/                                 -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
notices/<int:pk>/                              notice      in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
notices/<int:pk>/print/                        notice      in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
notices/<int:pk>/send/                         notice      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
notices/<int:pk>/acknowledge/                  notice      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
notices/<int:pk>/withdraw/                     notice      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/attempts/new/                   case        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
attempts/<int:pk>/withdraw/                    attempt     in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
files/<int:pk>/lost/decide/                    case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/found/                          case        in  403 403 302 403 403 403 403      in  403 403 200 403 403 403 403
lost/                                          -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
lost/export/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
lost/print/                                    -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/risk/new/                       case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
risk/                                          -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
risk/export/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
risk/scale/                                    -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
risk/scale/edit/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
risk/<int:pk>/                                 risk        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
risk/<int:pk>/print/                           risk        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/noes/new/                       case        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
noes/<int:pk>/edit/                            lack        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
files/<int:pk>/plans/new/                      case        in  403 403 302 403 403 403 403          in  403 403 302 403 403 403 403
files/<int:pk>/tasks/new/                      case        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tasks/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
tasks/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tasks/new/                                     -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tasks/<int:pk>/                                task        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
tasks/<int:pk>/print/                          task        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
tasks/<int:pk>/steps/<str:deed>/               task        in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
plans/                                         -           in  200 200 200 403 200 403 403          in  405 405 405 405 405 405 405
plans/export/                                  -           in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
plans/<int:pk>/                                plan        in  200 404 200 403 200 403 403          in  405 405 405 405 405 405 405
plans/<int:pk>/edit/                           plan        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
plans/<int:pk>/decide/                         plan        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
plans/<int:pk>/review/                         plan        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
plans/<int:pk>/print/                          plan        in  200 404 200 403 200 403 403          in  405 405 405 405 405 405 405
plans/<int:pk>/measures/new/                   plan        in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
measures/<int:pk>/edit/                        measure     in  403 403 200 403 403 403 403          in  403 403 200 403 403 403 403
measures/<int:pk>/progress/                    measure     in  200 404 200 403 200 403 403          in  200 404 200 403 200 403 403
files/<int:pk>/orders/new/                     case        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
orders/                                        -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
orders/export/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
orders/<int:pk>/                               order       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
orders/<int:pk>/breaches/<str:ground>/decide/  order       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
orders/<int:pk>/admonitions/new/               order       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
admonitions/<int:pk>/edit/                     admonition  in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
breaches/                                      -           in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
breaches/export/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
exits/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
exits/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
orders/<int:pk>/edit/                          order       in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
orders/<int:pk>/steps/<str:move>/              order       in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
orders/steps/<int:pk>/take-back/               step        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
agreements/<int:pk>/                           agreement   in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
team/                                          -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
team/export/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
team/<int:pk>/edit/                            member      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
files/<int:pk>/help/new/                       case        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
help/                                          -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
help/export/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
help/<int:pk>/                                 help        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
help/<int:pk>/edit/                            help        in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
help/<int:pk>/withdraw/                        help        in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
help/<int:pk>/print/                           help        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
files/<int:pk>/help-letters/new/               case        in  403 403 302 403 403 403 403      in  403 403 302 403 403 403 403
help-letters/                                  -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
help-letters/export/                           -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
help-letters/<int:pk>/                         help-letter in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
help-letters/<int:pk>/edit/                    help-letter in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
help-letters/<int:pk>/sign/                    help-letter in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
help-letters/<int:pk>/print/                   help-letter in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
visits/                                        -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
visits/export/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
visits/<int:pk>/                               visit       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
visits/<int:pk>/withdraw/                      visit       in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
visits/<int:pk>/photos/new/                    visit       in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
photos/<int:pk>/                               photo       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
photos/<int:pk>/preview/                       photo       in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
photos/<int:pk>/withdraw/                      photo       in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
tests/                                         -           in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
tests/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tests/months/                                  -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
tests/months/export/                           -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tests/items/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tests/<int:pk>/                                test        in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
tests/<int:pk>/correct/                        test        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
tests/<int:pk>/print/                          test        in  403 403 200 403 200 403 403      in  405 405 405 405 405 405 405
tests/<int:pk>/withdraw/                       test        in  403 403 200 403 200 403 403      in  403 403 200 403 200 403 403
slots/                                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
slots/export/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
slots/<int:pk>/excuse/                         slot        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
slots/<int:pk>/restore/                        slot        in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
village-checks/                                -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
village-checks/survey/                         -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
village-checks/survey/export/                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
village-checks/survey/load/                    -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
monthly-reports/                               -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
monthly-reports/export/                        -           in  403 403 200 200 403 200 403      in  403 403 200 200 403 200 403
monthly-reports/<month:first>/                 -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
monthly-reports/<month:first>/rows/            -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
monthly-reports/<month:first>/rows/export/     -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
monthly-reports/<month:first>/export/          -           in  403 403 200 200 403 200 403      in  403 403 200 200 403 200 403
monthly-reports/<month:first>/print/           -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
monthly-reports/<month:first>/submit/          -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
monthly-reports/<int:pk>/withdraw/             report      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
village-checks/export/                         -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
village-checks/<int:pk>/                       duty        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
village-checks/<int:pk>/print/                 duty        in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
village-checks/<int:pk>/record/                duty        in  200 404 200 403 200 403 403      in  200 404 200 403 200 403 403
village-checks/<int:pk>/nil/                   duty        in  405 405 405 405 405 405 405      in  302 404 302 403 302 403 403
village-checks/<str:kind>/<int:pk>/withdraw/   check       in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
files/<int:pk>/seal/                           closed      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
sealing/                                       -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
sealing/export/                                -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
sealed/                                        -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
sealed/export/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
openings/                                      -           in  403 403 200 200 403 403 403      in  405 405 405 405 405 405 405
openings/export/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
openings/new/                                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
openings/<int:pk>/                             opening     in  403 403 200 200 403 403 403      in  405 405 405 405 405 405 405
openings/<int:pk>/decide/                      opening     in  403 403 200 200 403 403 403      in  403 403 200 200 403 403 403
openings/<int:pk>/end/                         opening     in  405 405 405 405 405 405 405      in  403 403 302 302 403 403 403
openings/<int:pk>/file/                        opening     in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
openings/<int:pk>/pictures/<str:kind>/<int:item_pk>/            openpicture     in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
openings/<int:pk>/pictures/<str:kind>/<int:item_pk>/preview/    openpicture     in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
visits/load/                                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
leave/load/                                    -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
tests/months/load/                             -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
returned/<uuid:key>/                           returned    in  403 403 302 403 403 403 403      in  405 405 405 405 405 405 405
returned/<uuid:key>/confirm/                   returned    in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
files/bulk/reassign/                           -           in  403 403 302 403 403 403 403      in  403 403 302 403 403 403 403
files/bulk/plan/                               -           in  403 403 302 403 403 403 403      in  403 403 302 403 403 403 403
files/bulk/print/                              -           in  403 403 302 403 403 403 403      in  403 403 302 403 403 403 403
roster/import/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
roster/import/<uuid:key>/                      import      in  403 403 302 403 403 403 403      in  405 405 405 405 405 405 405
roster/import/<uuid:key>/confirm/              import      in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
roster/import/<uuid:key>/problems/             import      in  403 403 302 403 403 403 403      in  403 403 302 403 403 403 403

activities/                                    -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/export/                             -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
activities/figures/                            -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/figures/export/                     -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
activities/import/                             -           in  200 200 200 403 403 403 403      in  200 200 200 403 403 403 403
activities/import/template/<str:kind>/         list        in  200 200 200 403 403 403 403      in  405 405 405 405 405 405 405
activities/import/<uuid:key>/                  sheet-in    in  404 404 302 403 403 403 403      in  405 405 405 405 405 405 405
activities/import/<uuid:key>/confirm/          sheet-in    in  405 405 405 405 405 405 405      in  404 404 302 403 403 403 403
activities/import/<uuid:key>/problems/         sheet-in    in  404 404 302 403 403 403 403      in  404 404 302 403 403 403 403
activities/plan/                               -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/plan/export/                        -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
activities/plan/print/                         -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/plan/<int:pk>/excuse/               planned     in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
activities/plan/<int:pk>/restore/              planned     in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
activities/plan/set-up/                        -           in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
titles/                                        -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
titles/export/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
titles/print/                                  -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
titles/new/                                    -           in  200 200 200 403 403 403 403      in  200 200 200 403 403 403 403
titles/<int:pk>/                               title       in  200 404 200 200 403 200 403      in  405 405 405 405 405 405 405
titles/<int:pk>/step/                          title       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
titles/<int:pk>/withdraw/                      title       in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
activities/calendar/                           -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/print/                              -           in  200 200 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/<int:pk>/print/                     activity    in  200 404 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/<int:pk>/photos/new/                activity    in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
activities/photos/<int:pk>/                    event       in  200 404 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/photos/<int:pk>/preview/            event       in  200 404 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/photos/<int:pk>/withdraw/           event       in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
activities/new/                                -           in  200 200 200 403 403 403 403      in  200 200 200 403 403 403 403
activities/<int:pk>/                           activity    in  200 404 200 200 403 200 403      in  405 405 405 405 405 405 405
activities/<int:pk>/edit/                      activity    in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
activities/<int:pk>/withdraw/                  activity    in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403

dashboard/                                     -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
assessment/                                    -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
assessment/<year:year>/                        -           in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
assessment/<year:year>/set-up/                 -           in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
assessment/<year:year>/standard/               -           in  403 403 200 200 403 200 403      in  403 403 200 200 403 200 403
assessment/<year:year>/villages/<str:village_code>/ sheet       in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
assessment/<year:year>/villages/<str:village_code>/items/<int:item_pk>/ sheet       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
assessment/<year:year>/villages/<str:village_code>/items/<int:item_pk>/rows/ sheet       in  403 403 200 200 403 200 403      in  405 405 405 405 405 405 405
assessment/<year:year>/bonus/                  -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
bonus/<int:pk>/withdraw/                       bonus       in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
assessment/<year:year>/veto/                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
veto/<int:pk>/withdraw/                        veto        in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
assessment/<year:year>/freeze/                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
assessment/<year:year>/reopen/                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
assessment/<year:year>/workbook/               -           in  403 403 200 200 403 200 403      in  403 403 200 200 403 200 403

bindings/                                      -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
bindings/export/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
handovers/                                     -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
handovers/export/                              -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
handovers/print/                               -           in  200 200 200 403 200 403 403      in  405 405 405 405 405 405 405
handovers/new/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
handovers/<int:pk>/                            handover    in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
handovers/<int:pk>/print/                      handover    in  200 404 200 403 200 403 403      in  405 405 405 405 405 405 405
handovers/<int:pk>/accept/                     handover    in  200 404 403 403 403 403 403      in  200 404 403 403 403 403 403
handovers/<int:pk>/withdraw/                   handover    in  405 405 405 405 405 405 405      in  403 403 302 403 403 403 403
letters/                                       -           in  200 200 200 200 200 200 403      in  405 405 405 405 405 405 405
letters/export/                                -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/print/                                 -           in  200 200 200 200 200 200 403      in  405 405 405 405 405 405 405
letters/owed/                                  -           in  200 200 200 200 200 200 403      in  405 405 405 405 405 405 405
letters/owed/export/                           -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/owed/print/                            -           in  200 200 200 200 200 200 403      in  405 405 405 405 405 405 405
letters/owed/<str:village_code>/               sheet       in  200 404 200 200 200 200 403      in  405 405 405 405 405 405 405
letters/archive/                               -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/pages/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/texts/                                 -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
letters/texts/<level:level>/                   -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/texts/<level:level>/template/          -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/texts/<level:level>/word/              -           in  403 403 200 403 403 403 403      in  405 405 405 405 405 405 405
letters/issue/                                 -           in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/<int:pk>/                              letter      in  200 404 200 404 200 404 403      in  405 405 405 405 405 405 405
letters/<int:pk>/print/                        letter      in  200 404 200 404 200 404 403      in  405 405 405 405 405 405 405
letters/<int:pk>/word/                         letter      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/<int:pk>/scans/new/                    letter      in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
letters/scans/<int:pk>/                        letterscan  in  200 404 200 404 200 404 403      in  405 405 405 405 405 405 405
letters/scans/<int:pk>/preview/                letterscan  in  200 404 200 404 200 404 403      in  405 405 405 405 405 405 405
letters/scans/<int:pk>/withdraw/               letterscan  in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
letters/<int:pk>/sign/                         letter      in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
letters/<int:pk>/refuse/                       letter      in  200 404 200 403 403 403 403      in  200 404 200 403 403 403 403
letters/<int:pk>/replace/                      letter      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403
letters/<int:pk>/withdraw/                     letter      in  403 403 200 403 403 403 403      in  403 403 200 403 403 403 403

api/v1/schema/                                 -           401 200 200 200 200 200 200 200      401 405 405 405 405 405 405 405
api/v1/files/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/files/<int:pk>/                         case        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/files/<int:pk>/visits/                  case        401 405 405 405 405 405 405 405      401 403 403 403 403 403 403 403
api/v1/files/<int:pk>/tests/                   case        401 405 405 405 405 405 405 405      401 403 403 403 403 403 403 403
api/v1/slots/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/visits/                                 -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/visits/<int:pk>/                        visit       401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/tests/                                  -           401 403 403 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/tests/<int:pk>/                         test        401 403 403 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/orders/                                 -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/orders/<int:pk>/                        order       401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/exits/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/breaches/                               -           401 403 403 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/tasks/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/tasks/<int:pk>/                         task        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/leave/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/leave/<int:pk>/                         leave       401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/moves/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/moves/<int:pk>/                         transfer    401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/lost/                                   -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/risk/                                   -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/risk/<int:pk>/                          risk        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/plans/                                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/plans/<int:pk>/                         plan        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/help/                                   -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/help/<int:pk>/                          help        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/help-letters/                           -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/help-letters/<int:pk>/                  help-letter 401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/village-checks/                         -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/village-checks/<int:pk>/                duty        401 200 404 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/village-checks/survey/                  -           401 200 200 200 403 200 403 403      401 405 405 405 405 405 405 405
api/v1/activities/                             -           401 200 200 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/activities/<int:pk>/                    activity    401 200 404 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/activities/figures/                     -           401 200 200 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/activities/plan/                        -           401 200 200 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/figures/                                -           401 403 403 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/assessment/<year:year>/                 sheet       401 403 403 200 200 403 200 403      401 405 405 405 405 405 405 405
api/v1/letters/                                -           401 200 200 200 200 200 200 403      401 405 405 405 405 405 405 405
api/v1/letters/<int:pk>/                       letter      401 200 404 200 404 200 404 403      401 405 405 405 405 405 405 405

admin/                                         -           in  in  in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/login/                                   -           in  in  in  in  in  in  in  in       in  in  in  in  in  in  in  in
admin/logout/                                  -           in  302 302 405 302 302 302 405      in  302 302 200 302 302 302 200
admin/password_change/                         -           in  in  in  302 in  in  in  302      in  in  in  302 in  in  in  302
admin/password_change/done/                    -           in  in  in  200 in  in  in  200      in  in  in  405 in  in  in  405
admin/autocomplete/                            -           in  in  in  403 in  in  in  403      in  in  in  405 in  in  in  405
admin/jsi18n/                                  -           in  in  in  200 in  in  in  200      in  in  in  405 in  in  in  405
admin/^(?P<app_label>jurisdiction)/$           -           in  in  in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/(?P<url>.*)$                             -           in  in  in  404 in  in  in  404      in  in  in  404 in  in  in  404
admin/jurisdiction/{model}/                    -           in  in  in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/jurisdiction/{model}/add/                -           in  in  in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/jurisdiction/{model}/<path:object_id>/   {model}     in  in  in  302 in  in  in  302      in  in  in  302 in  in  in  302
admin/jurisdiction/{model}/<path:object_id>/change/  {model} in in in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/jurisdiction/{model}/<path:object_id>/history/ {model} in in in  200 in  in  in  200      in  in  in  200 in  in  in  200
admin/jurisdiction/{model}/<path:object_id>/delete/  {model} in in in  403 in  in  in  403      in  in  in  403 in  in  in  403
admin/jurisdiction/officer/<id>/password/      officer     in  in  in  200 in  in  in  200      in  in  in  200 in  in  in  200
"""  # noqa: E501 - a table is read in columns

MODELS = ("area", "unit", "officer", "posting")


def rows():
    for line in filter(None, TABLE.splitlines()):
        models = MODELS if "{model}" in line else ("",)
        for model in models:
            route, thing, *statuses = line.replace("{model}", model).split()
            yield route, thing, {"GET": statuses[:8], "POST": statuses[8:]}


ROWS = {route: (thing, statuses) for route, thing, statuses in rows()}


def routes(patterns=None, prefix=""):
    for pattern in patterns or get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route or "/"


def address(route, values):
    """The route with a value in each of its places."""
    bare = re.sub(r"\(\?P(<\w+>)[^)]*\)", r"\1", route).strip("/").replace("^", "").strip("$")
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda place: str(values[place[1]]), bare)
    return "/" if not path else f"/{path}" + ("" if path.endswith("/") else "/")


def knock(client, method, route, values):
    """One request, undone: a door that lets in must not change what lies behind the next."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method.lower())(address(route, values))
        content = b"" if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer, content


def outcome(answer):
    to_sign_in = answer.status_code == 302 and "/login/" in answer.url
    return "in" if to_sign_in else str(answer.status_code)


@pytest.fixture
def everybody(request):
    return {name: request.getfixturevalue(name) for name in CAST[1:]}


@pytest.fixture
def knocker(everybody):
    def browser(name):
        return Client() if name == "anonymous" else signed_in_browser(everybody[name])

    return browser


@pytest.fixture
def things(everybody, appoint, make_case):
    """things(village, by, importer) makes one of each, and says by what a route names it."""

    def make(village, by, importer):
        case, today = make_case(village, by=by), timezone.localdate()
        visit, _new = actions.record_visit(
            case=case, key=uuid.uuid4(), by=by, visited_on=today, mode="face", outcome="found"
        )
        test, _new = actions.record_test(
            case=case,
            key=uuid.uuid4(),
            by=by,
            tested_on=today,
            result="invalid",
            tester_1="甲",
            tester_2="乙",
        )
        document, _new = actions.add_document(
            case=case, key=uuid.uuid4(), by=by,
            part="help_measures", dated_on=today, pages=1, remark="",
        )  # fmt: skip
        opens_on = today.replace(day=1)
        duty = VillageDuty.objects.create(
            village=village, kind="info_exchange", opens_on=opens_on, closes_on=today
        )
        check, _new = actions.record_check(
            village=village, key=uuid.uuid4(), by=by, happened_on=today, is_nil=True
        )
        upload = RosterImport.objects.create(
            uploaded_by=importer, file_name="x.xlsx", plan_digest="", township=village
        )
        returned = RosterImport.objects.create(
            uploaded_by=importer, file_name="x.xlsx", plan_digest="", township=village,
            kind="visits",
        )  # fmt: skip
        sheet = CampaignImport.objects.create(
            uploaded_by=importer, file_name="x.xlsx", plan_digest="", township=village,
            kind="activities",
        )  # fmt: skip
        account = appoint(f"of-{village.code}", "某人", Capacity.VILLAGE_CADRE, village)
        unit = Unit.objects.create(name="小学", kind="school", area=village)
        made = {
            "case": case, "visit": visit, "test": test, "document": document, "unit": unit,
            "slot": case.slots.first(), "area": village, "officer": account,
            "posting": account.postings.get(), "session": session_of(by),
            "duty": duty, "check": check,
            "activity": activity_in(village, by), "title": title_in(village, by),
            "planned": planned_in(village, by),
        }  # fmt: skip
        made["handover"], _new = actions.draw_handover(
            village=village, key=uuid.uuid4(), by=importer, from_officer=account, to_officer=by,
            reason="换届", drawn_on=today,
        )  # fmt: skip
        made |= papers(case, by, today) | pictures(visit, document, by)
        made["report"] = report_of(village, by, today)
        made["event"] = photo_of(made["activity"], by)
        made |= assessed(village, by)
        made["letter"] = household_letter(case, by)
        assessing.add_letter_scans(letter=made["letter"], pictures=[PICTURE], by=by)
        made["letterscan"] = made["letter"].scans.get()
        made |= closed_files(make_case, village, account, importer)
        openphoto = made.pop("openphoto")
        made["token"] = token_for(account, by)
        made["merge"] = merge_in(make_case, village, by, today)
        values = {name: places(row.pk) for name, row in made.items()}
        twin = make_case(village, by=by, name="张伟民")
        values["asked"] = places(late_visit(case, by, today).pk) | {"kind": "late"}
        values["twin"] = places(made["merge"].case_id) | {"other": twin.pk}
        values["openpicture"] = values["opening"] | {"kind": "photo", "item_pk": openphoto.pk}
        values["sheet"] = places(0) | {
            "village_code": village.pk,
            "item_pk": Item.objects.filter(
                section__standard=made["bonus"].standard, computation="manual"
            )[0].pk,
        }
        kind = ContentType.objects.get_for_model(case)
        content = places(case.pk) | {"content_type_id": kind.pk}
        return values | {
            "import": places(upload.key),
            "returned": places(returned.key),
            "sheet-in": places(sheet.key),
            "list": places(0) | {"kind": "activities"},
            "content": content,
            "-": places(0),
        }

    return make


def late_visit(case, by, today):
    """A visit that was entered a month after its day, which the office asks about."""
    return actions.record_visit(
        case=case, key=uuid.uuid4(), by=by, visited_on=today - timedelta(days=30), mode="phone",
        outcome="found",
    )[0]  # fmt: skip


def token_for(account, by):
    """A token that acts for a cadre of the village."""
    return appointing.make_token(
        posting=account.postings.get(), system="县平台", scope=["read"], key=uuid.uuid4(), by=by,
        expires_on=timezone.localdate(),
    )[0]  # fmt: skip


def report_of(village, by, today):
    """The monthly report of the village's township for November of last year."""
    township, month = Area.objects.get(pk=village.township_code), date(YEAR - 1, 11, 1)
    [found] = months_of(township, [month], today)
    return actions.submit_monthly_report(
        township=township, month=month, seen=found.digest(), note="无", key=uuid.uuid4(), by=by,
        today=today,
    )[0]  # fmt: skip


def merge_in(make_case, village, by, today):
    """One file merged into another of the same village."""
    kept, gone = (make_case(village, by=by, name=name) for name in ("张维民", "张为民"))
    return actions.merge_files(
        kept=kept, gone=gone, versions=(1, 1), chosen=[], reason="同一人", key=uuid.uuid4(), by=by,
        today=today,
    )[0]  # fmt: skip


def activity_in(village, by):
    made, _new = campaigning.record_activity(
        area=village, key=uuid.uuid4(), by=by, kind="lecture", theme="识毒防毒",
        happened_on=timezone.localdate(),
    )  # fmt: skip
    return made


def photo_of(activity, by):
    campaigning.add_photos(activity=activity, pictures=[PICTURE], caption="", by=by)
    return activity.photos.get()


def planned_in(village, by):
    campaigning.set_up_plan(villages=[village], year=YEAR, by=by)
    return PlanSlot.objects.filter(area=village, activity=None).first()


def title_in(village, by):
    made, _new = campaigning.apply_for_title(
        area=village, key=uuid.uuid4(), by=by, kind="village", facts="四无",
        applied_on=timezone.localdate(),
    )  # fmt: skip
    return made


def session_of(officer):
    """A browser in which the officer has signed in, as the list of sessions shows it."""
    key = signed_in_browser(officer).session.session_key
    return UserSession.objects.create(user=officer, ip="192.0.2.1", session_key=key)


def signed_in_browser(officer):
    client = Client()
    client.force_login(officer)
    session = client.session
    begin(session, timezone.now())  # noted now, and not anew behind every door
    session.save()
    return client


def papers(case, by, today):
    """One of each paper that lies in a bag."""
    member, _new = actions.add_paper(
        TeamMember,
        case=case,
        key=uuid.uuid4(),
        by=by,
        role="family",
        name="张母",
        serves_from=today,
    )
    correction, _new = actions.receive_request(
        CorrectionRequest, case=case, key=uuid.uuid4(), by=by, column="name", received_on=today,
        asked_by="person", asker="张伟", wrong="名字写错", asked="改正",
    )  # fmt: skip
    own, _new = actions.set_own_schedule(
        OwnSchedule, case=case, key=uuid.uuid4(), by=by, today=today, mode="beside",
        test_every="month", valid_from=today, reason="家属请求",
    )  # fmt: skip
    township = Area.objects.get(pk=case.village.township_code)
    schedule = actions.write_schedule(
        township=township, code="own", version=0, steps=[("visit", 0, "month")], valid_from=today,
        by=by, name="本镇", origin="1号", basis="everybody",
    )  # fmt: skip
    made = {"member": member, "correction": correction, "own": own, "schedule": schedule}
    made["task"], _new = actions.give_task(
        village=case.village, case=case, key=uuid.uuid4(), by=by, kind="check", what="核实",
        seat="village", due_on=today,
    )  # fmt: skip
    made["transfer"], _new = actions.offer_transfer(
        Transfer, case=case, key=uuid.uuid4(), by=by, to_area=township, reason="迁居",
        offered_on=today,
    )  # fmt: skip
    made["notice"], _new = actions.issue_notice(
        ResidenceNotice, case=case, key=uuid.uuid4(), by=by, to_office="邻县龙山镇禁毒办",
        address="龙山镇一号", since=None, asks="请予管控", issued_on=today,
    )  # fmt: skip
    made["attempt"], _new = actions.add_paper(
        ContactAttempt, case=case, key=uuid.uuid4(), by=by, tried_on=today, tried_at="19:30",
        way="phone", outcome="no_answer",
    )  # fmt: skip
    made |= order_of(case, by, today) | plan_of(case, by, today)
    return made | leaves_of(case, by, today) | {"risk": assessed_risk(case, by, today)}


def assessed_risk(case, by, today):
    """An assessment by the house's scale, with nothing ticked."""
    return actions.assess_risk(
        RiskAssessment, case=case, key=uuid.uuid4(), by=by, today=today, ticked=[], level="",
        standard=standard_of(case.village_id).pk, next_on=None, assessed_on=today,
        assessor="郑安", reviewer="梁镇",
    )[0]  # fmt: skip


def leaves_of(case, by, today):
    """A leave that waits for its decision, with a test elsewhere; and one that is taken."""
    asked = {"case": case, "by": by, "reason": "务工", "county": "龙山县", "leaves_county": False}
    tomorrow = today + timedelta(days=1)
    away, _new = actions.ask_leave(
        Leave, key=uuid.uuid4(), from_on=today, to_on=today, phone="13812345678", **asked
    )
    actions.decide_leave(
        leave=away, version=1, is_approved=True, approver="郑安", on=today, comment="同意", by=by
    )
    waiting, _new = actions.ask_leave(
        Leave, key=uuid.uuid4(), from_on=tomorrow, to_on=tomorrow, away_office="县禁毒办",
        away_test_plan="一次", **asked,
    )  # fmt: skip
    return {"leave": waiting, "away": away}


def plan_of(case, by, today):
    """A plan of help that waits for its approval, with a measure; and one of the three noes."""
    written = {"case": case, "by": by}
    plan, _new = actions.draft_plan(
        HelpPlan, key=uuid.uuid4(), goals="不复吸", drafter="郑安", valid_from=today, **written
    )
    measure, _new = actions.add_measure(
        HelpMeasure, key=uuid.uuid4(), plan=plan, kind="job", content="务工", owner_name="何平安",
        due_on=today, **written,
    )  # fmt: skip
    lack, _new = actions.add_paper(Lack, key=uuid.uuid4(), kind="job", since=today, **written)
    helped, _new = actions.add_paper(
        HelpRecord, key=uuid.uuid4(), kind="talk", happened_on=today, parties=["village"],
        content="谈近况", **written,
    )  # fmt: skip
    words = letters.usual_help_letter() | {"term_from": today, "term_to": today}
    letter, _new = actions.draft_help_letter(HelpLetter, key=uuid.uuid4(), **written, **words)
    made = {"plan": plan, "measure": measure, "lack": lack}
    return made | {"help": helped, "help-letter": letter}


def order_of(case, by, today):
    """An order of the person, carried out by an agreement."""
    order, _new = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="3号", organ="县公安局", decided_on=today, received_on=today,
    )  # fmt: skip
    done = {"order": order, "by": by, "happened_on": today}
    actions.take_step(key=uuid.uuid4(), move="report_in", **done)
    step, _new = actions.take_step(
        key=uuid.uuid4(), move="agreement", agreement={"party_a": "镇人民政府"}, **done
    )
    return {"order": order, "step": step, "agreement": step.agreement} | breached(order, by, today)


def breached(order, by, today):
    """Three refusals, so that the counter of tests is to be decided; and an admonition."""
    for _ in range(3):
        actions.record_test(
            case=order.case, key=uuid.uuid4(), by=by, tested_on=today, result="refused",
            tester_1="甲", tester_2="乙",
        )  # fmt: skip
    admonition, _new = actions.add_paper(
        Admonition, case=order.case, key=uuid.uuid4(), by=by, order=order, ground="tests",
        number="1号", given_on=today, content="当面劝诫",
    )  # fmt: skip
    return {"admonition": admonition}


def closed_files(make_case, village, asker, importer):
    """A file that is to be sealed, and the opening of one that is."""
    today, now = timezone.localdate(), timezone.now()
    closed, sealed_file = make_case(village), make_case(village)
    visit, _new = actions.record_visit(
        case=sealed_file, key=uuid.uuid4(), by=asker, visited_on=today, mode="face",
        outcome="found",
    )  # fmt: skip
    actions.add_photos(visit=visit, pictures=[PICTURE], by=asker)
    openphoto = visit.photos.get()
    for case in (closed, sealed_file):
        actions.close_case(case=case, reason="wrong_registration", on=today, by=importer)
    opening, _new = actions.ask_opening(
        sealing=sealed(sealed_file, importer), key=uuid.uuid4(), by=asker, ground="audit",
        document_no="1号",
    )  # fmt: skip
    return {
        "closed": closed,
        "openphoto": openphoto,
        "opening": actions.decide_opening(opening=opening, by=importer, now=now),
    }


def sealed(case, by):
    """The entry of this file in the register, once it is closed and sealed."""
    today = timezone.localdate()
    actions.close_case(case=case, reason="wrong_registration", on=today, by=by)
    version = CaseFile.objects.get(pk=case.pk).version
    return actions.seal_file(case=case, version=version, by=by, today=today)


PICTURE = CleanPicture(content=b"JPEG", preview=b"JPEG", kind="jpeg", width=4, height=3)


def pictures(visit, document, by):
    """One of each picture that hangs on a file."""
    actions.add_photos(visit=visit, pictures=[PICTURE], by=by)
    actions.add_scans(document=document, pictures=[PICTURE], by=by)
    return {"photo": visit.photos.get(), "scan": document.scans.get()}


def assessed(village, by):
    """This year's standard of the village's township, with a bonus and a veto for the village."""
    township = Area.objects.get(pk=village.township_code)
    standard = assessing.set_up_standard(township=township, year=YEAR, by=by)
    Standard.objects.filter(pk=standard.pk).update(is_veto_enabled=True, veto_document_no="1号")
    given = {"standard": standard, "village": village, "document_no": "2号", "by": by}
    bonus = assessing.grant_bonus(
        key=uuid.uuid4(), kind=BonusKind.values[0], points=1, reason="表彰", **given
    )
    veto = assessing.record_veto(
        key=uuid.uuid4(), veto_case=standard.veto_cases.first(), fact="事实", evidence="证据",
        decided_on=date(YEAR, 1, 1), **given,
    )  # fmt: skip
    return {"bonus": bonus, "veto": veto}


def household_letter(case, by):
    """This year's letter of the village with the household of this person."""
    text = LetterText.objects.create(
        township_id=case.village.township_code, level=LetterLevel.VILLAGE_HOUSEHOLD, version=1,
        title="责任书", basis="1号", duties="走访", written_by=by,
    )  # fmt: skip
    last = date(YEAR, 12, 31)
    return Letter.objects.create(
        township=text.township, year=YEAR, number=1, level=text.level, text=text,
        issuer=case.village, area=case.village, case=case, issued_by=by,
        valid_from=date(YEAR, 1, 1), valid_to=last, sign_by=last,
    )  # fmt: skip


def places(key):
    """Every place that a route may have, so that each finds its own."""
    return {
        "pk": key, "key": key, "object_id": key, "id": key, "aspect": "measure",
        "content_type_id": 0, "app_label": "jurisdiction", "url": "nowhere",
        "year": YEAR, "village_code": "0", "item_pk": 0, "kind": "ten_day_check",
        "record": "casefiles.CaseFile",
        "level": "township_village", "move": "suspension", "deed": "acknowledge",
        "ground": "tests", "first": f"{YEAR - 1}-12",
    }  # fmt: skip


def test_the_table_knows_every_route_and_no_other():
    assert sorted(ROWS) == sorted(set(routes()))


@pytest.mark.parametrize("name", CAST)
def test_each_door_opens_only_to_those_it_is_for(name, knocker, things, everybody, heping):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    client, column = knocker(name), CAST.index(name)
    found, expected = {}, {}
    for route, (thing, statuses) in ROWS.items():
        for method in ("GET", "POST"):
            answer, _content = knock(client, method, route, values[thing])
            if outcome(answer) != statuses[method][column]:
                found[method, route] = outcome(answer)
                expected[method, route] = statuses[method][column]
    assert found == expected


@pytest.fixture
def far_village(db):
    """In another county, beyond every posting of the cast."""
    for code, name in (("539902", "南坪县"), ("539902101", "大寨乡")):
        Area.objects.create(code=code, name=name)
    return Area.objects.create(code="539902101201", name="大寨村")


@pytest.mark.parametrize("name", CAST)
def test_only_reading_and_sending_reach_a_page(name, knocker, things, everybody, heping):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    client = knocker(name)
    for route, (thing, _statuses) in ROWS.items():
        for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
            answer, content = knock(client, method, route, values[thing])
            assert (answer.status_code, content) == (405, b""), (method, route)


@pytest.mark.parametrize("name", ["heping_cadre", "officer"])
def test_the_head_of_a_page_is_as_its_page_and_holds_nothing(
    name, knocker, things, everybody, heping
):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    client, column = knocker(name), CAST.index(name)
    for route, (thing, statuses) in ROWS.items():
        answer, content = knock(client, "HEAD", route, values[thing])
        assert (outcome(answer), content) == (statuses["GET"][column], b""), route


@pytest.fixture
def formerly(appoint, heping, liushu):
    """Whoever once served Heping: the account disabled, the posting ended, moved to Liushu."""
    yesterday = timezone.localdate() - timedelta(days=1)
    cadre = Capacity.VILLAGE_CADRE
    disabled = appoint("disabled", "停用", cadre, heping)
    ended = appoint("ended", "卸任", cadre, heping, valid_to=yesterday)
    moved = appoint("moved", "调任", cadre, heping, valid_to=yesterday)
    Posting.objects.create(officer=moved, area=liushu, capacity=cadre, valid_from=yesterday)
    browsers = {who.username: signed_in_browser(who) for who in (disabled, ended, moved)}
    disabled.is_active = False
    disabled.save(update_fields=["is_active"])
    return browsers


def walked(client, values):
    """{(method, route): what it answers} over all routes."""
    return {
        (method, route): outcome(knock(client, method, route, values[thing])[0])
        for route, (thing, _statuses) in ROWS.items()
        for method in ("GET", "POST")
    }


def column_of(name):
    place = CAST.index(name)
    return {
        (method, route): statuses[method][place]
        for route, (_thing, statuses) in ROWS.items()
        for method in ("GET", "POST")
    }


def test_a_disabled_account_is_nobody_at_its_next_request(things, everybody, heping, formerly):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    assert walked(formerly["disabled"], values) == column_of("anonymous")


def test_who_moved_finds_in_the_old_village_what_a_stranger_finds(
    things, everybody, heping, formerly
):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    assert walked(formerly["moved"], values) == column_of("liushu_cadre")


def test_whose_posting_has_ended_has_an_account_and_no_page_of_work(
    things, everybody, heping, formerly, appoint
):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    found = walked(formerly["ended"], values)
    never = appoint("never", "未任", None, heping)
    assert found == walked(signed_in_browser(never), values)
    work = {door: said for door, said in found.items() if not door[1].startswith(OF_EVERYBODY)}
    assert set(work.values()) <= {"403", "405", "in"}


NOBODYS = ("-", "list")  # what lies in no place
STRANGERS = {
    "anonymous": ["far_village"],
    "heping_cadre": ["far_village", "liushu", "other_village"],
    "liushu_cadre": ["far_village", "heping"],
    "officer": ["far_village", "other_village"],
    "leader": ["far_village", "other_village"],
    "police": ["far_village", "other_village"],
    "county": ["far_village"],
    "administrator": ["far_village"],
}


@pytest.mark.parametrize("name", STRANGERS)
def test_what_lies_elsewhere_answers_like_what_does_not_exist(
    name, request, knocker, things, appoint
):
    places_there = {}
    for where in STRANGERS[name]:
        village = request.getfixturevalue(where)
        clerk = appoint(f"clerk-{where}", "远方", None, village)
        places_there[where] = things(village, clerk, clerk)
    client, different = knocker(name), []

    def heard(method, route, values):
        return said(*knock(client, method, route, values), address(route, values))

    for route, (thing, _statuses) in ROWS.items():
        if thing in NOBODYS:
            continue
        unknown = places_there["far_village"][thing] | elsewhere(thing)
        for method in ("GET", "POST"):
            nothing = heard(method, route, unknown)
            different += [
                (method, route, where)
                for where, there in places_there.items()
                if heard(method, route, there[thing]) != nothing
            ]
    assert different == []


READERS = ("heping_cadre", "officer", "police")
ON_A_FILE = (
    "case", "visit", "test", "document", "slot", "member", "letter", "photo", "scan", "own",
    "order", "step", "agreement", "plan", "measure", "lack", "task",
    "leave", "away", "help", "help-letter", "admonition", "risk", "asked",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "window"),
    [
        *((name, "with its window") for name in CAST),
        *((name, "with the window gone") for name in READERS),
    ],
)
def test_what_is_sealed_answers_like_what_does_not_exist(
    name, window, knocker, things, everybody, heping, monkeypatch
):
    """By Django's window, and by PostgreSQL alone."""
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    case = CaseFile.objects.get(pk=values["case"]["pk"])
    sealed(case, everybody["officer"])
    if window == "with the window gone":
        for queryset in (ScopedQuerySet, PersonQuerySet):
            monkeypatch.setattr(queryset, "visible_to", lambda rows, *_args, **_options: rows)
    client, different = knocker(name), []
    for route, (thing, _statuses) in ROWS.items():
        if thing not in ON_A_FILE:
            continue
        unknown = values[thing] | elsewhere(thing)
        for method in ("GET", "HEAD", "POST"):
            there, nowhere = (
                said(*knock(client, method, route, places), address(route, places))
                for places in (values[thing], unknown)
            )
            if there != nowhere:
                different.append((method, route))
    assert different == []


@pytest.mark.parametrize("name", READERS)
def test_no_page_shows_the_name_of_a_sealed_file(name, knocker, things, everybody, heping):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    case = CaseFile.objects.get(pk=values["case"]["pk"])
    CaseFile.objects.filter(pk=case.pk).update(name=HIDDEN)
    sealed(case, everybody["officer"])
    client, shown = knocker(name), []
    for route, (thing, _statuses) in ROWS.items():
        for method in ("GET", "POST"):
            _answer, content = knock(client, method, route, values[thing])
            if HIDDEN in content.decode(errors="replace"):
                shown.append((method, route))
    assert shown == []


@pytest.mark.parametrize("name", CAST)
def test_with_the_window_gone_no_page_shows_a_foreign_row(
    name, knocker, things, appoint, far_village, monkeypatch
):
    """The second wall by itself: PostgreSQL hands out no row of another's (docs/adr/0005)."""
    clerk = appoint("far-clerk", "远方", None, far_village)
    strange = things(far_village, clerk, clerk)
    CaseFile.objects.filter(village=far_village).update(name=HIDDEN)
    for queryset in (ScopedQuerySet, PersonQuerySet):
        monkeypatch.setattr(queryset, "visible_to", lambda rows, *_args, **_options: rows)
    client = knocker(name)
    for route, (thing, _statuses) in ROWS.items():
        for method in ("GET", "POST"):
            answer, content = knock(client, method, route, strange[thing])
            assert HIDDEN not in content.decode(errors="replace"), (method, route)
            if thing in PERSONAL:
                assert answer.status_code in (302, 401, 403, 404, 405), (method, route)


@pytest.mark.parametrize("name", ["heping_cadre", "officer", "police"])
def test_every_page_that_shows_a_name_has_written_down_that_it_did(
    name, knocker, things, everybody, heping
):
    values = things(heping, everybody["heping_cadre"], everybody["officer"])
    pk = values["case"]["pk"]
    CaseFile.objects.filter(pk=pk).update(name=HIDDEN)
    client, shown, traced = knocker(name), set(), set()
    for route, (thing, _statuses) in ROWS.items():
        with transaction.atomic():
            answer = client.get(address(route, values[thing]))
            if not answer.streaming and HIDDEN in answer.content.decode(errors="replace"):
                shown.add(route)
            if AccessEvent.objects.of_file(pk).exists():
                traced.add(route)
            transaction.set_rollback(True)
    assert {"files/", "files/<int:pk>/", "visits/", "letters/"} <= shown <= traced


def elsewhere(thing):
    key = uuid.uuid4() if thing in ("import", "returned", "sheet-in") else UNKNOWN
    return dict.fromkeys(("pk", "other", "key", "object_id", "id", "village_code", "item_pk"), key)


def said(answer, content, asked):
    """What an answer tells, apart from the address asked for and the form's one-time token."""
    text = content.decode() + answer.headers.get("Location", "")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return answer.status_code, text.replace(asked, "…")

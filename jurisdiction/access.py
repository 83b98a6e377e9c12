"""What each capacity may do, and whom it may appoint. Postings are data; this is code.

Follows section 4 of the domain document: names and numbers only where the work needs them.
"""

from enum import StrEnum

from jurisdiction.terms import Capacity


class Permission(StrEnum):
    FILE_READ = "file.read"
    FILE_EDIT = "file.edit"  # enrol, correct, change a state, close
    FILE_IMPORT = "file.import"
    FILE_EXPORT = "file.export"
    FILE_SEAL = "file.seal"  # seal what is due; ask that a sealed file be opened, and read it then
    OPENING_DECIDE = "opening.decide"  # let another officer open a sealed file; the register
    MINOR_READ = "minor.read"  # files of people under 18
    ORDER_EDIT = "order.edit"  # decisions of detox and recovery, and each legal step of them
    CORRECTION_DECIDE = "correction.decide"  # what a person says is wrong; never of one's own
    ID_NUMBER_FIND = "id_number.find"  # by its last four, or the whole of it
    NUMBER_REVEAL = "number.reveal"  # an ID or phone number in full, one at a time
    PLAN_READ = "plan.read"  # associates, state of mind, health; others see goals and measures
    PLAN_DRAFT = "plan.draft"  # plans of help, their measures and reviews
    PLAN_DECIDE = "plan.decide"  # approve a plan or return it; never one's own
    LEAVE_RECORD = "leave.record"  # take a request for leave, note the return
    LEAVE_DECIDE = "leave.decide"  # approve or refuse it; note an absence without leave
    BREACH_DECIDE = "breach.decide"  # of an agreement: serious or not, and the letter that warns
    LOST_DECIDE = "lost.decide"  # that contact with somebody is lost, and found again
    TRANSFER_ANSWER = "transfer.answer"  # take an offered file, or refuse it; never one's own
    RISK_ASSESS = "risk.assess"  # the level of a person, by the office's scale or with a reason
    VISIT_RECORD = "visit.record"
    VISIT_WITHDRAW = "visit.withdraw"  # also another officer's
    TEST_READ = "test.read"  # results; others see done or not done
    TEST_RECORD = "test.record"
    SLOT_EXCUSE = "slot.excuse"
    TASK_GIVE = "task.give"  # give, press, return, close; a seat takes on and answers its own
    SCHEDULE_EDIT = "schedule.edit"  # how often persons are visited and tested
    CAMPAIGN_READ = "campaign.read"
    CAMPAIGN_RECORD = "campaign.record"  # activities of one's own area
    CAMPAIGN_MANAGE = "campaign.manage"  # also another officer's
    FIGURES_READ = "figures.read"
    KEPT_READ = "kept.read"  # who is kept past the end of a term: the file's number, no name
    REPORT_SUBMIT = "report.submit"  # the monthly report; take it back
    ASSESSMENT_READ = "assessment.read"
    ASSESSMENT_SCORE = "assessment.score"  # enter points, record a veto, freeze the year
    STANDARD_EDIT = "standard.edit"
    LETTER_READ = "letter.read"  # of persons only where their files are open
    LETTER_SIGN = "letter.sign"  # write down who signed or refused what the own office issued
    LETTER_EDIT = "letter.edit"  # issue, replace, withdraw; the texts
    AREA_MANAGE = "area.manage"
    UNIT_MANAGE = "unit.manage"
    OFFICER_MANAGE = "officer.manage"
    ACCESS_READ = "access.read"  # who opened which file
    RETENTION_READ = "retention.read"  # how many records are past their time; no names
    RETENTION_DECIDE = "retention.decide"  # keep them, with a reason, or have them erased


P = Permission

PERMISSIONS = {
    # Visits the persons of one village and sees no more of them than that takes.
    Capacity.VILLAGE_CADRE: {
        P.FILE_READ,
        P.LEAVE_RECORD,
        P.TRANSFER_ANSWER,
        P.VISIT_RECORD,
        P.CAMPAIGN_READ,
        P.CAMPAIGN_RECORD,
        P.LETTER_READ,
        P.LETTER_SIGN,
    },
    # Guides, inspects and urges the villages bound to it; goes along on visits.
    Capacity.RESIDENT_CADRE: {
        P.FILE_READ,
        P.LEAVE_RECORD,
        P.VISIT_RECORD,
        P.CAMPAIGN_READ,
        P.CAMPAIGN_RECORD,
        P.FIGURES_READ,
        P.ASSESSMENT_READ,
        P.LETTER_READ,
    },
    # First responsible person of the village: its visits, its figures, its score.
    Capacity.VILLAGE_HEAD: {
        P.FILE_READ,
        P.LEAVE_RECORD,
        P.TRANSFER_ANSWER,
        P.VISIT_RECORD,
        P.CAMPAIGN_READ,
        P.CAMPAIGN_RECORD,
        P.FIGURES_READ,
        P.ASSESSMENT_READ,
        P.LETTER_READ,
        P.LETTER_SIGN,
    },
    # Everything operational in the township.
    Capacity.DRUG_CONTROL_OFFICER: {
        P.FILE_READ,
        P.FILE_EDIT,
        P.FILE_IMPORT,
        P.FILE_EXPORT,
        P.FILE_SEAL,
        P.OPENING_DECIDE,
        P.ORDER_EDIT,
        P.CORRECTION_DECIDE,
        P.MINOR_READ,
        P.ID_NUMBER_FIND,
        P.NUMBER_REVEAL,
        P.PLAN_READ,
        P.PLAN_DRAFT,
        P.PLAN_DECIDE,
        P.LEAVE_RECORD,
        P.LEAVE_DECIDE,
        P.BREACH_DECIDE,
        P.LOST_DECIDE,
        P.RISK_ASSESS,
        P.TRANSFER_ANSWER,
        P.VISIT_RECORD,
        P.VISIT_WITHDRAW,
        P.TEST_READ,
        P.TEST_RECORD,
        P.SLOT_EXCUSE,
        P.TASK_GIVE,
        P.SCHEDULE_EDIT,
        P.CAMPAIGN_READ,
        P.CAMPAIGN_RECORD,
        P.CAMPAIGN_MANAGE,
        P.FIGURES_READ,
        P.REPORT_SUBMIT,
        P.ASSESSMENT_READ,
        P.ASSESSMENT_SCORE,
        P.STANDARD_EDIT,
        P.LETTER_READ,
        P.LETTER_SIGN,
        P.LETTER_EDIT,
        P.AREA_MANAGE,
        P.UNIT_MANAGE,
        P.OFFICER_MANAGE,
        P.ACCESS_READ,
        P.RETENTION_READ,
        P.RETENTION_DECIDE,
    },
    # Reads the township's figures and its assessment; no names: of whoever is kept too long, the
    # number of the file. The second officer of an opening.
    Capacity.LEADER: {
        P.CAMPAIGN_READ,
        P.FIGURES_READ,
        P.KEPT_READ,
        P.ASSESSMENT_READ,
        P.LETTER_READ,
        P.OPENING_DECIDE,
        P.RETENTION_READ,
    },
    # Registers, tests, decides: sees the area's files in full, enters tests.
    Capacity.COMMUNITY_POLICE: {
        P.FILE_READ,
        P.ORDER_EDIT,
        P.CORRECTION_DECIDE,
        P.MINOR_READ,
        P.ID_NUMBER_FIND,
        P.NUMBER_REVEAL,
        P.PLAN_READ,
        P.LEAVE_RECORD,
        P.VISIT_RECORD,
        P.TEST_READ,
        P.TEST_RECORD,
        P.LETTER_READ,
    },
    # See the persons assigned to them; without an assignment, nobody.
    Capacity.COMMUNITY_DOCTOR: set(),
    Capacity.SOCIAL_WORKER: set(),
    # Receives aggregates, never names.
    Capacity.COUNTY_OFFICE: {P.CAMPAIGN_READ, P.FIGURES_READ, P.ASSESSMENT_READ, P.LETTER_READ},
    # Accounts and areas; no person at all.
    Capacity.ADMINISTRATOR: {P.AREA_MANAGE, P.UNIT_MANAGE, P.OFFICER_MANAGE},
}

# A page that asks one of these shows persons: it leaves a trace, or it fails.
SHOWS_PERSONS = {
    P.FILE_READ,
    P.FILE_EDIT,
    P.FILE_IMPORT,
    P.FILE_EXPORT,
    P.FILE_SEAL,
    P.ORDER_EDIT,
    P.CORRECTION_DECIDE,
    P.ID_NUMBER_FIND,
    P.NUMBER_REVEAL,
    P.PLAN_READ,
    P.PLAN_DRAFT,
    P.PLAN_DECIDE,
    P.LEAVE_RECORD,
    P.LEAVE_DECIDE,
    P.BREACH_DECIDE,
    P.LOST_DECIDE,
    P.TRANSFER_ANSWER,
    P.RISK_ASSESS,
    P.VISIT_RECORD,
    P.VISIT_WITHDRAW,
    P.TEST_READ,
    P.TEST_RECORD,
    P.SLOT_EXCUSE,
    P.TASK_GIVE,
    P.SCHEDULE_EDIT,
    P.LETTER_READ,
    P.LETTER_SIGN,
    P.LETTER_EDIT,
}

# Whoever reads the files of a whole township or more, or makes accounts, shows a second thing at
# the door. Leaders read figures.
NEEDS_SECOND_FACTOR = {
    Capacity.DRUG_CONTROL_OFFICER,
    Capacity.COMMUNITY_POLICE,
    Capacity.COUNTY_OFFICE,
    Capacity.ADMINISTRATOR,
}

APPOINTS = {
    # The office appoints those who work with it in the villages; nobody who decides about what the
    # office itself has written.
    Capacity.DRUG_CONTROL_OFFICER: {
        Capacity.VILLAGE_CADRE,
        Capacity.RESIDENT_CADRE,
        Capacity.VILLAGE_HEAD,
        Capacity.COMMUNITY_DOCTOR,
        Capacity.SOCIAL_WORKER,
    },
    # The administrator appoints everybody, other administrators included.
    Capacity.ADMINISTRATOR: set(Capacity),
}


def may(capacity, permission):
    """Whether this capacity holds this permission."""
    return permission in PERMISSIONS[capacity]


def can(officer, permission):
    """Whether the officer holds this permission in any posting in force."""
    return any(may(posting.capacity, permission) for posting in officer.postings_in_force)


def can_in(officer, permission, area_code):
    """Whether the officer holds this permission in this area, whatever they may do elsewhere."""
    return any(is_within(area_code, code) for code in area_codes(officer, permission))


def capacity_in(officer, area_code):
    """The first capacity in which the officer serves this area today; empty without one."""
    serving = (p.capacity for p in officer.postings_in_force if is_within(area_code, p.area_id))
    return next(serving, "")


def needs_second_factor(officer):
    """Whether a password alone is too little for one of the officer's postings in force."""
    return any(posting.capacity in NEEDS_SECOND_FACTOR for posting in officer.postings_in_force)


def area_codes(officer, permission):
    """Codes of the areas in which the officer holds this permission, without nested ones."""
    codes = sorted({p.area_id for p in officer.postings_in_force if may(p.capacity, permission)})
    return [code for code in codes if not any(is_within(code, o) for o in codes if o != code)]


def appointable(officer, area_code):
    """Capacities to which the officer may appoint somebody in this area."""
    return {
        capacity
        for posting in officer.postings_in_force
        if is_within(area_code, posting.area_id)
        for capacity in APPOINTS.get(posting.capacity, ())
    }


def may_appoint(officer, posting):
    """Whether the officer may make, change or end this posting; never one of their own."""
    return posting.officer_id != officer.pk and posting.capacity in appointable(
        officer, posting.area_id
    )


def may_keep(officer, other, postings):
    """Whether the officer may rename, disable or give a new password to another's account.

    `postings` are the other's, in force or still to come: whoever holds a capacity to which the
    officer could not appoint is out of reach, and so is an account of an office elsewhere.
    """
    return can_in(officer, Permission.OFFICER_MANAGE, other.office_id) and all(
        may_appoint(officer, posting) for posting in postings
    )


def is_within(code, area_code):
    """Whether the area with this code lies in, or is, the other: the code is its own path."""
    return code.startswith(area_code)

"""What lies in the bags beside the visits and tests: papers of orders, teams, plans of help."""

from datetime import timedelta
from random import Random

import pgtrigger

from casefiles import letters
from casefiles.models import (
    BagDocument,
    CaseFile,
    HelpLetter,
    HelpLetterSignature,
    HelpMeasure,
    HelpPlan,
    HelpRecord,
    PlanReview,
    TeamMember,
)
from casefiles.schedule import add_months, review_due_on, year_from
from casefiles.terms import TeamRole
from casefiles.terms.bag import BagPaper, HelpKind, HelpState, PlanState
from jurisdiction.history import content_hash
from jurisdiction.scoping import within
from township.demonstration import people
from township.demonstration.write import evening, new_key

DAY = timedelta(days=1)
AFTER_REPORT_IN = (
    (BagPaper.DUTIES_NOTICE, 0.95, 1), (BagPaper.RULES, 0.9, 8), (BagPaper.HOME_SKETCH, 0.8, 1),
)  # fmt: skip
SEATS = (
    (TeamRole.FAMILY, 0.93, "亲属"), (TeamRole.VILLAGE, 1, "村干部"),
    (TeamRole.TOWNSHIP, 1, "禁毒专干"), (TeamRole.POLICE, 0.97, "社区民警"),
)  # fmt: skip
PLANNED = (
    (HelpKind.COACH, "每月谈心一次", HelpState.UNDER_WAY, ""),
    (HelpKind.JOB, "推荐到本镇合作社务工", HelpState.DONE, "已签订用工合同"),
    (HelpKind.TRAINING, "参加县里的电工培训", HelpState.PLANNED, ""),
)
HELPED = (
    ("talk", ["village", "police"], "谈近期思想和打算", "愿意配合", "", "下月再谈"),
    ("study", ["township"], "学习戒毒条例", "认真听讲", "", ""),
    ("training", ["township", "village"], "参加电工培训两天", "积极", "路远", "安排车辆接送"),
    ("job", ["township", "village", "family"], "介绍到合作社务工", "满意", "", ""),
    ("relief", ["township", "village"], "协助申请临时救助", "感谢", "材料不齐", "村里补办证明"),
    ("festival_visit", ["village", "township", "police", "family"], "春节走访慰问", "高兴", "", ""),
    ("visit", ["village"], "到家中了解近况", "一般", "与旧友有来往", "请家属留意"),
)
EVERY_FEW = 2  # every second bag has its plan of help here, the others on paper


@pgtrigger.ignore()  # a history of invented rows would double the time
def tell_bags(township, officer, *, seed, today):
    """Papers, teams and plans for the open files; some bags lack one of each."""
    rng = Random(f"{seed}:bags:{township.code}")
    cases = list(
        CaseFile.objects.open()
        .filter(within("village__code", [township.code]))
        .prefetch_related("rehaborders", "documents")
        .order_by("pk")
    )
    teller = Teller(rng, officer, today)
    BagDocument.objects.bulk_create(row for case in cases for row in teller.papers(case))
    TeamMember.objects.bulk_create(row for case in cases for row in teller.team(case))
    HelpRecord.objects.bulk_create(row for case in cases for row in teller.help_records(case))
    write_letters(teller, cases)
    planned = [
        case for case in cases
        if any(paper.part == BagPaper.HELP_MEASURES for paper in case.documents.all())
    ]  # fmt: skip
    plans = HelpPlan.objects.bulk_create(map(teller.plan, planned[::EVERY_FEW]))
    HelpMeasure.objects.bulk_create(row for plan in plans for row in teller.measures(plan))
    PlanReview.objects.bulk_create(row for plan in plans for row in teller.reviews(plan))


def write_letters(teller, cases):
    """Of every third bag; the first ones show each state of a letter."""
    written = HelpLetter.objects.bulk_create(
        teller.letter(case, number) for number, case in enumerate(cases[::3])
    )
    HelpLetterSignature.objects.bulk_create(
        row for number, letter in enumerate(written) for row in teller.signatures(letter, number)
    )


class Teller:
    """Invents the rows of one bag."""

    def __init__(self, rng, by, today):
        self.rng, self.by, self.today = rng, by, today

    def row(self, model, case, day, **content):
        return model(
            case=case, recorded_by=self.by, recorded_at=evening(self.rng, day),
            idempotency_key=new_key(self.rng), content_hash=content_hash(case=case, **content),
            **content,
        )  # fmt: skip

    def papers(self, case):
        begun = [order.term_from for order in case.rehaborders.all() if order.term_from]
        for paper, share, pages in AFTER_REPORT_IN if begun else ():
            if self.rng.random() < share:
                yield self.row(BagDocument, case, begun[0], part=paper, dated_on=begun[0],
                               pages=pages)  # fmt: skip
        if begun and self.rng.random() < 0.7:
            day = min(add_months(begun[0], 6), self.today - DAY)
            yield self.row(BagDocument, case, day, part=BagPaper.OWN_REPORTS, dated_on=day,
                           pages=2)  # fmt: skip

    def team(self, case):
        day = min(case.enrolled_on + 5 * DAY, self.today - DAY)
        for role, share, relation in SEATS:
            if self.rng.random() >= share:
                continue
            name = self.by.name if role == TeamRole.TOWNSHIP else people.invent_name(
                self.rng, "male"
            )  # fmt: skip
            acknowledged = day + 2 * DAY if self.rng.random() < 0.9 else None
            yield self.row(TeamMember, case, day, role=role, name=name, relation=relation,
                           serves_from=day, acknowledged_on=acknowledged)  # fmt: skip

    def help_records(self, case):
        """Some have none yet; one in a hundred was entered in error and taken back."""
        for kind, parties, content, attitude, problems, decision in self.rng.sample(
            HELPED, self.rng.choice((0, 1, 2, 3))
        ):
            day = max(case.enrolled_on, self.today - self.rng.randint(3, 300) * DAY)
            row = self.row(
                HelpRecord, case, day, kind=kind, happened_on=day, parties=parties,
                content=content, attitude=attitude, problems=problems, decision=decision,
                place="村委会", names=f"{self.by.name}等",
            )  # fmt: skip
            if self.rng.random() < 0.02:
                row.withdrawn_at, row.withdrawn_by = row.recorded_at + DAY, self.by
                row.withdrawn_reason = "录错了人"
            yield row

    def letter(self, case, number):
        """Drafted, being signed, ended, ending soon; then in force."""
        ago = (5, 9, 380, 345)[number] if number < 4 else self.rng.randint(20, 300)
        day = max(self.today - ago * DAY, case.enrolled_on)
        state = ("drafted", "signing")[number] if number < 2 else "signed"
        return self.row(
            HelpLetter, case, min(day, self.today - DAY), term_from=day, term_to=year_from(day),
            state=state, signed_on=None if number < 2 else day, **letters.usual_help_letter(),
        )  # fmt: skip

    def signatures(self, letter, number):
        many = (0, 2)[number] if number < 2 else len(SEATS)
        for role, _share, _relation in SEATS[:many]:
            is_nobody = number == 4 and role == TeamRole.FAMILY
            yield self.row(
                HelpLetterSignature, letter.case, letter.term_from, letter=letter, party=role,
                signer="" if is_nobody else people.invent_name(self.rng, "male"),
                signed_on=letter.term_from, absent_reason="父母已故，未婚" if is_nobody else "",
            )  # fmt: skip

    def plan(self, case):
        day = min(case.enrolled_on + 10 * DAY, self.today - DAY)
        due = review_due_on(day)
        while due < self.today and self.rng.random() < 0.97:
            due = review_due_on(due)
        return self.row(
            HelpPlan, case, day, goals="不复吸，稳定就业，家庭和睦", economy="家庭以务农为主",
            needs="需要稳定的工作", drafter=self.by.name, valid_from=day, agreed_on=day,
            state=PlanState.APPROVED, approver="周国栋",
            decided_on=day, comment="同意，按期落实", decision_by=self.by, review_due_on=due,
        )  # fmt: skip

    def measures(self, plan):
        day = plan.valid_from
        for kind, content, state, outcome in PLANNED:
            ended = day + 60 * DAY if state == HelpState.DONE else None
            if ended and ended >= self.today:
                state, outcome, ended = HelpState.UNDER_WAY, "", None
            yield self.row(
                HelpMeasure, plan.case, day, plan=plan, kind=kind, content=content, state=state,
                outcome=outcome, ended_on=ended, owner_name=self.by.name,
                due_on=ended or max(add_months(day, 12), self.today + 30 * DAY),
            )  # fmt: skip

    def reviews(self, plan):
        held = review_due_on(plan.valid_from)
        while held < min(plan.review_due_on, self.today):
            yield self.row(
                PlanReview, plan.case, held, plan=plan, held_on=held, due_on=held,
                present="村干部、社区民警、家属", findings="按方案落实，思想稳定",
                result="continue",
            )  # fmt: skip
            held = review_due_on(held)

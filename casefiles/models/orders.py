"""Orders of community detox and recovery: the paper, its line of steps, the agreements signed."""

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from casefiles.models.files import CaseFile
from casefiles.models.papers import Paper, once_per_key
from casefiles.schedule import orders
from casefiles.scoping import HangingQuerySet
from casefiles.terms import ORDERED_MEASURES, Measure, OrderMove, OrderState, StayGround
from jurisdiction.history import tracked
from jurisdiction.models import Officer
from jurisdiction.models.addresses import address
from jurisdiction.models.labels import Labelled

MEASURES = [(measure.value, measure.label) for measure in ORDERED_MEASURES]


class RehabOrderQuerySet(HangingQuerySet):
    def running(self):
        """Begun and not ended, of files that are open."""
        return self.filter(state__in=orders.RUNNING, case__closed_on__isnull=True)

    def report_in_overdue(self, today):
        """Past the last day to report in, and nobody has written down a good reason."""
        return self.awaited(OrderState.ORDERED, today)

    def transfer_overdue(self, today):
        """Past the last day to report in at the new place."""
        return self.awaited(OrderState.TRANSFERRING, today)

    def awaited(self, state, today):
        return self.running().filter(overdue(state, today))

    def without_agreement(self):
        """Reported in, and nothing signed yet (article 16: promptly)."""
        return self.running().filter(state=OrderState.REPORTED)

    def questions(self, today):
        """How many wait for an answer, by what is asked. One query."""
        return self.running().aggregate(
            report_overdue=Count("pk", filter=overdue(OrderState.ORDERED, today)),
            transfer_overdue=Count("pk", filter=overdue(OrderState.TRANSFERRING, today)),
            no_agreement=Count("pk", filter=Q(state=OrderState.REPORTED)),
        )


def overdue(state, today):
    """A condition: past the last day to report in, and no good reason is written down."""
    return Q(state=state, report_by__lt=today, is_late_excused=False)


@tracked()
class RehabOrder(Paper):
    """责令社区戒毒（康复）决定书: what the paper says, and where its steps have led."""

    measure = models.CharField(_("measure"), max_length=30, choices=MEASURES)
    document_no = models.CharField(_("document no."), max_length=80)
    organ = models.CharField(_("deciding organ"), max_length=80)
    decided_on = models.DateField(_("decided on"))
    received_on = models.DateField(
        _("received by the person on"),
        help_text=_("The 15 days to report in begin on the next day."),
    )
    months = models.PositiveSmallIntegerField(
        _("term in months"),
        default=orders.LONGEST_TERM,
        help_text=_("Three years from the report-in, unless the paper says otherwise."),
    )
    printed_end_on = models.DateField(
        _("end printed on the paper"),
        null=True,
        blank=True,
        help_text=_("Wins over the reckoned one."),
    )
    credited_days = models.PositiveSmallIntegerField(
        _("credited days of isolation"),
        default=0,
        help_text=_("Where isolation was changed to community detox; by its document."),
    )
    credit_document_no = models.CharField(_("document of the credit"), max_length=80, blank=True)
    began_on = models.DateField(
        _("reported in elsewhere on"),
        null=True,
        blank=True,
        help_text=_("Only where another township began: the time runs on."),
    )
    taken_over_on = models.DateField(_("place changed to us on"), null=True, blank=True)
    # Reckoned from the steps by `schedule.orders.walk`, and kept for lists.
    state = models.CharField(
        _("state"), max_length=20, choices=OrderState, default=OrderState.ORDERED, editable=False
    )
    term_from = models.DateField(_("term from"), null=True, editable=False)
    ends_on = models.DateField(_("term to"), null=True, editable=False)
    latest_end_on = models.DateField(
        _("term to, if suspended days do not count"), null=True, editable=False
    )
    report_by = models.DateField(_("to report in by"), null=True, editable=False)
    is_late_excused = models.BooleanField(default=False, editable=False)
    stays_until = models.DateField(_("may stay until"), null=True, editable=False)

    objects = RehabOrderQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_on", "-pk"]
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        indexes = [models.Index(fields=["state", "ends_on"], name="rehaborder_by_end")]
        constraints = [
            once_per_key("rehaborder"),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state__in=sorted(orders.RUNNING)),
                name="rehaborder_one_runs_at_a_time",
                violation_error_message=_("Another order of this person has not ended yet."),
            ),
            models.CheckConstraint(
                condition=Q(received_on__gte=F("decided_on")),
                name="rehaborder_received_after_it_was_decided",
                violation_error_message=_("The order is received before it was decided."),
            ),
            models.CheckConstraint(
                condition=Q(months__range=(1, orders.LONGEST_TERM)),
                name="rehaborder_lasts_three_years_at_most",
                violation_error_message=_("The term is at most three years."),
            ),
            models.CheckConstraint(
                condition=Q(credited_days=0) | ~Q(credit_document_no=""),
                name="rehaborder_credits_by_a_document",
                violation_error_message=_("Credited isolation needs its document."),
            ),
            models.CheckConstraint(
                condition=Q(began_on=None, taken_over_on=None)
                | Q(began_on__isnull=False, taken_over_on__gte=F("began_on")),
                name="rehaborder_taken_over_with_its_beginning",
                violation_error_message=_("Give both days, the earlier report-in first."),
            ),
        ]

    def __str__(self):
        return self.document_no

    def get_absolute_url(self):
        return address("casefiles:order-detail", self.pk)

    @property
    def paper(self):
        """What the paper says, for the pure rules."""
        return orders.Order(
            received_on=self.received_on,
            months=self.months,
            printed_end_on=self.printed_end_on,
            credited_days=self.credited_days,
            began_on=self.began_on,
            taken_over_on=self.taken_over_on,
        )

    @property
    def standing(self):
        """Where it stands, as far as the pure rules ask for what may come next."""
        return orders.Standing(
            OrderState(self.state), self.received_on, ends_on=self.ends_on, report_by=self.report_by
        )

    @property
    def is_running(self):
        return self.state in orders.RUNNING

    def question(self, today):
        """What somebody has to answer about this order today: a code, or an empty string."""
        awaited = self.state in orders.AWAITED and self.report_by < today
        if awaited and not self.is_late_excused:
            return "transfer_overdue" if self.state == OrderState.TRANSFERRING else "report_overdue"
        may_be_kept = self.state in orders.UNDER_WAY | {OrderState.TRANSFERRING}
        if may_be_kept and orders.is_kept_too_long(self.ends_on, self.stays_until, today):
            return "kept_too_long"
        return "no_agreement" if self.state == OrderState.REPORTED else ""

    def days_left(self, today):
        return orders.days_left(self.ends_on, today) if self.ends_on else None

    def days_late(self, today):
        """Whole days past the last day to report in; 0 in time."""
        return max(0, (today - self.report_by).days) if self.report_by else 0


class OrderStepQuerySet(HangingQuerySet):
    def standing(self):
        """Neither taken back nor a taking back."""
        gone = self.model._base_manager.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(gone), corrects=None)


@tracked()
class OrderStep(Labelled):
    """One legal move. Nothing is deleted: what was entered in error has a counter-entry."""

    APPEND_ONLY = True

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="order_steps")
    order = models.ForeignKey(RehabOrder, models.PROTECT, related_name="steps")
    move = models.CharField(_("step"), max_length=20, choices=OrderMove)
    happened_on = models.DateField(_("on"))
    document_no = models.CharField(_("document no."), max_length=80, blank=True)
    organ = models.CharField(_("deciding organ"), max_length=80, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    place = models.CharField(_("new place"), max_length=120, blank=True)
    ground = models.CharField(_("ground"), max_length=20, choices=StayGround, blank=True)
    until = models.DateField(_("ground holds until"), null=True, blank=True)
    corrects = models.OneToOneField(
        "self", models.PROTECT, related_name="taken_back_by", null=True, blank=True
    )
    recorded_by = models.ForeignKey(
        Officer, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    idempotency_key = models.UUIDField(editable=False)
    content_hash = models.CharField(max_length=64, editable=False)

    objects = OrderStepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("step of an order")
        verbose_name_plural = _("steps of orders")
        constraints = [
            once_per_key("orderstep"),
            models.CheckConstraint(
                condition=Q(corrects=None) ^ Q(move=OrderMove.ERROR),
                name="orderstep_takes_back_what_was_in_error",
            ),
            models.CheckConstraint(
                condition=~Q(move__in=[OrderMove.ERROR, OrderMove.LATE_REASON, OrderMove.REFUSAL])
                | ~Q(reason=""),
                name="orderstep_says_why",
            ),
            models.CheckConstraint(
                condition=Q(
                    move__in=[OrderMove.ERROR, *sorted(orders.WITHOUT_DOCUMENT)],
                )
                | (~Q(document_no="") & ~Q(organ="")),
                name="orderstep_has_document_and_organ",
            ),
            models.CheckConstraint(
                condition=Q(move=OrderMove.STAY) ^ Q(ground="", until=None),
                name="orderstep_only_a_stay_has_a_ground",
            ),
        ]

    def __str__(self):
        return f"{self.get_move_display()} {self.happened_on:%Y-%m-%d}"

    def get_absolute_url(self):
        return address("casefiles:order-detail", self.order_id)

    @property
    def rule(self):
        """This step for the pure rules."""
        return orders.Step(OrderMove(self.move), self.happened_on, self.until)


@tracked()
class Agreement(Labelled):
    """社区戒毒（康复）协议书 (form F7). Signed pages are never edited: a change is signed anew."""

    APPEND_ONLY = True

    case = models.ForeignKey(CaseFile, models.PROTECT, related_name="agreements")
    step = models.OneToOneField(OrderStep, models.PROTECT, related_name="agreement")
    party_a = models.CharField(_("party A"), max_length=80)
    signer_a = models.CharField(_("signs for party A"), max_length=40)
    guardian = models.CharField(
        _("guardian who signs"),
        max_length=40,
        blank=True,
        help_text=_("Needed for somebody under 18."),
    )
    family = models.CharField(_("family member who signs"), max_length=40, blank=True)
    measures = models.TextField(_("measures of detox, recovery and help"), max_length=1000)
    test_plan = models.CharField(_("tests, how often"), max_length=200)
    interview_plan = models.CharField(_("interviews, how often"), max_length=200)
    leave_rule = models.CharField(_("leave and return"), max_length=300)
    duties = models.TextField(_("further duties"), max_length=1000, blank=True)
    contacts = models.CharField(_("whom to turn to"), max_length=200)
    copies = models.PositiveSmallIntegerField(_("copies"), default=3)

    objects = HangingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(condition=Q(copies__gte=1), name="agreement_has_a_copy"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return address("casefiles:agreement-detail", self.pk)

    @property
    def number(self):
        """On the paper, such as 2026-000012."""
        return f"{self.step.happened_on.year}-{self.pk:06d}"


def measure_of(order):
    """What the file says of the measure of a person under this order: its columns."""
    if order.state == OrderState.ISOLATED:
        return {
            "measure": Measure.COMPULSORY_ISOLATION,
            "measure_from": order.steps.standing().last().happened_on,
            "measure_to": None,
        }
    if order.is_running or order.state == OrderState.TRANSFERRED:
        return {
            "measure": order.measure,
            "measure_from": order.term_from,
            "measure_to": order.ends_on,
        }
    return {"measure": Measure.NONE, "measure_from": None, "measure_to": None}


def chinese_move(move):
    """The step in the words of the papers, whatever the language of the screen."""
    with override("zh-hans"):
        return str(OrderMove(move).label)


def under_order():
    """Of a file: whether an order is running, which then leads its measure."""
    return Exists(RehabOrder.objects.filter(case=OuterRef("pk"), state__in=orders.RUNNING))

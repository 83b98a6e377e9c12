"""Files that may be of one person: the likeness, the queue, merging and undoing that."""

import uuid
from datetime import date, timedelta

import pytest
from django.db import ProgrammingError, models, transaction
from django.utils import timezone

from casefiles import actions
from casefiles.actions.merging import (
    CHOICES,
    STAYS,
    Hindered,
    hanging_models,
    keys_to_files,
    parents,
    unique_on_a_file,
)
from casefiles.forms.duplicates import MASKED
from casefiles.likeness import Person, is_one_apart, is_slip, likeness, pairs
from casefiles.models import (
    BagDocument,
    CaseFile,
    CorrectionRequest,
    DifferentPersons,
    DrugTest,
    DueSlot,
    Leave,
    Merge,
    OrderStep,
    RehabOrder,
    TeamMember,
    Transfer,
    Visit,
)
from casefiles.names import sounds
from casefiles.terms import SlotState
from casefiles.terms.duplicates import Obstacle
from jurisdiction.models import AccessEvent
from tests.test_doors import sealed
from tests.test_exports import sheet_of
from tests.test_lists import export_of, queries

TODAY = timezone.localdate()
DAY = timedelta(days=1)
BORN = date(1985, 3, 12)


# The rules


def person(key, name, born=BORN, number=None, *aliases):
    return Person(key, (name, *aliases), born, number)


@pytest.mark.parametrize(
    ("one", "other", "reasons"),
    [
        (person(1, "张伟", number="a"), person(2, "李强", date(1990, 1, 1), "a"), ["id_number"]),
        (person(1, "张伟"), person(2, "张伟"), ["name_and_birth"]),
        (person(1, "张伟"), person(2, "张伟", date(1985, 3, 11)), ["name"]),
        (person(1, "张伟"), person(2, "张伟", date(1985, 12, 3)), ["name"]),
        (person(1, "张伟"), person(2, "张伟", date(1985, 4, 29)), []),
        (person(1, "张建国"), person(2, "张建围"), ["one_character"]),
        (person(1, "张建国"), person(2, "张国"), ["one_character"]),
        (person(1, "张伟明"), person(2, "张维民"), []),
        (person(1, "张伟民"), person(2, "章维民"), ["same_sound"]),
        (person(1, "张伟民"), person(2, "章维民", date(1985, 3, 13)), ["same_sound"]),
        (person(1, "阿依·古丽"), person(2, "阿依古丽"), ["name_and_birth"]),
        (person(1, "张伟", BORN, None, "大毛"), person(2, "大毛"), ["name_and_birth"]),
        (person(1, "张伟", number="a"), person(2, "张伟", number="b"), ["name_and_birth"]),
        (person(1, "张伟", number="a"), person(2, "张伟", date(1985, 3, 13), "b"), []),
        (person(1, "张伟", number="a"), person(2, "张伟", number="a"),
         ["id_number", "name_and_birth"]),
    ],
)  # fmt: skip
def test_what_makes_two_files_look_like_one_person(one, other, reasons):
    assert list(likeness(one, other)) == reasons
    assert list(likeness(other, one)) == reasons
    found = [(1, 2, tuple(reasons))] if reasons else []
    assert pairs([other, one]) == found


def test_a_surname_of_two_readings_sounds_like_both():
    assert sounds("单雄") & sounds("善雄")
    assert sounds("吕布") == sounds("旅步")
    assert not sounds("张伟") & sounds("李伟")


def test_one_character_may_be_written_otherwise_left_out_or_added():
    assert is_one_apart("张建国", "张建围")
    assert is_one_apart("张建国", "张国")
    assert not is_one_apart("张建国", "张围建")
    assert not is_one_apart("张", "李")


def test_a_slip_of_a_date_is_one_digit_or_month_and_day_exchanged():
    assert is_slip(date(1985, 3, 12), date(1985, 12, 3))
    assert is_slip(date(1985, 3, 12), date(1986, 3, 12))
    assert not is_slip(date(1985, 3, 12), date(1986, 3, 13))


def test_only_who_shares_something_is_compared():
    many = [person(n, "张伟", date(1950, 1, 1) + n * timedelta(days=400)) for n in range(50)]
    assert pairs(many) == []


# Nothing is forgotten

MOVED = {
    "Admonition", "Agreement", "BagDocument", "BagScan", "BreachDecision", "ContactAttempt",
    "CorrectionRequest", "FoundAgain", "LostDecision",
    "DrugTest", "DueSlot", "EntryAnswer", "HelpLetter", "HelpLetterSignature", "HelpMeasure",
    "HelpPlan", "HelpRecord", "Lack", "Leave", "Letter", "LetterScan", "OrderStep", "OwnSchedule",
    "PlanReview", "ProgressNote", "RehabOrder", "ResidenceNotice", "RiskAssessment", "Signature",
    "Task", "TaskStep",
    "TeamMember", "Visit", "VisitPhoto",
}  # fmt: skip


def test_every_table_that_leads_to_a_file_is_known_to_move_or_to_stay():
    """A new one fails here until somebody has thought of what a merge does with it."""
    labels = {model._meta.label for model in keys_to_files()}
    assert {label.rpartition(".")[2] for label in labels - set(STAYS)} == MOVED
    assert set(STAYS) <= labels


def test_what_moves_hangs_on_the_file_by_its_key_case_alone():
    """Another key to a file would be left behind."""
    assert {tuple(keys) for model, keys in keys_to_files().items()
            if model._meta.label not in STAYS} == {("case",)}  # fmt: skip


def test_what_stands_once_on_a_file_is_no_exclusion_that_a_merge_does_not_see():
    for model in hanging_models():
        kinds = {type(each) for each in model._meta.constraints}
        assert kinds <= {models.UniqueConstraint, models.CheckConstraint}, model
        for each in unique_on_a_file(model):
            assert each.fields, model


def test_parents_move_before_what_belongs_to_them():
    found = hanging_models()
    for place, model in enumerate(found):
        for key in parents(model, found):
            assert found.index(key.related_model) <= place


def test_every_column_of_a_file_can_be_chosen_or_is_the_files_own():
    own = {
        "id", "id_number_index", "id_tail_index", "phone_index", "closed_on", "close_reason",
        "sealed_on", "seal_id", "search_tokens", "version", "created_at",
    }  # fmt: skip
    columns = {field.name.removesuffix("_sealed") for field in CaseFile._meta.concrete_fields}
    assert columns - own == {name for choice in CHOICES for name in choice}
    sealed = {f.name for f in CaseFile._meta.concrete_fields if f.name.endswith("_sealed")}
    assert {name.removesuffix("_sealed") for name in sealed} == MASKED


# The deed


@pytest.fixture
def kept(heping, make_case):
    return make_case(heping, name="张伟民", birth_date=BORN)


@pytest.fixture
def gone(liushu, make_case):
    return make_case(liushu, name="章维民", birth_date=BORN, living_address="柳树3组", alias="小民")


@pytest.fixture
def office(officer, signed_in):
    return signed_in(officer)


def merge(kept, gone, by, chosen=(), **options):
    for case in (kept, gone):
        case.refresh_from_db()
    options = {"versions": (kept.version, gone.version), "key": uuid.uuid4(),
               "reason": "查验身份证", "today": TODAY} | options  # fmt: skip
    return actions.merge_files(kept=kept, gone=gone, chosen=chosen, by=by, **options)[0]


def undo(row, by, today=TODAY):
    row.refresh_from_db()
    return actions.undo_merge(merge=row, reason="查错", by=by, today=today)


def visit(case, by, on=TODAY, **more):
    return actions.record_visit(case=case, key=uuid.uuid4(), by=by, visited_on=on, mode="face",
                                outcome="found", **more)[0]  # fmt: skip


def order(case, by):
    """An order to which the person has reported in."""
    made = actions.register_order(
        RehabOrder, case=case, key=uuid.uuid4(), by=by, measure="community_detox",
        document_no="1号", organ="云溪县公安局", decided_on=TODAY - 9 * DAY,
        received_on=TODAY - 9 * DAY, months=36,
    )[0]  # fmt: skip
    step(made, "report_in", by)
    return made


def step(made, move, by):
    actions.take_step(order=made, move=move, key=uuid.uuid4(), by=by, happened_on=TODAY,
                      document_no="2号", organ="云溪县公安局")  # fmt: skip


def everything():
    """Every row that hangs on a file, by its table, with its file."""
    return {
        model._meta.label: dict(model._base_manager.order_by("pk").values_list("pk", "case"))
        for model in keys_to_files()
    }


def fingerprint(case):
    case.refresh_from_db()
    names = [name for choice in CHOICES for name in choice]
    return {name: getattr(case, name) for name in [*names, "closed_on", "close_reason"]}


def slots():
    return list(DueSlot.objects.order_by("pk").values())


def test_all_that_hung_on_either_file_hangs_on_the_surviving_one(kept, gone, officer):
    for case in (kept, gone):
        visit(case, officer)
        actions.record_test(case=case, key=uuid.uuid4(), by=officer, tested_on=TODAY,
                            result="negative", tester_1="甲", tester_2="乙")  # fmt: skip
        actions.add_paper(TeamMember, case=case, key=uuid.uuid4(), by=officer, role="family",
                          name="母", serves_from=TODAY)  # fmt: skip
        actions.add_document(case=case, key=uuid.uuid4(), by=officer, part="help_measures",
                             dated_on=TODAY, pages=1, remark="")  # fmt: skip
        actions.ask_leave(Leave, case=case, key=uuid.uuid4(), by=officer, reason="务工",
                          county="龙山县", from_on=TODAY, to_on=TODAY,
                          leaves_county=True)  # fmt: skip
    running = order(gone, officer)
    before = {m: m.objects.count() for m in (Visit, DrugTest, TeamMember, BagDocument, Leave)}
    row = merge(kept, gone, officer)
    for model, n in before.items():
        assert model.objects.filter(case=kept).count() == n == 2
    assert RehabOrder.objects.get(pk=running.pk).case_id == kept.pk
    assert set(OrderStep.objects.values_list("case", flat=True)) == {kept.pk}
    assert row.counted["casefiles.Visit"] == [1, 1]
    assert not row.stayed.keys() - {"casefiles.DueSlot"}
    gone.refresh_from_db()
    assert (gone.closed_on, gone.close_reason) == (TODAY, "duplicate")
    kept.refresh_from_db()
    assert kept.measure == "community_detox"  # led by the order


def test_an_undone_merge_leaves_both_files_and_every_row_as_they_were(kept, gone, officer):
    visit(gone, officer)
    visit(kept, officer)
    order(gone, officer)
    rows, before, owed = everything(), (fingerprint(kept), fingerprint(gone)), slots()
    links = list(Visit.objects.order_by("pk").values_list("pk", "slot"))
    row = merge(kept, gone, officer, chosen=["living_address", "name", "control_state"])
    assert everything() != rows
    undo(row, officer)
    after = everything()
    # what says that it happened
    for label in ("casefiles.Merge", "casefiles.Reopening", "casefiles.StateChange"):
        rows.pop(label), after.pop(label)
    assert after == rows
    assert (fingerprint(kept), fingerprint(gone)) == before
    assert slots() == owed
    assert list(Visit.objects.order_by("pk").values_list("pk", "slot")) == links
    assert kept in CaseFile.objects.search("张伟民")


def test_the_history_of_both_files_and_of_what_moved_is_kept(kept, gone, officer):
    made = visit(gone, officer)
    merge(kept, gone, officer)
    events = Visit.pgh_event_model.objects.filter(pgh_obj=made.pk).order_by("pk")
    assert [event.case_id for event in events][:2] == [gone.pk, kept.pk]
    assert CaseFile.pgh_event_model.objects.filter(pgh_obj=gone.pk).count() >= 2


def test_chosen_columns_come_from_the_other_file_and_the_rest_stays(kept, gone, officer):
    actions.correct_case(case=gone, version=1, by=officer, today=TODAY, phone="13812345678")
    name, number = kept.name, gone.id_number
    merge(kept, gone, officer, chosen=["id_number", "phone", "living_address"])
    kept.refresh_from_db()
    assert (kept.name, kept.id_number, kept.phone) == (name, number, "13812345678")
    assert kept.living_address == "柳树3组"
    assert CaseFile.objects.open().with_id_number(number).get() == kept


def test_one_window_is_owed_once_and_done_by_whichever_visit(kept, gone, officer):
    done = visit(gone, officer)
    extra = visit(gone, officer)
    merge(kept, gone, officer)
    done.refresh_from_db()
    slot = DueSlot.objects.get(visit=done)
    assert (slot.case_id, slot.state) == (kept.pk, SlotState.DONE)
    assert Visit.objects.get(pk=extra.pk).slot is None
    left = DueSlot.objects.filter(case=gone)
    assert set(left.values_list("state", "reason_code")) == {("cancelled", "entered_in_error")}
    windows = DueSlot.objects.filter(case=kept).values_list("kind", "closes_on")
    assert len(windows) == len(set(windows))


def test_two_visits_in_one_window_stay_two_visits_and_one_slot(kept, gone, officer):
    first, second = visit(kept, officer), visit(gone, officer)
    merge(kept, gone, officer)
    first.refresh_from_db(), second.refresh_from_db()
    assert first.slot is not None
    assert (second.case_id, second.slot) == (kept.pk, None)
    assert DueSlot.objects.owed().of_kind("visit").count() == 1


def test_a_missed_slot_of_either_file_is_missed_once_unless_the_other_did_it(kept, gone, officer):
    DueSlot.objects.filter(case=kept).update(state=SlotState.MISSED)
    done = visit(gone, officer)
    merge(kept, gone, officer)
    assert DueSlot.objects.get(visit=done).case_id == kept.pk
    states = DueSlot.objects.owed().filter(kind="test").values_list("state", flat=True)
    assert list(states) == [SlotState.OPEN] or list(states) == [SlotState.MISSED]


def test_of_two_running_orders_one_stays_with_all_its_steps_and_can_be_read(
    kept, gone, officer, office
):
    ours, theirs = order(kept, officer), order(gone, officer)
    page = office.get(f"/files/{kept.pk}/merge/{gone.pk}/").content.decode()
    row = merge(kept, gone, officer)
    assert row.stayed["casefiles.RehabOrder"] == 1
    assert RehabOrder.objects.get(pk=theirs.pk).case_id == gone.pk
    assert set(theirs.steps.values_list("case", flat=True)) == {gone.pk}
    assert list(RehabOrder.objects.running()) == [ours]
    assert office.get(f"/orders/{theirs.pk}/").status_code == 200
    assert "alert-warning" in page


def test_one_key_merges_once_and_other_content_is_refused(kept, gone, officer):
    key = uuid.uuid4()
    first = merge(kept, gone, officer, key=key)
    again = actions.merge_files(kept=kept, gone=gone, chosen=[], by=officer, key=key,
                                versions=(1, 1), reason="查验身份证", today=TODAY)  # fmt: skip
    assert again == (first, False)
    with pytest.raises(actions.KeyReused):
        merge(kept, gone, officer, key=key, reason="别的")


def test_a_file_that_was_changed_since_it_was_read_is_not_merged(kept, gone, officer):
    actions.correct_case(case=gone, version=1, by=officer, today=TODAY, alias="阿民")
    with pytest.raises(actions.Stale):
        merge(kept, gone, officer, versions=(1, 1))
    assert not Merge.objects.exists()


def test_a_waiting_correction_is_decided_first(kept, gone, officer):
    actions.receive_request(
        CorrectionRequest, case=gone, key=uuid.uuid4(), by=officer, column="name",
        received_on=TODAY, asked_by="person", asker="章维民", wrong="名字写错", asked="改正",
    )  # fmt: skip
    with pytest.raises(Hindered) as hindered:
        merge(kept, gone, officer)
    assert hindered.value.obstacle == Obstacle.CORRECTION


def test_sealing_hides_the_story_of_a_move_of_a_file_merged_into_it_too(
    kept, gone, officer, liushu, liushu_cadre
):
    told = {"reason": "迁居", "address": "", "keeps_household": False, "document_no": ""}
    transfer, _new = actions.offer_transfer(
        Transfer, case=gone, key=uuid.uuid4(), by=officer, to_area=liushu, offered_on=TODAY, **told
    )
    actions.refuse_transfer(transfer=transfer, version=1, reason="不在本村", by=liushu_cadre,
                            today=TODAY)  # fmt: skip
    merge(kept, gone, officer)
    kept.refresh_from_db()
    sealed(kept, officer)
    assert not Transfer.objects.visible_to(officer).exists()


def test_a_merged_file_is_not_reopened_but_by_undoing(kept, gone, officer):
    merge(kept, gone, officer)
    with pytest.raises(actions.MergedAway):
        actions.reopen_case(case=gone, by=officer, today=TODAY)


def late(row, kept, gone, officer):
    Merge.objects.filter(pk=row.pk).update(recorded_at=timezone.now() - 31 * DAY)


def column_changed(row, kept, gone, officer):
    kept.refresh_from_db()
    actions.correct_case(case=kept, version=kept.version, by=officer, today=TODAY, alias="新")


def step_added(row, kept, gone, officer):
    step(RehabOrder.objects.get(case=kept), "suspension", officer)


def paper_gone(row, kept, gone, officer):
    actions.remove_document(document=BagDocument.objects.get(case=kept), by=officer)


def visit_withdrawn(row, kept, gone, officer):
    actions.withdraw_visit(visit=Visit.objects.get(case=kept), reason="错", by=officer)


def closed(row, kept, gone, officer):
    actions.close_case(case=kept, reason="moved_out", on=TODAY, by=officer)


def undone(row, kept, gone, officer):
    undo(row, officer)


@pytest.mark.parametrize(
    ("after", "obstacle"),
    [
        (late, Obstacle.LATE), (column_changed, Obstacle.COLUMNS), (step_added, Obstacle.ADDED),
        (paper_gone, Obstacle.ROWS), (visit_withdrawn, Obstacle.ROWS), (closed, Obstacle.CLOSED),
        (undone, Obstacle.UNDONE),
    ],
)  # fmt: skip
def test_what_came_after_may_forbid_undoing_and_nothing_is_changed(
    kept, gone, officer, after, obstacle
):
    visit(gone, officer)
    order(gone, officer)
    actions.add_document(case=gone, key=uuid.uuid4(), by=officer, part="help_measures",
                         dated_on=TODAY, pages=1, remark="")  # fmt: skip
    row = merge(kept, gone, officer, chosen=["alias"])
    after(row, kept, gone, officer)
    rows = everything()
    with pytest.raises(Hindered) as hindered:
        undo(row, officer)
    assert hindered.value.obstacle == obstacle
    assert everything() == rows


def test_of_two_merges_into_one_file_the_later_is_undone_first(kept, gone, officer, make_case):
    third = make_case(kept.village, name="张伟明", birth_date=BORN)
    first, second = merge(kept, gone, officer), merge(kept, third, officer)
    with pytest.raises(Hindered) as hindered:
        undo(first, officer)
    assert hindered.value.obstacle == Obstacle.MERGED_ON
    undo(second, officer)
    assert undo(first, officer).is_undone


def test_a_visit_that_moved_no_slot_does_not_forbid_undoing(kept, gone, officer):
    row = merge(kept, gone, officer)
    later = visit(kept, officer)
    undo(row, officer)
    assert Visit.objects.get(pk=later.pk).case_id == kept.pk


def test_the_house_writes_the_key_to_the_file_and_nothing_else_of_what_is_only_added_to(
    kept, officer
):
    order(kept, officer)
    OrderStep.objects.update(case=kept)
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic():
        OrderStep.objects.update(reason="x")


# The pages


def test_the_queue_names_the_reasons_and_traces_both_files(kept, gone, office, officer):
    text = office.get("/duplicates/").content.decode()
    assert "张伟民" in text
    assert "章维民" in text
    event = AccessEvent.objects.filter(officer=officer).last()
    assert set(event.files) == {kept.pk, gone.pk}


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [("", True), ("?reason=same_sound", True), ("?reason=id_number", False), ("?q=zwm", True),
     ("?q=李", False), ("?status=different", False), ("?village=nowhere", False)],
)  # fmt: skip
def test_the_queue_is_narrowed_on_the_page_and_in_the_sheet(kept, gone, office, query, is_shown):
    assert ("章维民" in office.get(f"/duplicates/{query}").content.decode()) == is_shown
    if "nowhere" not in query:
        sheet = sheet_of(export_of(office, f"/duplicates/export/{query}"))
        assert ("章维民" in str(list(sheet.values))) == is_shown


def test_a_pair_said_to_be_two_persons_is_kept_out_with_its_reason(kept, gone, office):
    address = f"/files/{kept.pk}/apart/{gone.pk}/"
    assert office.post(address, {"key": uuid.uuid4()}).status_code == 200
    office.post(address, {"key": uuid.uuid4(), "reason": "孪生兄弟"})
    assert "章维民" not in office.get("/duplicates/").content.decode()
    assert "孪生兄弟" in office.get("/duplicates/?status=different").content.decode()
    assert DifferentPersons.objects.get().other_id == max(kept.pk, gone.pk)


def test_the_queue_asks_as_many_queries_for_three_pairs_as_for_one(
    kept, gone, office, heping, make_case
):
    one = queries(office, "/duplicates/")
    for name in ("章伟民", "章为民"):
        make_case(heping, name=name, birth_date=BORN)
    assert queries(office, "/duplicates/") == one


def test_two_files_are_merged_side_by_side_and_the_number_leads_to_the_surviving_one(
    kept, gone, office
):
    address = f"/files/{kept.pk}/merge/{gone.pk}/"
    text = office.get(address).content.decode()
    assert kept.id_number not in text
    form = {"key": uuid.uuid4(), "kept_version": 1, "gone_version": 1, "reason": "查验身份证",
            "name": "kept", "id_number": "kept", "village": "gone", "alias": "gone",
            "living_address": "gone"}  # fmt: skip
    missing = office.post(address, form | {"name": ""})
    assert missing.status_code == 200
    assert not Merge.objects.exists()
    answer = office.post(address, form, follow=True)
    assert answer.status_code == 200
    row = Merge.objects.get()
    assert set(row.chosen) == {"village", "alias", "living_address"}
    assert row.case.village == gone.village
    old = office.get(f"/files/{gone.pk}/").content.decode()
    assert f'href="/files/{kept.pk}/"' in old
    assert row.gone_no in office.get(f"/files/{kept.pk}/").content.decode()
    assert row.gone_no in office.get("/merges/").content.decode()
    sheet = sheet_of(export_of(office, "/merges/export/"))
    assert row.gone_no in str(list(sheet.values))
    undoing = office.post(f"/merges/{row.pk}/undo/", {"reason": "查错"}, follow=True)
    assert undoing.status_code == 200
    row.refresh_from_db()
    assert row.is_undone


def test_a_stale_page_says_so_and_loses_nothing(kept, gone, office):
    form = {"key": uuid.uuid4(), "kept_version": 7, "gone_version": 1, "reason": "查验",
            "name": "gone", "id_number": "kept", "village": "kept", "alias": "kept",
            "living_address": "kept"}  # fmt: skip
    answer = office.post(f"/files/{kept.pk}/merge/{gone.pk}/", form)
    assert answer.status_code == 409
    assert "查验" in answer.content.decode()
    assert not Merge.objects.exists()


def test_a_file_out_of_reach_is_neither_paired_nor_merged(
    kept, other_village, make_case, office, officer
):
    far = make_case(other_village, name="张伟民", birth_date=BORN)
    assert far.file_no not in office.get("/duplicates/").content.decode()
    assert office.get(f"/files/{kept.pk}/merge/{far.pk}/").status_code == 404
    assert office.post(f"/files/{far.pk}/merge/{kept.pk}/").status_code == 404
    assert office.get(f"/files/{kept.pk}/merge/{kept.pk}/").status_code == 404

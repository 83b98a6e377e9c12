"""Letters of responsibility: issued in batches, numbered without gaps, signed, refused, replaced.

Form F13, for households F6. Nothing is edited and nothing is deleted: the register shows all.
"""

from contextlib import suppress
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from casefiles.actions import HasScans, add_document, remove_document
from casefiles.models import BagDocument, CaseFile
from casefiles.terms import BagPart
from jurisdiction.actions import keep_picture
from jurisdiction.models import Area
from responsibility.actions.assessment import Stale
from responsibility.actions.texts import FIRST_TEXTS
from responsibility.indicators import recipients
from responsibility.models import (
    Letter,
    LetterRegister,
    LetterScan,
    LetterTemplate,
    LetterText,
    Signature,
    VetoCase,
)
from responsibility.terms import LetterLevel, LetterState, Party


@transaction.atomic
def issue_letters(*, township, year, level, sign_by, signer_a, by, today):
    """Issue the year's letters of a level to everybody in the township who has none standing.

    Returns the letters made, in the order of their numbers; sent twice, the second time none.
    Households are those whose files `by` may open. The term is the calendar year.
    """
    register = locked_register(township, year)
    cases = CaseFile.objects.visible_to(by)
    owing = without_letter(
        recipients(level=level, codes=[township.pk], today=today, cases=cases), year, level
    )
    text = text_in_force(township=township, level=level, by=by)
    vetoes = vetoes_in_force(township, year, level)
    first = register.last_number + 1
    letters = Letter.objects.bulk_create(
        new_letter(recipient, number, township, year, text, vetoes, sign_by, signer_a, by)
        for number, recipient in enumerate(owing, first)
    )
    register.last_number += len(letters)
    register.save(update_fields=["last_number"])
    return letters


def locked_register(township, year):
    """The register of a year; whoever holds it gives the next numbers, others wait."""
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    register, _new = LetterRegister.objects.get_or_create(township=township, year=year)
    return LetterRegister.objects.select_for_update().get(pk=register.pk)


def without_letter(owing, year, level):
    """Those of these recipients who have no standing letter of the year and owe one."""
    have = parties(Letter.objects.standing().of_year(year).filter(level=level))
    owing = [recipient for recipient in owing if not recipient.has_help_letter]
    return [recipient for recipient in owing if recipient.key not in have]


def parties(letters):
    """The keys of the recipients of these letters, as `Recipient.key`."""
    columns = letters.order_by().values_list("level", "case", "unit", "area")
    return {(level, case or unit or area) for level, case, unit, area in columns}


def vetoes_in_force(township, year, level):
    """The veto cases that a letter of today names, one a line.

    None for households, none where the standard names no document that allows them.
    """
    if level == LetterLevel.VILLAGE_HOUSEHOLD:
        return ""
    cases = VetoCase.objects.filter(
        standard__township=township, standard__year=year, standard__is_veto_enabled=True
    )
    return "\n".join(cases.values_list("text", flat=True))


def new_letter(recipient, number, township, year, text, vetoes, sign_by, signer_a, by):
    return Letter(
        township=township,
        year=year,
        number=number,
        level=recipient.level,
        text=text,
        vetoes=vetoes,
        issuer_id=recipient.issuer,
        area_id=recipient.area,
        unit_id=recipient.unit,
        case_id=recipient.case,
        signer_a=signer_a,
        signer_b=recipient.signer,
        valid_from=date(year, 1, 1),
        valid_to=date(year, 12, 31),
        sign_by=sign_by,
        issued_by=by,
    )


def text_in_force(*, township, level, by):
    """The newest text of a level; a township that has written none begins with the house's own."""
    text = present_text(township=township, level=level)
    if text.pk is None:
        text.written_by = by
        text.save()
    return text


def present_text(*, township, level):
    """The newest text of a level, or the house's own, not yet saved."""
    texts = LetterText.objects.filter(township=township, level=level)
    return texts.order_by("-version").first() or LetterText(
        township=township, level=level, version=1, **FIRST_TEXTS[level]
    )


@transaction.atomic
def keep_template(*, township, level, file_name, content, by):
    """Keep a checked Word template as the next version; the same file again changes nothing."""
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    present = LetterTemplate.objects.filter(township=township, level=level).first()
    if present and bytes(present.content) == content:
        return present
    return LetterTemplate.objects.create(
        township=township, level=level, version=present.version + 1 if present else 1,
        file_name=file_name, content=content, uploaded_by=by,
    )  # fmt: skip


@transaction.atomic
def write_text(*, township, level, version, by, **content):
    """Write the next version of a text, read at `version`. Letters keep theirs. Raises Stale."""
    Area.objects.select_for_update(no_key=True).get(pk=township.pk)
    present = text_in_force(township=township, level=level, by=by)
    if {name: getattr(present, name) for name in LetterText.CONTENT} == content:
        return present
    if present.version != version:
        raise Stale
    return LetterText.objects.create(
        township=township, level=level, version=version + 1, written_by=by, **content
    )


@transaction.atomic
def sign_letter(
    *, letter, signed_on, signer_a, signer_b, witness, scan_no, by, contact="", members=""
):
    """Write down that both parties signed, also after a refusal. Returns the letter.

    A household's letter then lies in the bag of the person (form F2). The same again changes
    nothing; raises Stale where it was signed otherwise or stands no more.
    """
    letter = locked(letter)
    content = {
        "signer_a": signer_a,
        "signer_b": signer_b,
        "contact": contact,
        "members": members,
        "answered_on": signed_on,
    }
    if letter.state == LetterState.SIGNED and is_same(letter, content):
        return letter
    if not letter.may_be_answered:
        raise Stale
    change(letter, state=LetterState.SIGNED, reason="", **content)
    Signature.objects.bulk_create(
        Signature(
            letter=letter, case_id=letter.case_id, party=party, name=name, signed_on=signed_on,
            witness=witness, scan_no=scan_no, recorded_by=by,
        )
        for party, name in ((Party.A, signer_a), (Party.B, signer_b))
    )  # fmt: skip
    if letter.case_id:
        add_document(
            case=letter.case, key=uuid4(), part=BagPart.RESPONSIBILITY_LETTER, dated_on=signed_on,
            pages=1, remark=letter.title, by=by,
        )  # fmt: skip
    return letter


class TooManyScans(Exception):
    """The letter would have more scans than it may."""

    def __str__(self):
        return _("A letter has at most %(most)s scans.") % {"most": LetterScan.MOST}


@transaction.atomic
def add_letter_scans(*, letter, pictures, by):
    """Keep these `CleanPicture`s as pages of the letter; one that is there is not kept twice.

    Returns how many are new. Raises TooManyScans and QuotaReached, and Stale where the letter
    stands no more; then none is kept.
    """
    letter = locked(letter)
    if not letter.is_standing:
        raise Stale
    standing = set(letter.scans.standing().values_list("sha256", flat=True))
    new = {picture.sha256: picture for picture in pictures if picture.sha256 not in standing}
    if len(standing) + len(new) > LetterScan.MOST:
        raise TooManyScans
    for picture in new.values():
        keep_picture(LetterScan, picture=picture, by=by, letter=letter, case=letter.case)
    return len(new)


@transaction.atomic
def refuse_letter(*, letter, refused_on, reason, by):
    """Write down that party B refused, and why; it may still sign. Returns the letter.

    Raises Stale where it was answered meanwhile.
    """
    letter = locked(letter)
    content = {"state": LetterState.REFUSED, "answered_on": refused_on, "reason": reason}
    if is_same(letter, content):
        return letter
    if letter.state != LetterState.DUE:
        raise Stale
    return change(letter, **content)


@transaction.atomic
def withdraw_letter(*, letter, state, reason, by):
    """Take back a letter issued in error. It keeps its number; the party may be issued another.

    Raises Stale where it is no more in the `state` in which it was read.
    """
    letter = locked(letter)
    content = {"state": LetterState.WITHDRAWN, "reason": reason}
    if is_same(letter, content):
        return letter
    take_back(letter, state, by)
    return change(letter, **content)


def take_back(letter, state, by):
    """The letter stands no more: the note of its paper leaves the bag, unless it has scans there.

    Raises Stale where it is not in the `state` in which it was read.
    """
    if letter.state != state or not letter.is_standing:
        raise Stale
    notes = BagDocument.objects.filter(
        case=letter.case_id, part=BagPart.RESPONSIBILITY_LETTER, remark=letter.title
    )
    for note in notes:
        with suppress(HasScans):
            remove_document(document=note, by=by)


@transaction.atomic
def replace_letter(
    *, letter, state, signer_a, signer_b, sign_by, reason, by, contact="", members=""
):
    """Replace a letter, because a signer changed, say: same number, next version, newest text.

    Returns the new letter, which is to be signed anew; sent twice, the one made the first time.
    Raises Stale where the letter is no more in the `state` in which it was read, or was replaced
    otherwise.
    """
    letter = locked(letter)
    asked = {
        "signer_a": signer_a,
        "signer_b": signer_b,
        "contact": contact,
        "members": members,
        "sign_by": sign_by,
    }
    is_replaced = letter.state == LetterState.REPLACED and letter.reason == reason
    if is_replaced and is_same(letter.replacement, asked):
        return letter.replacement
    take_back(letter, state, by)
    change(letter, state=LetterState.REPLACED, reason=reason)
    newest = Letter.objects.filter(
        township=letter.township_id, year=letter.year, number=letter.number
    ).aggregate(Max("version"))["version__max"]
    text = text_in_force(township=letter.township, level=letter.level, by=by)
    kept = ("township_id", "year", "number", "level", "issuer_id", "area_id", "unit_id",
            "case_id", "valid_from", "valid_to")  # fmt: skip
    return Letter.objects.create(
        **{name: getattr(letter, name) for name in kept},
        version=newest + 1,
        replaces=letter,
        text=text,
        vetoes=vetoes_in_force(letter.township, letter.year, letter.level),
        issued_by=by,
        **asked,
    )


def locked(letter):
    """The letter as it stands now; two officers who answer it stand in a row."""
    return Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)


def is_same(row, content):
    return all(getattr(row, name) == value for name, value in content.items())


def change(row, **columns):
    for name, value in columns.items():
        setattr(row, name, value)
    row.save(update_fields=list(columns))
    return row

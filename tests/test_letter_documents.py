"""Letters as documents: the office's own Word template, filled with fields and nothing else."""

import zipfile
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document

from jurisdiction.models import AccessEvent, Export
from paperwork.documents import check_template, fill_template
from paperwork.refusals import Unreadable
from responsibility import actions
from responsibility.letters import FIELDS, first_template
from responsibility.models import LetterTemplate
from responsibility.terms import LetterLevel

TODAY = timezone.localdate()
YEAR = TODAY.year
VILLAGES = LetterLevel.TOWNSHIP_VILLAGE
TEMPLATE = reverse("responsibility:letter-template", args=[VILLAGES])


def written(*lines):
    """A Word file of these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def saved(document):
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def words(content):
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def refusal(content):
    with pytest.raises(Unreadable) as raised:
        check_template(content, FIELDS)
    return raised.value


def with_part(name, content):
    """A good template with one part more, or with this part in place of its own."""
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(written("{{甲方}}"))) as old, zipfile.ZipFile(made, "w") as new:
        for old_name in old.namelist():
            if old_name != name:
                new.writestr(old_name, old.read(old_name))
        new.writestr(name, content)
    return made.getvalue()


@pytest.fixture
def letters(township, heping, liushu, officer):
    return actions.issue_letters(
        township=township, year=YEAR, level=VILLAGES, by=officer, today=TODAY,
        sign_by=date(YEAR, 12, 31), signer_a="梁镇",
    )  # fmt: skip


def test_fields_are_filled_line_by_line_and_what_looks_like_markup_stays_text():
    content = check_template(written("甲方：{{甲方}}", "{{ 责任 }}"), FIELDS)
    filled = fill_template(content, dict.fromkeys(FIELDS, "") | {
        "甲方": "清溪<镇> & {{乙方}}", "责任": "1．走访\n2．检测",
    })  # fmt: skip
    assert words(filled) == "甲方：清溪<镇> & {{乙方}}\n1．走访\n2．检测"


def test_a_field_that_word_has_split_is_joined():
    document = Document()
    paragraph = document.add_paragraph("致{")
    for piece in ("{甲", "方}", "}："):
        paragraph.add_run(piece).bold = piece == "{甲"
    content = check_template(saved(document), FIELDS)
    assert words(fill_template(content, dict.fromkeys(FIELDS, "某镇"))) == "致某镇："


def test_the_houses_own_template_passes_its_own_check():
    for level in LetterLevel:
        assert check_template(first_template(level), FIELDS)


@pytest.mark.parametrize(
    "text, code",
    [
        ("{{甲方公章}}", "unknown_field"), ("{{甲方.code}}", "not_a_field"),
        ("{{ 甲方|upper }}", "not_a_field"), ("{% for x in 甲方 %}{% endfor %}", "not_a_field"),
        ("{{ 9**9**9 }}", "not_a_field"), ("{{ '' }}", "not_a_field"), ("{{ }}", "broken_field"),
        ("{{甲方", "broken_field"), ("{{甲方 乙方}}", "broken_field"),
        ("{{ self }}", "unknown_field"), ("{%p if 甲方 %}", "not_a_field"),
    ],
)  # fmt: skip
def test_whatever_is_no_known_field_is_named(text, code):
    assert refusal(written(text)).code == code


def test_the_unknown_field_stands_in_the_message():
    assert "甲方公章" in str(refusal(written("正文", "{{甲方公章}}")))


@pytest.mark.parametrize(
    "content, code",
    [
        (b"", "document_empty"), (b"%PDF-1.7", "document_wrong_type"),
        (b"PK\x03\x04 broken", "document_wrong_type"), (b"x" * 2_000_001, "document_too_long"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_with_its_reason(content, code):
    assert refusal(content).code == code


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("word/vbaProject.bin", b"x", "document_foreign_part"),
        ("word/embeddings/page.html", b"x", "document_foreign_part"),
        ("word/extra.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document_damaged"),
        ("word/document.xml", b"<w:document", "document_damaged"),
        ("word/document.xml", b"<a/>", "document_damaged"),
        ("word/huge.xml", b"<a>" + b" " * 11_000_000 + b"</a>", "document_too_large"),
        ("word/_rels/settings.xml.rels", b'<Relationships><Relationship Id="a" '
         b'TargetMode="External" Type="http://x/attachedTemplate" Target="http://x/y.dotm"/></Relationships>',
         "document_foreign_part"),
    ],
)  # fmt: skip
def test_a_hostile_package_is_refused(name, content, code):
    made = BytesIO(with_part(name, content))
    packed = BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, old.read(part))
    assert refusal(packed.getvalue()).code == code


def sent(client, content, name="模板.docx", **button):
    file = SimpleUploadedFile(name, content)
    return client.post(TEMPLATE, {"template": file, **button})


@pytest.mark.parametrize(("name", "called"), [("责任.DOCX", "责任.docx"), ("责任", "责任.docx")])
def test_a_template_is_handed_out_again_whatever_it_was_called(signed_in, officer, name, called):
    client = signed_in(officer)
    assert sent(client, written("甲"), name=name).status_code == 302
    answer = client.get(reverse("responsibility:template-file", args=[VILLAGES]))
    assert quote(called) in answer.headers["Content-Disposition"]


def test_a_template_is_looked_at_with_a_real_letter_before_it_is_kept(signed_in, officer, letters):
    client, content = signed_in(officer), written("我镇与{{乙方}}约定")
    assert words(sent(client, content, preview="on").content) == "我镇与柳树村约定"
    assert not LetterTemplate.objects.exists()
    for _ in range(2):
        assert sent(client, content).status_code == 302
    assert [row.version for row in LetterTemplate.objects.all()] == [1]


def test_without_a_letter_the_preview_shows_the_names_of_the_fields(signed_in, officer):
    answer = sent(signed_in(officer), written("{{乙方}}"), preview="on")
    assert words(answer.content) == "〔乙方〕"


def test_a_refused_template_is_told_beside_its_field(signed_in, officer):
    page = sent(signed_in(officer), written("{{公章}}"))
    assert "公章" in page.context["form"].errors["template"][0]


def word_file(client, letter):
    """What leaves under a serial, for own office work."""
    address = f"/letters/{letter.pk}/word/"
    key = client.get(address).context["form"].initial["key"]
    return client.post(address, {"key": key, "purpose": "office"}).content


def test_a_letter_is_filled_into_the_newest_template_and_once_signed_into_that_of_its_day(
    signed_in, officer, letters, township
):
    letter, client = letters[0], signed_in(officer)
    assert "和平村" in words(word_file(client, letter))
    kept = {"township": township, "level": VILLAGES, "by": officer, "file_name": "a.docx"}
    actions.keep_template(content=written("一 {{乙方}}"), **kept)
    assert words(word_file(client, letter)) == "一 和平村"
    actions.sign_letter(
        letter=letter, by=officer, signed_on=TODAY, signer_a="甲", signer_b="乙", witness="",
        scan_no="",
    )  # fmt: skip
    actions.keep_template(content=written("二 {{乙方}}"), **kept)
    LetterTemplate.objects.filter(version=2).update(uploaded_at=timezone.now() + timedelta(days=1))
    assert words(word_file(client, letter)) == "一 和平村"


def test_the_page_for_the_printer_says_what_the_word_file_says(signed_in, officer, letters):
    letter = letters[0]
    page = signed_in(officer).get(reverse("responsibility:letter-print", args=[letter.pk]))
    document = Document(BytesIO(word_file(signed_in(officer), letter)))
    assert Export.objects.get().serial in document.sections[0].footer.paragraphs[-1].text
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for heading, lines in page.context["sections"]:
        assert "\n".join([heading, *lines]) in text


def test_one_archive_holds_every_letter_shown_and_the_sheet_that_lists_them(
    signed_in, officer, letters
):
    client = signed_in(officer)
    address = reverse("responsibility:letter-archive") + "?q=柳树"
    form = client.get(address).context["form"]
    columns = [value for value, _label in form.fields["columns"].choices]
    answer = client.post(
        address, {"key": form["key"].value(), "purpose": "office", "columns": columns}
    )
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        documents = [name for name in archive.namelist() if name.endswith(".docx")]
        assert documents == [f"{letters[1].title}.docx"]
        assert len(archive.namelist()) == 2
    assert answer["Content-Type"] == "application/zip"
    assert Export.objects.get().rows == 1


def test_every_letter_shown_is_printed_in_one_go_under_one_serial(signed_in, officer, letters):
    client = signed_in(officer)
    address = reverse("responsibility:letter-pages")
    form = client.get(address).context["form"]
    page = client.post(address, {"key": form["key"].value(), "purpose": "office"})
    shown = [letter["fields"]["编号"] for letter in page.context["letters"]]
    assert shown == [letter.title for letter in letters]
    export = Export.objects.get()
    assert page.content.decode().count(export.stamp) == export.rows == len(letters)


def test_only_a_letter_with_a_village_names_contact_and_members(signed_in, officer, letters):
    page = signed_in(officer).get(reverse("responsibility:letter-print", args=[letters[0].pk]))
    assert [name for name, _value in page.context["names"]] == ["联系人", "工作小组成员"]
    for level in LetterLevel:
        text = words(fill_template(first_template(level), dict.fromkeys(FIELDS, "某")))
        assert ("联系人：某" in text) is (level == VILLAGES)


def test_a_letter_with_a_household_leaves_its_trace_as_a_document(
    signed_in, officer, township, heping, make_case
):
    case = make_case(heping)
    (letter,) = actions.issue_letters(
        township=township, year=YEAR, level=LetterLevel.VILLAGE_HOUSEHOLD, by=officer,
        today=TODAY, sign_by=TODAY, signer_a="",
    )  # fmt: skip
    client = signed_in(officer)
    for page in ("print", "word"):
        client.get(f"/letters/{letter.pk}/{page}/")
        assert AccessEvent.objects.latest("pk").files == [case.pk]


def test_a_text_is_edited_on_its_page_and_makes_the_next_version(signed_in, officer, letters):
    client = signed_in(officer)
    address = reverse("responsibility:letter-text", args=[VILLAGES])
    form = client.get(address).context["form"]
    content = {name: form[name].value() for name in form.fields} | {"title": "责任状"}
    for _ in range(2):
        answer = client.post(address, content)
    assert answer.status_code == 302
    page = client.get(reverse("responsibility:letter-texts"))
    (row,) = [row for row in page.context["rows"] if row["level"] == VILLAGES]
    assert (row["text"].title, row["text"].version) == ("责任状", 2)

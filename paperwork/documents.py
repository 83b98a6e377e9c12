"""Word templates that an office edits. Fields are put in by name; nothing in a template is run."""

import json
import re
import zipfile
from contextlib import contextmanager
from io import BytesIO

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml.etree import LxmlError

from paperwork.apart import run_apart
from paperwork.container import (
    check_sizes,
    elements,
    parse_strictly,
    read_bounded,
    read_part,
    strict_parser,
)
from paperwork.packing import entry
from paperwork.refusals import MEGABYTE, Limits, Unreadable

LIMITS = Limits(file_bytes=2 * MEGABYTE, unpacked_bytes=10 * MEGABYTE, parts=300)
BODY = "word/document.xml"
# What a letter is made of. Programs, embedded objects and foreign pages end otherwise.
PARTS = (".xml", ".rels", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".odttf")
# A refusal of the container, in the words of a document.
REFUSALS = {
    "empty": "document_empty",
    "too_long": "document_too_long",
    "too_many_parts": "document_too_large",
    "too_large_inside": "document_too_large",
}
TOO_LARGE = {"refused": "document_too_large"}
PLAIN_TOKENS = {"data", "variable_begin", "name", "variable_end"}
SPLIT_BRACES = re.compile(r"(?<={)(?:<[^>]*>)+(?=[{%#])|(?<=[}%#])(?:<[^>]*>)+(?=})")
BRACED = re.compile(r"{{[^{}]*}}")
TAG = re.compile(r"<[^>]*>")


class FieldsOnly(Extension):
    """Between {{ and }} stands the name of a known field, and there are no other commands."""

    def filter_stream(self, stream):
        fields = self.environment.fields
        for token in stream:
            if token.value == "<" and token.type != "data":  # the next tag of the file
                raise TemplateSyntaxError("not closed", token.lineno)
            if token.type not in PLAIN_TOKENS:
                raise Unreadable("not_a_field", text=token.value)
            if token.type == "name" and token.value not in fields:
                raise Unreadable("unknown_field", field=token.value, fields="、".join(fields))
            yield token


class Template(DocxTemplate):
    def patch_xml(self, src_xml):
        """Join the fields that Word has split. What docxtpl knows beside fields stays unknown."""
        joined = SPLIT_BRACES.sub("", src_xml)
        return BRACED.sub(lambda found: TAG.sub("", found[0]), joined)


def check_template(file, fields):
    """The bytes of a Word template in which only these fields stand.

    `file` is a binary file object or bytes of at most 2 MB. It is opened by a bounded program
    (`proofroom`). Raises Unreadable, whose message names what is damaged, foreign or unknown.
    """
    with in_words_of_a_document():
        data = read_bounded(file, LIMITS)
    answer, _rest = run_apart("proofroom", data, json.dumps(list(fields))) or (TOO_LARGE, b"")
    if answer.get("is_in_order"):
        return data
    details = {name: value for name, value in answer.items() if name != "refused"}
    raise Unreadable(answer["refused"], **details)


def proof_template(data, fields):
    """Look through a template and fill it once, with nothing. Raises Unreadable."""
    with in_words_of_a_document():
        check_package(data)
    fill_template(data, dict.fromkeys(fields, "…"))


@contextmanager
def in_words_of_a_document():
    """What the container refuses is said of a document."""
    try:
        yield
    except Unreadable as refusal:
        if refusal.code.startswith("document_"):
            raise
        code = REFUSALS.get(refusal.code, "document_damaged")
        raise Unreadable(code, limit=LIMITS.file_bytes // MEGABYTE) from refusal


def check_package(data):
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise Unreadable("document_wrong_type") from problem
    names = archive.namelist()
    if BODY not in names:
        raise Unreadable("document_wrong_type")
    check_sizes(archive.infolist(), LIMITS)
    if len(set(names)) != len(names):
        raise Unreadable("document_damaged")
    for name in names:
        check_part(archive, name)


def check_part(archive, name):
    if not name.endswith((*PARTS, "/")):
        raise Unreadable("document_foreign_part", part=name)
    if name.endswith(".rels"):
        for _tag, found in elements(read_part(archive, name), {"Relationship"}):
            is_link = found.get("Type", "").endswith("/hyperlink")
            if found.get("TargetMode") == "External" and not is_link:
                raise Unreadable("document_foreign_part", part=found.get("Target", ""))
    elif name.endswith(".xml"):
        parse_strictly(strict_parser(None), read_part(archive, name))


def fill_template(data, values, foot=""):
    """The document that this checked template makes of the values, {field: text}.

    Lines of a text become lines of the document; `foot` stands under each page. Raises Unreadable.
    """
    env = ImmutableSandboxedEnvironment(
        extensions=[FieldsOnly], undefined=StrictUndefined, autoescape=True
    )
    env.fields = list(values)
    filled = BytesIO()
    try:
        template = Template(BytesIO(data))
        template.render(values, jinja_env=env, autoescape=True)
        if foot:
            stamp(template.docx, foot)
        template.save(filled)
    except TemplateError as problem:
        raise Unreadable("broken_field", near=words_near(problem)) from problem
    except (LxmlError, KeyError, ValueError, AttributeError, zipfile.BadZipFile) as problem:
        raise Unreadable("document_damaged") from problem
    return filled.getvalue()


def stamp(document, foot):
    """The line under each page, the first and the even ones too where they have their own foot."""
    for number, section in enumerate(document.sections):
        feet = [section.footer]
        if section.different_first_page_header_footer:
            feet.append(section.first_page_footer)
        if document.settings.odd_and_even_pages_header_footer:
            feet.append(section.even_page_footer)
        for place in feet:
            if number == 0 or not place.is_linked_to_previous:
                place.add_paragraph(foot)


def words_near(problem):
    """The words of the template around the mistake."""
    return " ".join("".join(getattr(problem, "docx_context", ())).split())[:60]


def plain_template(title, number, parties, sections, signatures):
    """A template to begin with, on A4: `{{field}}` in each text is filled later.

    `parties` are lines, `sections` pairs (heading, text), `signatures` the lines of each box.
    """
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(25)
    letters = document.styles["Normal"]
    letters.font.name, letters.font.size = "FangSong", Pt(14)
    letters.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    heading(document, title, 20)
    heading(document, number, 12)
    for line in parties:
        document.add_paragraph(line)
    for name, text in sections:
        document.add_paragraph().add_run(name).bold = True
        document.add_paragraph(text)
    boxes = document.add_table(rows=1, cols=len(signatures), style="Table Grid")
    for cell, lines in zip(boxes.rows[0].cells, signatures, strict=True):
        cell.text = "\n\n".join(lines)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def heading(document, text, size):
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.bold, run.font.size = size > 14, Pt(size)


def zip_of(files):
    """One archive of these files, pairs (name, bytes), without hour or machine."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files:
            archive.writestr(entry(name), data)
    return packed.getvalue()

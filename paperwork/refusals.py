"""Why a workbook or a picture is not read, in sentences that say what to do."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

MEGABYTE = 1_000_000
HEADER_DEPTH = 20  # rows in which the header is looked for

MESSAGES = {
    "empty": _("The file is empty. Choose the workbook again."),
    "too_long": _(
        "The file has %(size)s MB; at most %(limit)s MB can be read. Delete pictures and the "
        "sheets that are not needed, or divide the list."
    ),
    "wrong_type": _(
        "This is %(kind)s, not an Excel workbook. Open it in Excel or WPS, save it as .xlsx and "
        "choose that file."
    ),
    "old_format": _(
        "This workbook has the old format .xls. Open it in Excel or WPS, save it as .xlsx and "
        "choose that file."
    ),
    "encrypted": _(
        "The workbook is protected by a password. Remove the password in Excel or WPS, save it "
        "and choose it again."
    ),
    "damaged": _(
        "The workbook is damaged or incomplete. Open it in Excel or WPS, save it anew as .xlsx "
        "and choose that file."
    ),
    "too_large_inside": _(
        "The workbook unpacks to more than %(limit)s MB. Copy the table without pictures and "
        "empty formatted rows into a new workbook and choose that one."
    ),
    "too_many_parts": _(
        "The workbook has %(count)s parts inside; at most %(limit)s can be read. Copy the table "
        "into a new workbook and choose that one."
    ),
    "unsafe": _(
        "The workbook contains definitions that no spreadsheet program writes. Copy the table "
        "into a new workbook and choose that one."
    ),
    "too_many_rows": _(
        "Sheet “%(sheet)s” is filled down to row %(last)s; at most %(limit)s rows can be read at "
        "once. Divide the list, or delete what stands below it."
    ),
    "too_many_columns": _(
        "Sheet “%(sheet)s” is filled as far as column %(last)s; at most %(limit)s columns can be "
        "read. Delete what stands to the right of the list."
    ),
    "too_many_cells": _(
        "Sheet “%(sheet)s” has more than %(limit)s cells. Divide the list, or copy it without "
        "the empty formatted cells into a new workbook."
    ),
    "too_much_text": _(
        "The workbook holds more text than can be read at once. Divide the list, or shorten the "
        "cells with very long text."
    ),
    "too_heavy": _(
        "The workbook takes too much time or memory to open. Divide the list, or copy it without "
        "formats into a new workbook and choose that one."
    ),
    "no_sheet": _("The workbook has no visible sheet. Unhide the sheet with the list, save it "
                  "and choose it again."),
    "no_header": _(
        "No header row was found in the first %(depth)s rows of any sheet. The columns need "
        "headers such as: %(labels)s."
    ),
    "missing_columns": _(
        "Sheet “%(sheet)s”, row %(row)s: these columns are missing: %(labels)s. Add them, or "
        "correct their headers."
    ),
    "ambiguous_column": _(
        "Sheet “%(sheet)s”, row %(row)s: the columns %(letters)s are both headed “%(label)s”. "
        "Rename or delete one of them."
    ),
    "document_empty": _("The file is empty. Choose the template again."),
    "document_too_long": _(
        "The template has more than %(limit)s MB. Delete large pictures from it and choose it "
        "again."
    ),
    "document_wrong_type": _(
        "This is not a Word document of the format .docx. Open it in Word or WPS, save it as "
        ".docx and choose that file."
    ),
    "document_damaged": _(
        "The template is damaged, protected or incomplete. Open it in Word or WPS, save it anew as "
        ".docx and choose that file."
    ),
    "document_too_large": _(
        "The template unpacks to too much. Delete large pictures from it and choose it again."
    ),
    "document_foreign_part": _(
        "The template holds something that is neither text nor picture: %(part)s. Delete programs, "
        "embedded files and linked pictures."
    ),
    "unknown_field": _(
        "The template asks for the field “%(field)s”, which does not exist. The fields are: "
        "%(fields)s."
    ),
    "not_a_field": _(
        "Between {{ and }} only the name of a field may stand. The template has “%(text)s” there."
    ),
    "broken_field": _(
        "A field of the template is not closed, or its name is missing: each is one name between "
        "two pairs of braces. Look near: %(near)s"
    ),
    "picture_empty": _("The file is empty. Choose the picture again."),
    "picture_too_long": _(
        "The picture has %(size)s MB; at most %(limit)s MB can be kept. Take it again at a lower "
        "resolution."
    ),
    "not_a_picture": _(
        "This is %(kind)s, not a photo. Choose a picture in one of the formats JPEG, PNG and WebP."
    ),
    "picture_is_pdf": _(
        "This is a PDF document, which is not kept here. Photograph the page and choose that photo."
    ),
    "picture_is_heic": _(
        "This photo has the format HEIC, which cannot be opened here. Set the camera to the most "
        "compatible format (JPEG) and take it again."
    ),
    "picture_damaged": _(
        "The picture is damaged, incomplete or too large to open. Take it again at a lower "
        "resolution, or choose another one."
    ),
    "picture_too_large": _(
        "The picture has %(width)s × %(height)s pixels; at most %(limit)s million in all can be "
        "opened. Take it again at a lower resolution."
    ),
    "picture_too_heavy": _(
        "The picture takes too much time or memory to open. Take it again at a lower resolution."
    ),
    "picture_moves": _("This is a moving picture. Choose one that stands still."),
}  # fmt: skip


class Unreadable(Exception):
    """Not to be read: `message` tells the user why and what to do, `code` is a key above."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details

    @property
    def message(self):
        return str(MESSAGES[self.code]) % self.details

    def __str__(self):
        return self.message


@dataclass(frozen=True)
class Limits:
    """What is read at most: bytes of the file and of its parts unpacked, and sizes of a sheet."""

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 100 * MEGABYTE
    parts: int = 2_000
    ratio: int = 200
    rows: int = 20_000
    columns: int = 200
    cells: int = 300_000  # what the two seconds of `bounds` are enough for, with as much to spare
    characters: int = 40_000_000

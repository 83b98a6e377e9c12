"""The national list of divisions as a text file, read line by line."""

import csv

from django.utils.translation import gettext as _

from jurisdiction.actions import BadDivisions

HEADER = ["code", "name"]
# Excel in China writes GB18030 (a superset of GBK) unless it is told otherwise.
ENCODINGS = ("utf-8-sig", "gb18030")


def read_divisions(path):
    """Yield (line number, code, name) of a `code,name` list; raises BadDivisions."""
    try:
        with open(path, encoding=encoding_of(path), newline="") as file:
            yield from read_lines(csv.reader(file))
    except OSError as error:
        raise BadDivisions(
            _("%(file)s cannot be read: %(reason)s") % {"file": path, "reason": error.strerror}
        ) from error
    except csv.Error as error:
        raise BadDivisions(_("This is not a list of comma-separated values.")) from error


def read_lines(reader):
    header = [cell.strip().lower() for cell in next(reader, [])]
    if header != HEADER:
        raise BadDivisions(_("The first line must be “code,name”."))
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(HEADER):
            raise BadDivisions(_("Line %s: expected a code and a name.") % reader.line_num)
        yield reader.line_num, cells[0].strip(), cells[1]


def encoding_of(path):
    for encoding in ENCODINGS:
        if is_readable(path, encoding):
            return encoding
    raise BadDivisions(_("The file is neither UTF-8 nor GBK. Save it as UTF-8 and try again."))


def is_readable(path, encoding):
    try:
        with open(path, encoding=encoding) as file:
            while file.read(1 << 16):
                pass
    except UnicodeDecodeError:
        return False
    return True

"""The program that opens a stranger's Word template: run by `documents`, never imported otherwise.

It reads the template from its standard input and writes one line: the refusal, or that fields and
parts are in order. Before the first byte is read it gives up nearly everything (`bounds`).
"""

import json
import sys

from django.conf import settings

from paperwork.bounds import bound
from paperwork.documents import plain_template, proof_template
from paperwork.postroom import line_of, load_late_parts, worded
from paperwork.refusals import Unreadable


def answer_to(data, fields):
    """One JSON object: {"refused": code, …} or {"is_in_order": true}."""
    try:
        proof_template(data, fields)
    except Unreadable as refusal:
        details = {name: worded(value) for name, value in refusal.details.items()}
        return {"refused": refusal.code, **details}
    except MemoryError:
        return {"refused": "document_too_large"}
    return {"is_in_order": True}


def main():
    settings.configure(USE_I18N=False)  # refusals are put into words by whoever asked
    load_late_parts()
    for text in ("{{a}}", "{{"):  # loads what is needed late, for an error too
        answer_to(plain_template(text, "", [], [], []), ["a"])
    bound()
    answer = answer_to(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    sys.stdout.buffer.write(line_of(answer))
    sys.stdout.buffer.flush()

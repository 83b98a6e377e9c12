"""The addresses of single rows, for lists that need one in every line."""

from functools import cache

from django.urls import get_script_prefix, reverse

A_NUMBER = 7_777_777_777


def address(page, key):
    """The address of a row on the page of this name: ("casefiles:case-detail", 5) is "/files/5/".

    As `reverse` has it, which is asked once for each page and not for each row.
    """
    before, after = around(page, get_script_prefix())
    return f"{before}{key}{after}"


@cache
def around(page, prefix):
    """What stands before and after the number; `prefix` is where the product is mounted."""
    return reverse(page, args=[A_NUMBER]).split(str(A_NUMBER))

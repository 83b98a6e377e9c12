"""Every string of the product has its Chinese, and the check would see one that has not."""

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import override

from township import translations
from township.management.commands.compile_translations import compile_catalogue

PYTHON = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, ngettext, pgettext

LABEL = _("Planted "
          "label")
rows = ngettext("%(n)s planted row", "%(n)s planted rows", 2)
may = pgettext("month", "May")
far = translation.gettext("Planted far")
not_ours = print("Plain text")
"""
TEMPLATE = """{% load i18n %}
<h1>{% translate "Planted heading" as heading %}{{ heading }}</h1>
{% translate "May" context "permission" %}
{% blocktranslate count n=rows|length trimmed %}
  One planted file
{% plural %}
  {{ n }} planted files
{% endblocktranslate %}
<p title="{% blocktranslate with who=name %}Planted for {{ who }}{% endblocktranslate %}">
"""


@pytest.fixture
def tree(tmp_path):
    """A little product with one module, one template and no catalogue."""
    (tmp_path / "casefiles" / "migrations").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "casefiles" / "models.py").write_text(PYTHON, "utf-8")
    (tmp_path / "casefiles" / "migrations" / "first.py").write_text(PYTHON, "utf-8")
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE, "utf-8")
    return tmp_path


PLANTED = {
    (None, "Planted label"),
    (None, "%(n)s planted row"),
    ("month", "May"),
    (None, "Planted far"),
    (None, "Planted heading"),
    ("permission", "May"),
    (None, "One planted file"),
    (None, "Planted for %(who)s"),
}


def catalogue_of(tree):
    return tree / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def translate_all(tree):
    catalogue = polib.pofile(str(catalogue_of(tree)))
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    catalogue.save()
    return catalogue


def test_strings_of_python_and_of_templates_are_found_with_context_and_plural(tree):
    found = translations.collect(tree, ["casefiles", "templates"])
    assert set(found) == PLANTED
    assert found[None, "One planted file"].plural == "%(n)s planted files"
    assert found[None, "Planted label"].files == {"casefiles/models.py"}


def test_check_fails_and_names_each_string_without_a_translation(tree, capsys):
    with pytest.raises(CommandError):
        call_command("translations", check=True, root=tree)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PLANTED)
    assert "missing: 'Planted label' (casefiles/models.py)" in lines


def test_update_then_translating_satisfies_the_check(tree):
    call_command("translations", update=True, root=tree)
    with pytest.raises(CommandError, match="8 of 8"):
        call_command("translations", check=True, root=tree)
    translate_all(tree)
    call_command("translations", check=True, root=tree)


@pytest.mark.parametrize(
    ("msgid", "msgstr", "problem"),
    [
        ("Planted for %(who)s", "给%(whom)s", "placeholders differ"),
        ("Planted for %(who)s", "给他", "placeholders differ"),
        ("Planted heading", "", "untranslated"),
    ],
)
def test_check_finds_a_wrong_placeholder_and_an_empty_translation(tree, msgid, msgstr, problem):
    call_command("translations", update=True, root=tree)
    catalogue = translate_all(tree)
    catalogue.find(msgid).msgstr = msgstr
    found = translations.collect(tree, ["casefiles", "templates"])
    assert [row[:3] for row in translations.problems(catalogue, found)] == [(problem, None, msgid)]


def test_a_vanished_string_is_retired_and_keeps_its_translation_when_it_returns(tree):
    call_command("translations", update=True, root=tree)
    translate_all(tree)
    page = tree / "templates" / "page.html"
    page.write_text("", "utf-8")
    call_command("translations", update=True, root=tree)
    retired = {e.msgid for e in polib.pofile(str(catalogue_of(tree))).obsolete_entries()}
    assert retired == {"Planted heading", "May", "One planted file", "Planted for %(who)s"}
    page.write_text(TEMPLATE, "utf-8")
    call_command("translations", update=True, root=tree)
    call_command("translations", check=True, root=tree)


def test_a_catalogue_is_compiled_once_until_it_changes(tree):
    call_command("translations", update=True, root=tree)
    source = catalogue_of(tree)
    assert [compile_catalogue(source), compile_catalogue(source)] == [True, False]
    translate_all(tree)
    source.with_suffix(".mo").unlink()
    assert compile_catalogue(source)
    assert polib.mofile(str(source.with_suffix(".mo"))).find("Planted heading").msgstr


def test_the_chinese_of_the_product_is_complete():
    call_command("translations", check=True, root=settings.BASE_DIR)


def test_no_string_of_ours_takes_the_place_of_a_month_or_a_day_of_the_week():
    """Django's dates ask our catalogue first: a word "May" of ours would stand in the calendar."""
    with override("en"):
        names = {str(name) for table in (MONTHS, WEEKDAYS) for name in table.values()}
    catalogue = polib.pofile(str(catalogue_of(settings.BASE_DIR)))
    ours = {entry.msgid for entry in catalogue if not entry.obsolete and not entry.msgctxt}
    assert names & ours == set()
    assert ours

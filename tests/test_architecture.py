"""The law of the house that an import linter cannot see."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps
from django.urls import URLResolver, get_resolver
from django.utils.translation import override
from django_filters import FilterSet

from jurisdiction.access import Permission

HOUSE = Path(__file__).resolve().parent.parent

# A key may point to the same app or to one on a lower step; siblings share a step.
STEPS = {"jurisdiction": 1, "casefiles": 2, "campaigns": 2, "responsibility": 3, "township": 4}

ROOMS = {
    "terms", "access", "schedule", "scoring", "risk", "identity", "names", "likeness", "synonyms",
    "vault", "scoping", "wall", "history", "models", "audit", "indicators", "actions",
    "forms", "filters", "sheets", "letters", "doors", "context", "sign_in", "hashers", "middleware",
    "views", "api", "admin", "urls", "apps", "management", "migrations", "templatetags",
    "standard.toml",
}  # fmt: skip

FORBIDDEN = {"utils", "helpers", "common", "misc", "manager", "service", "handler"}

# Tables that show nobody's data by themselves; each with its reason. Event tables are open by
# rule: no page reads them, and the rows they repeat are scoped.
OPEN = {
    "casefiles.DrugItem": "what kits test for is everybody's",
    "casefiles.SpecialDay": "the calendar is everybody's",
    "jurisdiction.FormerName": "seen only through its area",
}

TOP_LEVEL = {
    "manage.py", "township", "jurisdiction", "casefiles", "campaigns", "responsibility",
    "paperwork", "templates", "static", "locale", "tests", "bin", "docs", "README.md",
    "README.zh-hans.md", "GLOSSARY.md", "CHANGELOG.md", "LICENSE", "requirements.in",
    "requirements.txt", "pyproject.toml", ".ci",
}  # fmt: skip
NOT_OURS = {".git", ".gitignore", ".venv", "var", "__pycache__"}

VIEW_LINES = 25


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in STEPS]


def home_of(model):
    return model._meta.app_label


def is_event_table(model):
    return hasattr(model, "pgh_tracked_model")


def modules(*folders):
    for folder in folders:
        yield from (HOUSE / folder).rglob("*.py")


def view_modules():
    return [path for path in modules(*STEPS) if path.stem == "views" or path.parent.name == "views"]


def templates():
    return sorted((HOUSE / "templates").rglob("*.html"))


def endpoints(patterns=None, namespace=""):
    for pattern in patterns or get_resolver().url_patterns:
        if isinstance(pattern, URLResolver):
            yield from endpoints(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield namespace, pattern


def test_keys_point_down_or_stay_home():
    wrong = [
        str(field)
        for model in own_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
        if (there := field.related_model._meta.app_label) in STEPS
        if there != (here := model._meta.app_label) and STEPS[there] >= STEPS[here]
    ]
    assert wrong == []


def test_every_model_is_scoped_or_named_as_open():
    unscoped = {
        model._meta.label
        for model in own_models()
        if not is_event_table(model) and not model._meta.auto_created
        if not hasattr(model._default_manager.get_queryset(), "visible_to")
    }
    assert unscoped == set(OPEN)


# Models whose rows no form edits, so that nobody's words can be overwritten; each with its reason.
UNEDITED = {
    "jurisdiction.FormerName": "written by a renaming",
    "casefiles.StateChange": "written by a change of state",
    "casefiles.BagDocument": "noted and removed",
    "casefiles.Enrolment": "written once, with the file",
    "jurisdiction.ApiToken": "made once, ended once",
    "casefiles.RosterImport": "confirmed under its digest",
    "casefiles.DueSlot": "excused and restored; the records close it",
    "casefiles.Visit": "withdrawn, never edited",
    "casefiles.DrugTest": "corrected by the next edition, never edited",
    "casefiles.DrugItem": "one row an item: taken in, and out of use",
    "casefiles.HouseholdPerson": "a view of the data base",
    "casefiles.VisitPhoto": "withdrawn, never edited",
    "casefiles.BagScan": "withdrawn, never edited",
    "casefiles.Sealing": "written once, by the sealing",
    "casefiles.SealOpening": "asked once, decided once, ended once",
    "casefiles.SpecialDay": "one row a day: set, and set back",
    "casefiles.ScheduleStep": "written with its schedule",
    "casefiles.RiskFactor": "written with its scale",
    "casefiles.VillageDuty": "its records close it",
    "casefiles.TenDayCheck": "withdrawn, never edited",
    "casefiles.InfoExchange": "withdrawn, never edited",
    "campaigns.ActivityPhoto": "withdrawn, never edited",
    "campaigns.CampaignImport": "confirmed under its digest",
    "campaigns.Material": "edited with its activity",
    "campaigns.PlanSlot": "its activities close it",
    "campaigns.TitleStep": "added, never edited",
    "responsibility.LetterRegister": "its row is locked while numbers are given",
    "responsibility.LetterScan": "withdrawn, never edited",
    "responsibility.Signature": "written with the letter",
    "responsibility.Section": "edited with its standard",
    "responsibility.Item": "edited with its standard",
    "responsibility.GradeLimit": "edited with its standard",
    "responsibility.VetoCase": "edited with its standard",
    "responsibility.Bonus": "withdrawn, never edited",
    "responsibility.Veto": "withdrawn, never edited",
    "responsibility.FrozenMeasure": "written by a freezing",
}


def test_every_model_has_a_version_or_is_named_as_never_edited():
    unversioned = {
        model._meta.label
        for model in own_models()
        if not is_event_table(model) and not model._meta.auto_created
        if not getattr(model, "APPEND_ONLY", False)
        if "version" not in {field.name for field in model._meta.fields}
    }
    assert unversioned == set(UNEDITED)


def test_every_event_table_repeats_a_model_of_the_same_app():
    tables = list(filter(is_event_table, own_models()))
    assert tables
    assert [t._meta.label for t in tables if home_of(t) != home_of(t.pgh_tracked_model)] == []


@pytest.mark.parametrize("app", ["jurisdiction", "casefiles", "campaigns", "responsibility"])
def test_every_module_of_an_app_is_one_of_the_rooms(app):
    names = {
        entry.name if entry.suffix == ".toml" else entry.stem
        for entry in (HOUSE / app).iterdir()
        if entry.suffix != ".md"
    }
    assert names - ROOMS - {"__init__", "__pycache__"} == set()


def test_no_migration_reads_other_code_of_ours():
    """A migration means the same for ever, and the template of the test data base knows by the
    migrations alone when it is out of date."""
    read = [
        f"{path.relative_to(HOUSE)}: {name}"
        for path in modules(*STEPS)
        if path.parent.name == "migrations"
        for name in imported(path)
        if name.partition(".")[0] in {*STEPS, "paperwork"}
    ]
    assert read == []


def imported(path):
    """The modules that a file imports."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_module_is_a_drawer_of_unrelated_things():
    drawers = [
        str(path.relative_to(HOUSE))
        for path in modules(*STEPS, "paperwork", "tests")
        if FORBIDDEN & {part.removesuffix("s") for part in re.split(r"[_.]", path.name)}
        or FORBIDDEN & set(re.split(r"[_.]", path.name))
    ]
    assert drawers == []


def test_every_view_is_a_short_function():
    assert view_modules()
    long = []
    for path in view_modules():
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                lines = node.end_lineno - node.lineno + 1
                if lines > VIEW_LINES:
                    long.append(f"{path.relative_to(HOUSE)}: {node.name}, {lines} lines")
    assert long == []


def test_views_fetch_through_the_window():
    past_the_window = re.compile(
        r"\.objects\.(get|all|filter|exclude|first|last)\("
        r"|get_(object|list)_or_404\(\s*[A-Z]\w*(\.objects)?\s*,"
    )
    found = [
        f"{path.relative_to(HOUSE)}: {match[0]}"
        for path in view_modules()
        for match in past_the_window.finditer(path.read_text())
    ]
    assert found == []


def test_every_page_of_the_apps_is_a_function_that_says_what_it_requires():
    pages = [page for namespace, page in endpoints() if namespace in STEPS]
    assert pages
    assert [str(page.pattern) for page in pages if not hasattr(page.callback, "requires")] == []
    assert [str(page.pattern) for page in pages if hasattr(page.callback, "view_class")] == []


def test_the_top_level_is_the_agreed_one():
    found = {
        entry.name
        for entry in HOUSE.iterdir()
        if entry.name not in NOT_OURS and not entry.name.endswith("_cache")
        if entry.name != ".hypothesis"
    }
    assert found == TOP_LEVEL


INLINE = re.compile(r"<style\b|<script\b(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"|javascript:", re.I)
OUTSIDE = re.compile(r"(?:src|href|action)=\"(?:https?:)?//[^\"]*\"", re.I)


@pytest.mark.parametrize("rule", [INLINE, OUTSIDE], ids=["inline", "outside"])
def test_templates_hold_no_inline_code_and_nothing_from_outside(rule):
    assert templates()
    found = [
        f"{path.relative_to(HOUSE)}: {match[0]}"
        for path in templates()
        for match in rule.finditer(path.read_text())
    ]
    assert found == []


def test_static_files_are_our_own():
    assert [entry.name for entry in (HOUSE / "static").iterdir()] == ["tongxin"]
    outside = [
        path.name
        for path in (HOUSE / "static").rglob("*.css")
        if re.search(r"@import|url\([\"']?(https?:)?//", path.read_text())
    ]
    assert outside == []


# What the house never holds about a person: messages, calls, address books, live location.
NEVER_KEPT = re.compile(
    r"\b(sms|mms|text messages?|chats?|call (logs?|records?|history)|calls|address ?books?"
    r"|phone ?books?|contact lists?|(live|current|last) (location|position)|location|gps|geo\w*"
    r"|latitude|longitude|coordinates?)\b"
    r"|短信|彩信|微信记录|聊天|通话|话单|通讯录|联系人列表|定位|实时位置|经纬度|轨迹|行踪",
    re.I,
)


def spoken(name):
    """A name of the code as words: `CallLog`, `call_log` and `call.log` are "call log"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_.]", " ", name)


def said_by_models(found):
    for model in found:
        yield model._meta.label, [spoken(model.__name__), model._meta.verbose_name]
        for field in model._meta.get_fields():
            labels = [getattr(field, "verbose_name", ""), getattr(field, "help_text", "")]
            yield f"{model._meta.label}.{field.name}", [spoken(field.name), *labels]


def said_by_forms(found):
    for form in found:
        fields = getattr(form, "base_filters", None) or form.base_fields
        yield form.__qualname__, [spoken(form.__name__)]
        for name, field in fields.items():
            yield f"{form.__qualname__}.{name}", [spoken(name), field.label]


def said_by_permissions(found):
    for permission in found:
        yield permission, [spoken(permission)]


def never_kept(said):
    """The names among these that speak of what is never kept, in either language."""
    found = set()
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {name for name, texts in said if any(NEVER_KEPT.search(str(t)) for t in texts)}
    return found


def own_forms():
    for path in modules(*STEPS):
        if {"forms", "filters", "admin"} & {path.stem, path.parent.name}:
            import_module(".".join(path.relative_to(HOUSE).with_suffix("").parts))
    return [
        form
        for base in (forms.BaseForm, FilterSet)
        for form in subclasses(base)
        if form.__module__.split(".")[0] in STEPS
    ]


def subclasses(kind):
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def test_nothing_keeps_messages_calls_address_books_or_live_location():
    assert len(own_forms()) > 20
    said = [
        *said_by_models(own_models()), *said_by_forms(own_forms()),
        *said_by_permissions(Permission),
    ]  # fmt: skip
    assert never_kept(said) == set()


def test_what_must_never_be_kept_would_be_found():
    """Planted: a model, fields by name and by label, a form, a filter, permissions."""
    with isolate_apps("casefiles"):

        class CallLog(models.Model):
            sms_text = models.TextField("text")
            seen = models.CharField("最后定位", max_length=80)
            control_contact = models.CharField("control contact", max_length=40)

            class Meta:
                app_label = "casefiles"

            def __str__(self):
                return self.seen

        class FollowForm(forms.Form):
            place = forms.CharField(label="Live location")
            name = forms.CharField(label="姓名")

        class AddressBookForm(forms.Form):
            pass

        said = [
            *said_by_models([CallLog]), *said_by_forms([FollowForm, AddressBookForm]),
            *said_by_permissions(["address_book.read", "gps.read", "file.read"]),
        ]  # fmt: skip
        found = {name.split(".<locals>.")[-1] for name in never_kept(said)}
    assert found == {
        "casefiles.CallLog", "casefiles.CallLog.sms_text", "casefiles.CallLog.seen",
        "FollowForm.place", "AddressBookForm", "address_book.read", "gps.read",
    }  # fmt: skip


def test_every_case_of_the_field_names_tests_that_exist():
    named = re.findall(r"`(test_\w+)::(test_\w+)`", (HOUSE / "docs/cases.md").read_text("utf-8"))
    assert len(named) > 30
    lacking = [
        (module, test) for module, test in named
        if f"def {test}(" not in (HOUSE / f"tests/{module}.py").read_text("utf-8")
    ]  # fmt: skip
    assert lacking == []

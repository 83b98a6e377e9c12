"""The strings that the product's own code asks to be translated, and their catalogue.

Reads Python by its syntax tree and templates by Django's own lexer, so that no gettext is needed.
"""

import ast
import re
from dataclasses import dataclass, field

import polib
from django.utils.translation.template import templatize

# Function of django.utils.translation -> what its first arguments are.
SIGNATURES = {
    "gettext": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
}
SIGNATURES |= {f"{name}_lazy": signature for name, signature in SIGNATURES.items()}
LITERAL = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(n?p?gettext|_)\(\s*({LITERAL}(?:\s*,\s*{LITERAL})*)")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z]|\{\w*\}")
PYTHON_FORMAT = re.compile(r"%\(\w+\)[a-z]|%[a-z]")
NOT_OURS = ("migrations", "tests")


@dataclass
class Source:
    """One translatable string and the files that use it."""

    msgid: str
    plural: str = ""
    context: str | None = None
    files: set = field(default_factory=set)

    @property
    def key(self):
        return self.context, self.msgid


def collect(root, folders):
    """Every string under the folders, by (context, msgid)."""
    found = {}
    for path in sorted(p for folder in folders for p in (root / folder).rglob("*")):
        if path.is_file() and not set(path.parts) & set(NOT_OURS):
            for source in strings_in(path):
                known = found.setdefault(source.key, source)
                known.plural = known.plural or source.plural
                known.files.add(path.relative_to(root).as_posix())
    return found


def strings_in(path):
    if path.suffix == ".py":
        return strings_in_python(path.read_text("utf-8"))
    if path.suffix in (".html", ".txt", ".svg") and "templates" in path.parts:
        return strings_in_template(path.read_text("utf-8"))
    return ()


def strings_in_python(text):
    tree = ast.parse(text)
    local = translation_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            signature = SIGNATURES.get(local.get(called_name(node.func), ""))
            if signature:
                yield from source_of(signature, [literal(arg) for arg in node.args])


def translation_names(tree):
    """The names under which this module knows Django's translation functions."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils":
            for alias in node.names:
                if alias.name == "translation":
                    module = alias.asname or alias.name
                    names |= {f"{module}.{function}": function for function in SIGNATURES}
    return names


def called_name(function):
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return f"{function.value.id}.{function.attr}"
    return getattr(function, "id", "")


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def strings_in_template(text):
    for name, arguments in TEMPLATE_CALL.findall(templatize(text)):
        signature = SIGNATURES["gettext" if name == "_" else name]
        literals = [ast.literal_eval(quoted) for quoted in re.findall(LITERAL, arguments)]
        yield from source_of(signature, literals)


def source_of(signature, literals):
    named = dict(zip(signature, literals, strict=False))
    if named.get("msgid"):
        yield Source(named["msgid"], named.get("plural") or "", named.get("context"))


def problems(catalogue, found):
    """What the catalogue lacks: (problem, context, msgid, files), sorted by string."""
    entries = {entry_key(entry): entry for entry in catalogue if not entry.obsolete}
    rows = []
    for key, source in found.items():
        problem = problem_of(entries.get(key), source)
        if problem:
            rows.append((problem, *key, sorted(source.files)))
    return sorted(rows, key=lambda row: (row[2], row[1] or ""))


def problem_of(entry, source):
    if entry is None or bool(entry.msgid_plural) != bool(source.plural):
        return "missing"
    if entry.fuzzy:
        return "fuzzy"
    texts = list(entry.msgstr_plural.values()) if source.plural else [entry.msgstr]
    if not texts or not all(texts):
        return "untranslated"
    wanted = placeholders(source.plural or source.msgid)
    return "" if all(placeholders(text) == wanted for text in texts) else "placeholders differ"


def placeholders(text):
    return sorted(set(PLACEHOLDER.findall(text.replace("%%", ""))))


def entry_key(entry):
    return entry.msgctxt, entry.msgid


def update(catalogue, found):
    """Bring the catalogue up to the sources. Returns (added, vanished) strings.

    New strings come without a translation; vanished ones stay at the end, marked obsolete.
    """
    entries = {entry_key(entry): entry for entry in catalogue}
    added = [key for key in found if key not in entries or entries[key].obsolete]
    vanished = [k for k, entry in entries.items() if k not in found and not entry.obsolete]
    for key in vanished:
        entries[key].obsolete, entries[key].occurrences = True, []
    for key, source in found.items():
        if key not in entries:
            entries[key] = polib.POEntry(msgid=source.msgid, msgctxt=source.context)
        follow_source(entries[key], source)
    catalogue[:] = sorted(entries.values(), key=lambda e: (e.obsolete, e.msgid, e.msgctxt or ""))
    return added, vanished


def follow_source(entry, source):
    entry.obsolete = 0
    entry.occurrences = [(name, "") for name in sorted(source.files)]
    if source.plural and entry.msgid_plural != source.plural:
        entry.msgid_plural = source.plural
        entry.msgstr_plural = entry.msgstr_plural or {0: entry.msgstr}
        entry.msgstr = ""
    elif entry.msgid_plural and not source.plural:
        entry.msgid_plural, entry.msgstr = "", entry.msgstr_plural.get(0, "")
        entry.msgstr_plural = {}
    is_format = bool(PYTHON_FORMAT.search(source.plural or source.msgid))
    entry.flags = [f for f in entry.flags if f != "python-format"]
    entry.flags += ["python-format"] * is_format

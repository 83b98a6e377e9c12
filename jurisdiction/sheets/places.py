"""Villages and groups as offices write them: by name, with or without suffix, or by code."""

import re
import unicodedata

from django.utils.translation import gettext as _

from jurisdiction.terms import AreaLevel

SUFFIX = re.compile(r"(村|社区)?(村民委员会|居民委员会|村委会|居委会|委员会)$|(社区|村|居)$")
GROUP = re.compile(r"第?([0-9]{1,9}|[一二三四五六七八九十]+)(?:村民|居民)?小?[组社队]?")
WITH_GROUP = re.compile(
    r"(.*?[村居区])(第?(?:[0-9]+|[一二三四五六七八九十]+)(?:村民|居民)?小?[组社队])"
)
DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")}


class UnknownPlace(Exception):
    """The reason says what to write instead."""


class Places:
    """The villages and groups of an officer's area, found without a query for each row."""

    def __init__(self, areas):
        self.villages = [area for area in areas if area.level == AreaLevel.VILLAGE]
        self.groups = [area for area in areas if area.level == AreaLevel.GROUP]
        townships = [area for area in areas if area.level == AreaLevel.TOWNSHIP]
        self.prefixes = [plain(area.name) for area in townships]
        self.by_code = {area.code: area for area in self.villages + self.groups}
        self.by_name = gather(self.villages, lambda area: plain(area.name))
        self.by_stem = gather(self.villages, lambda area: stem(area.name))
        self.by_group = gather(self.groups, lambda area: (area.code[:12], group_key(area.name)))

    def village(self, text):
        """The village meant by a name or a 12-digit code; raises UnknownPlace."""
        name = self.without_township(plain(text))
        if name in self.by_code:
            return self.by_code[name]
        found = self.by_name.get(name) or self.by_stem.get(stem(name), [])
        if len(found) == 1:
            return found[0]
        raise UnknownPlace(several(text) if found else unknown_village(text))

    def without_township(self, name):
        for prefix in self.prefixes:
            if name.startswith(prefix) and name != prefix:
                return name[len(prefix) :]
        return name

    def group(self, village, text):
        """The group of a village meant by a name or number; raises UnknownPlace."""
        name = plain(text)
        if name in self.by_code:
            return self.by_code[name]
        found = self.by_group.get((village.code, group_key(name)), [])
        if len(found) == 1:
            return found[0]
        raise UnknownPlace(
            _("%(village)s has no group “%(text)s”. Correct it, or leave it empty.")
            % {"village": village.name, "text": text}
        )


def split_group(text):
    """ "和平村3组" as ("和平村", "3组"); the group is empty when none is written there."""
    found = WITH_GROUP.fullmatch(plain(text))
    return found.groups() if found else (text, "")


def gather(areas, key):
    found = {}
    for area in areas:
        found.setdefault(key(area), []).append(area)
    return found


def plain(text):
    return "".join(unicodedata.normalize("NFKC", str(text)).split())


def stem(name):
    """The name without what offices add or leave out: 村, 村委会, 社区."""
    return SUFFIX.sub("", plain(name)) or plain(name)


def group_key(name):
    """The number of a group, however it is written; the name where it has none."""
    text = plain(name)
    numbered = GROUP.fullmatch(text)
    return number_of(numbered[1]) if numbered else text


def number_of(text):
    """12 for "12" and for "十二"; up to 99."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return DIGITS.get(text, text)
    return DIGITS.get(tens, 1) * 10 + DIGITS.get(ones, 0)


def several(text):
    return _("Several villages are called “%s”. Write the 12-digit code instead.") % text


def unknown_village(text):
    return (
        _(
            "“%s” is no village of your area. Write its name as in the list of areas, or its "
            "12-digit code."
        )
        % text
    )

"""Tokens by which a name is found: its characters, neighbouring pairs, pinyin and initials.

Stored tokens and query tokens are compared for equality, under a GIN index.
"""

import os
import re
import unicodedata
from functools import lru_cache
from itertools import islice, pairwise, product

# Phrases help to read sentences, not names, and cost each process 45 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

from pypinyin import Style, pinyin

LONGEST_TOKEN = 80  # the width of the stored column
LONGEST_QUERY = 80
READINGS_OF_A_NAME = 4
LONGEST_CHINESE_NAME = 4  # a surname and given name; what is longer is a transcription
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
ONE_HAN = re.compile(f"[{HAN}]")
UNIT = re.compile(rf"[{HAN}]|[^\W\d_{HAN}]+")  # one Chinese character, or one word otherwise
RUN = re.compile(rf"[{HAN}]+|[^\W\d_{HAN}]+")
DOTS = re.compile("[·•‧∙⋅・.。]")  # as offices type it in minority names
BETWEEN_ALIASES = re.compile(r"[\s、,;/]+")

# Surnames read otherwise than the character alone; two readings where both are in use.
SURNAMES = {
    "乐": "yue le", "乜": "nie", "仇": "qiu", "佴": "nai", "区": "ou", "卜": "bu", "单": "shan",
    "句": "gou", "召": "zhao shao", "员": "yun", "种": "chong", "秘": "bi", "缪": "miao",
    "翟": "zhai di", "能": "nai", "莘": "shen xin", "祭": "zhai ji", "薄": "bo", "藏": "zang",
    "覃": "qin tan", "解": "xie", "查": "zha", "曾": "zeng", "朴": "piao pu", "洗": "xian",
    "柏": "bai bo", "盖": "ge gai", "牟": "mu mou", "郗": "xi chi", "阚": "kan", "隗": "wei kui",
    "黑": "he", "繁": "po", "折": "she", "么": "yao", "岩": "yan ai", "颉": "xie jie",
    "谌": "chen shen", "长孙": "zhang sun", "单于": "chan yu", "尉迟": "yu chi", "万俟": "mo qi",
    "澹台": "tan tai",
}  # fmt: skip
COMPOUND_SURNAMES = {
    "欧阳", "司马", "上官", "诸葛", "令狐", "皇甫", "慕容", "宇文", "司徒", "公孙", "夏侯", "东方",
    "轩辕", "端木", "独孤", "南宫", "西门", "呼延", "闻人", "公冶", "太史", "申屠", "仲孙", "鲜于",
    "闾丘", "濮阳", "淳于", "赫连", "拓跋", "百里", "钟离", "完颜", "纳兰", "第五", "左丘", "梁丘",
    "东郭", "南门",
} | {surname for surname in SURNAMES if len(surname) == 2}  # fmt: skip
# Characters of given names and transcriptions that people read in two ways, or not as listed first.
GIVEN = {
    "乐": "le yue", "行": "xing hang", "长": "chang zhang", "朝": "chao zhao",
    "晟": "sheng cheng", "茜": "qian xi", "重": "zhong chong", "柏": "bai bo", "藏": "zang cang",
    "曾": "zeng ceng", "莘": "xin shen", "筠": "yun jun", "参": "can shen", "都": "du dou",
    "什": "shi shen", "呷": "ga xia", "的": "di de", "扎": "zha za", "解": "jie xie", "卜": "bu",
    "单": "dan shan", "区": "qu ou", "盖": "gai ge",
}  # fmt: skip


def search_tokens(name, alias=""):
    """Every token by which this name or one of its aliases is found, sorted."""
    names = filter(None, [name, *BETWEEN_ALIASES.split(plain(alias))])
    tokens = set().union(*map(tokens_of_name, names))
    return sorted(token for token in tokens if 0 < len(token) <= LONGEST_TOKEN)


def query_tokens(text):
    """Tokens that must all be among the stored ones; none when nothing in the text can be sought.

    Three Chinese characters or more are sought as their neighbouring pairs.
    """
    runs = RUN.findall(DOTS.sub("", plain(text)[:LONGEST_QUERY]))
    return sorted(set().union(*map(tokens_of_run, runs)))


def tokens_of_run(run):
    if is_han(run[0]) and len(run) > 2:
        return {a + b for a, b in pairwise(run)}
    return {run}


def plain(text):
    """Lower case, without accents, full-width letters or tone marks; ü becomes u."""
    letters = unicodedata.normalize("NFKD", str(text)).lower()
    bare = "".join(letter for letter in letters if not unicodedata.category(letter).startswith("M"))
    return unicodedata.normalize("NFKC", bare)


def is_han(unit):
    return ONE_HAN.match(unit) is not None


def tokens_of_name(name):
    parts = [UNIT.findall(part) for part in DOTS.split(plain(name))]
    units = [unit for part in parts for unit in part]
    surname = surname_length(units) if len(parts) == 1 else 0
    sounds = readings_of(units, surname)
    tokens = written_tokens(units)
    for syllables in islice(product(*sounds), READINGS_OF_A_NAME):
        tokens |= spoken_tokens(syllables)
        tokens |= surname_tokens(syllables, surname) if surname else set()
    if len(parts) > 1:
        tokens = tokens.union(*map(whole_tokens, parts))
    return tokens


def sounds(name):
    """The ways in which a whole name is read, without tones: names that share one sound alike."""
    units = UNIT.findall(DOTS.sub("", plain(name)))
    readings_of_name = product(*readings_of(units, surname_length(units)))
    read = (" ".join(syllables) for syllables in islice(readings_of_name, READINGS_OF_A_NAME))
    return {sound for sound in read if sound.strip()}


def written_tokens(units):
    pairs = {a + b for a, b in pairwise(units) if is_han(a) and is_han(b)}
    return {"".join(units), *units} | pairs


def whole_tokens(part):
    """One part of a name with dots, as a whole, written and spoken."""
    syllables = [readings[0] for readings in readings_of(part, 0)]
    return {"".join(part), "".join(syllables)}


def spoken_tokens(syllables):
    return {"".join(syllables), initials(syllables), *syllables, *initials(syllables)}


def surname_tokens(syllables, length):
    """What people type before they are done: zhangx, zhangxiao, zhangxm, zx; and the given name."""
    given = syllables[length:]
    surname = "".join(syllables[:length])
    tokens = {surname, "".join(given), initials(given)}
    for end in range(1, len(given) + 1):
        begun = given[:end]
        tokens |= {surname + "".join(begun), surname + initials(begun)}
        tokens.add(initials(syllables[: length + end]))
    return tokens


def initials(syllables):
    return "".join(syllable[:1] for syllable in syllables)


def surname_length(units):
    """How many units are the surname; 0 where the name is no surname with a given name."""
    if not 1 < len(units) <= LONGEST_CHINESE_NAME or not is_han(units[0]):
        return 0
    return 2 if len(units) > 2 and "".join(units[:2]) in COMPOUND_SURNAMES else 1


def readings_of(units, surname):
    """For each unit the ways in which it is read, at least one, which may be empty."""
    whole = "".join(units[:surname])
    if whole in SURNAMES:
        listed = SURNAMES[whole].split()
        head = [[sound] for sound in listed] if surname == 2 else [listed]
        return [*head, *map(readings, units[surname:])]
    return [readings(unit) for unit in units]


def readings(unit):
    if unit in GIVEN:
        return GIVEN[unit].split()
    return readings_of_character(unit) if is_han(unit) else [unit]


@lru_cache(maxsize=8192)  # single characters, which recur in names; as many as are in use
def readings_of_character(character):
    [[sound]] = pinyin(character, style=Style.NORMAL, errors="ignore") or [[""]]
    return (sound, sound.replace("v", "u")) if "v" in sound else (sound,)

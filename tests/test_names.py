"""Names are found as Chinese users expect: by characters, pinyin and initials."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefiles.names import LONGEST_TOKEN, query_tokens, search_tokens

CHINESE = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
RARE = st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF)
NAMES = st.text(CHINESE | RARE, min_size=2, max_size=8)


def finds(query, name, alias=""):
    sought = query_tokens(query)
    return bool(sought) and set(sought) <= set(search_tokens(name, alias))


def test_the_tokens_of_a_short_name_are_few():
    assert search_tokens("张伟") == [
        "w", "wei", "z", "zhang", "zhangw", "zhangwei", "zw", "伟", "张", "张伟",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "query",
    [
        "张小明", "张", "小", "明", "张小", "小明", "zhangxiaoming", "ZhangXiaoMing", "zhang",
        "xiao", "ming", "zxm", "ZXM", "zx", "xiaoming", "xm", "zhangx", "zhangxm", "zhangxiao",
        "zhang xiao ming", "张xm", "张xiaoming", "张 明", " 张小明 ", "\uff5a\uff58\uff4d",
    ],
)  # fmt: skip
def test_a_name_is_found_by_what_people_type(query):
    assert finds(query, "张小明")


@pytest.mark.parametrize("query", ["张明", "明小", "zm", "zhao", "李", "zhangming", "张小红", "hz"])
def test_a_name_is_not_found_by_another(query):
    assert not finds(query, "张小明")


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单雄信", "shanxiongxin"),
        ("曾国强", "zengguoqiang"),
        ("查良才", "zhaliangcai"),
        ("仇英", "qiuying"),
        ("解晓东", "xiexiaodong"),
        ("任小芳", "renxiaofang"),
        ("区志明", "ouzhiming"),
        ("朴成浩", "piaochenghao"),
        ("尉迟恭", "yuchigong"),
        ("盖文", "gewen"),
        ("缪强", "miaoqiang"),
        ("翟军", "zhaijun"),
        ("乐毅", "yueyi"),
        ("冼星", "xianxing"),
        ("洗星", "xianxing"),
        ("华军", "huajun"),
        ("长孙红", "zhangsunhong"),
        ("万俟林", "moqilin"),
        ("岩温", "aiwen"),
        ("欧阳春", "ouyangchun"),
    ],
)
def test_surnames_are_read_as_surnames(name, pinyin):
    assert finds(pinyin, name)


def test_a_surname_that_is_read_in_two_ways_is_found_by_both():
    queries = ["qinming", "tanming", "qm", "tm"]
    assert [finds(query, "覃明") for query in queries] == [True] * 4


def test_the_misreading_of_a_surname_is_not_offered():
    assert [finds(query, "单雄信") for query in ("danxiongxin", "dan", "dxx")] == [False] * 3


def test_a_compound_surname_is_whole():
    assert [finds(query, "欧阳春") for query in ("ouyang", "ouyangc", "oyc", "欧阳")] == [True] * 4


def test_an_umlaut_is_found_as_v_and_as_u():
    assert [finds(query, "吕布") for query in ("lvbu", "lubu", "lübu", "lv", "lb")] == [True] * 5


@pytest.mark.parametrize(
    "query",
    [
        "阿布都·热合曼", "阿布都热合曼", "阿布都•热合曼", "阿布都.热合曼", "阿布都", "热合曼",
        "阿布都 热合曼", "都热", "abudu", "reheman", "abudureheman", "abdrhm",
    ],
)  # fmt: skip
def test_a_name_with_a_dot_is_found_whole_and_by_its_parts(query):
    assert finds(query, "阿布都·热合曼")


def test_a_space_inside_a_name_is_padding():
    assert search_tokens("张\u3000伟") == search_tokens("张伟")


def test_an_alias_finds_the_person():
    queries = ["阿三", "asan", "小老虎", "xlh", "张伟"]
    assert [finds(query, "张伟", "阿三、小老虎") for query in queries] == [True] * 5


def test_two_aliases_are_not_neighbours():
    assert not finds("三小", "张伟", "阿三、小老虎")


def test_latin_names_are_found_by_word_and_initials():
    queries = ["tom", "TOM LI", "tomli", "tl", "José"]
    assert [finds(query, "Tom Li") for query in queries] == [True, True, True, True, False]
    assert finds("jose", "José")


def test_a_character_beyond_the_basic_plane_is_found():
    queries = ["\U00020000", "\U00020000明", "ming"]
    assert [finds(query, "\U00020000明") for query in queries] == [True] * 3


def test_compatibility_forms_of_a_character_are_the_same():
    assert finds("\uf92c", "郎平")


@pytest.mark.parametrize("query", ["", "  ", "1234", "%_*", "·", "\x00", "\ud800", "😀", "①"])
def test_a_query_without_letters_seeks_nothing(query):
    assert query_tokens(query) == []


def test_unsafe_characters_fall_away():
    assert query_tokens("张\x00伟\u202e'%;--") == ["伟", "张"]


def test_three_characters_are_sought_as_neighbouring_pairs():
    assert query_tokens("张小明") == ["小明", "张小"]


@given(NAMES)
def test_any_character_and_any_two_neighbours_find_the_name(name):
    queries = [name, *name, *(a + b for a, b in pairwise(name))]
    assert [query for query in queries if not finds(query, name)] == []


@given(st.text(), st.text())
def test_any_text_makes_tokens_that_fit_their_column(name, alias):
    tokens = search_tokens(name, alias)
    assert tokens == sorted(set(tokens))
    assert {len(token) for token in tokens} <= set(range(1, LONGEST_TOKEN + 1))
    assert "\0" not in "".join(tokens).encode().decode()


@given(st.text())
def test_any_text_can_be_sought(text):
    assert "\0" not in "".join(query_tokens(text)).encode().decode()


def test_the_longest_name_of_the_form_fits():
    assert finds("zhuang", "壮" * 40)
    assert max(map(len, search_tokens("壮" * 40, "w" * 90))) <= LONGEST_TOKEN


@given(st.text(CHINESE, min_size=2, max_size=4))
def test_a_name_makes_few_tokens(name):
    assert len(search_tokens(name)) <= 60

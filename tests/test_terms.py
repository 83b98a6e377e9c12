"""The words of the case files, and what offices type for them into a roster."""

import re

import pytest
from django.db.models import TextChoices

from casefiles import terms
from casefiles.synonyms import WORDS, recognise_term
from casefiles.terms import (
    Abstinence,
    ControlState,
    Education,
    MaritalStatus,
    Measure,
    PersonCategory,
    ReasonCode,
    RiskLevel,
    Sex,
    WayOfUse,
)
from jurisdiction.synonyms import plain, recognise_boolean

CHOICES = [
    choices
    for choices in vars(terms).values()
    if isinstance(choices, type) and issubclass(choices, TextChoices) and choices is not TextChoices
]


@pytest.mark.parametrize("choices", CHOICES, ids=lambda choices: choices.__name__)
def test_stored_values_are_snake_case(choices):
    assert [v for v in choices.values if not re.fullmatch("[a-z][a-z0-9_]*", v)] == []


@pytest.mark.parametrize("choices", WORDS, ids=lambda choices: choices.__name__)
def test_every_value_of_a_roster_column_has_a_word(choices):
    assert set(WORDS[choices]) == set(choices)


@pytest.mark.parametrize("choices", WORDS, ids=lambda choices: choices.__name__)
def test_no_word_means_two_values(choices):
    words = [plain(word) for value in WORDS[choices].values() for word in value.split()]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("choices", WORDS, ids=lambda choices: choices.__name__)
def test_every_word_is_recognised(choices):
    for value, words in WORDS[choices].items():
        assert {recognise_term(choices, word) for word in words.split()} == {value}


@pytest.mark.parametrize(
    ("choices", "text", "value"),
    [
        (Sex, "男性", Sex.MALE),
        (Sex, 2, Sex.FEMALE),
        (Sex, "m", Sex.MALE),
        (PersonCategory, "吸毒", PersonCategory.DRUG_USER),
        (Measure, " 社区 戒毒 ", Measure.COMMUNITY_DETOX),
        (Measure, "强戒", Measure.COMPULSORY_ISOLATION),
        (ControlState, "０１", ControlState.IN_CONTROL),
        (ControlState, "02", ControlState.LOST_CONTACT),
        (ControlState, "03", ControlState.DECEASED),
        (ControlState, "出国（境）", ControlState.ABROAD),
        (ControlState, "社会面戒断三年未复吸", ControlState.IN_CONTROL),
        (Abstinence, "05", Abstinence.ABSTINENT_3Y),
        (Abstinence, "社会面戒断不满三年", Abstinence.UNDER_3Y),
        (RiskLevel, "高", RiskLevel.HIGH),
        (Education, "文盲", Education.ILLITERATE),
        (MaritalStatus, "离异", MaritalStatus.DIVORCED),
        (ReasonCode, "07", ReasonCode.MEDICAL_TREATMENT),
        (WayOfUse, "静脉注射", WayOfUse.INJECTION),
    ],
)
def test_what_offices_type_is_recognised(choices, text, value):
    assert recognise_term(choices, text) is value


@pytest.mark.parametrize(
    ("choices", "text"),
    [
        (Sex, "未知"),
        (Sex, ""),
        (Measure, "戒毒"),
        (ControlState, "脱管"),
        (Education, "中学"),
        (WayOfUse, "吸食"),
    ],
)
def test_what_could_mean_two_things_is_not_guessed(choices, text):
    assert recognise_term(choices, text) is None


def test_yes_and_no_are_recognised():
    assert {recognise_boolean(text) for text in ("是", "有", "√", "Y", "y", 1, "✔")} == {True}
    assert {recognise_boolean(text) for text in ("否", "无", "\u00d7", "N", 0, "没有")} == {False}
    assert {recognise_boolean(text) for text in ("", "也许", "2")} == {None}

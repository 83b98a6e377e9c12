"""The scale of risk with which every office begins.

National and provincial rules name factors and triggers, and publish no weights (domain document,
2g): each line is the office's to change.
"""

from django.db import migrations

TRIGGERS = [
    "拒绝接受社区戒毒（康复）",
    "严重违反社区戒毒（康复）协议",
    "自伤自残倾向或者精神异常、失控",
    "严重病残，不适宜收戒",
    "有吸毒后肇事肇祸史",
    "失去联系",
]
FACTORS = [
    ("滥用合成毒品或者多种毒品", 10),
    ("注射吸毒", 10),
    ("吸毒成瘾严重", 15),
    ("戒毒治疗三次以上", 10),
    ("戒断不满一年", 20),
    ("戒断一年以上不满三年", 10),
    ("一年内有拒检或者逃避检测", 15),
    ("与吸毒人员来往", 15),
    ("家庭不支持或者关系破裂", 10),
    ("无职业或者无稳定收入", 10),
    ("无固定住所或者经常外出", 10),
]
SCALE = {
    "origin": "系统建议值：因素见浙公通字〔2022〕65号等文件，分值未见公布，须由本办确认",
    "medium_from": 20, "high_from": 50, "high_months": 3, "medium_months": 6, "low_months": 12,
}  # fmt: skip


def enter(apps, schema_editor):
    enter_rows(apps)


def enter_rows(apps):
    standard = apps.get_model("casefiles", "RiskStandard").objects.create(**SCALE)
    lines = [(label, 0, True) for label in TRIGGERS]
    lines += [(label, points, False) for label, points in FACTORS]
    factors = apps.get_model("casefiles", "RiskFactor").objects
    for position, (label, points, is_trigger) in enumerate(lines):
        factors.create(
            standard=standard, position=position, label=label, points=points, is_trigger=is_trigger
        )


def remove(apps, schema_editor):
    apps.get_model("casefiles", "RiskFactor").objects.all().delete()
    apps.get_model("casefiles", "RiskStandard").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0027_risk")]

    operations = [migrations.RunPython(enter, remove)]

from django.db import migrations

# What common kits test for; an office adds what its own do (form F8).
ITEMS = (
    "吗啡", "甲基苯丙胺（冰毒）", "氯胺酮", "摇头丸（MDMA）", "四氢大麻酚（大麻）", "苯甲酰爱康宁（可卡因）",
    "依托咪酯",
)  # fmt: skip


def enter(apps, schema_editor):
    enter_rows(apps)


def enter_rows(apps):
    item = apps.get_model("casefiles", "DrugItem")
    item.objects.bulk_create(item(name=name) for name in ITEMS)


def remove_items(apps, schema_editor):
    apps.get_model("casefiles", "DrugItem").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0019_test_records")]

    operations = [migrations.RunPython(enter, remove_items)]

"""Letters issued before they kept their veto cases take those of their year's standard."""

from django.db import migrations


def fill(apps, schema_editor):
    cases = apps.get_model("responsibility", "VetoCase").objects.filter(
        standard__is_veto_enabled=True
    )
    years = {}
    for township, year, text in cases.order_by("standard", "code").values_list(
        "standard__township", "standard__year", "text"
    ):
        years.setdefault((township, year), []).append(text)
    letters = apps.get_model("responsibility", "Letter").objects.exclude(level="village_household")
    for (township, year), texts in years.items():
        letters.filter(township=township, year=year).update(vetoes="\n".join(texts))


class Migration(migrations.Migration):
    dependencies = [("responsibility", "0009_letter_vetoes")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

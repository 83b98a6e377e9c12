"""The days off and the weekends worked of 2025 and 2026, as the State Council announced them.

Those of 2027 the office enters when they are announced (docs/adr/0014-rights.md).
"""

from datetime import date, timedelta

from django.db import migrations

OFF = [
    ("元旦", date(2025, 1, 1), 1), ("春节", date(2025, 1, 28), 8), ("清明节", date(2025, 4, 4), 3),
    ("劳动节", date(2025, 5, 1), 5), ("端午节", date(2025, 5, 31), 3),
    ("国庆节、中秋节", date(2025, 10, 1), 8),
    ("元旦", date(2026, 1, 1), 3), ("春节", date(2026, 2, 15), 9), ("清明节", date(2026, 4, 4), 3),
    ("劳动节", date(2026, 5, 1), 5), ("端午节", date(2026, 6, 19), 3),
    ("中秋节", date(2026, 9, 25), 3), ("国庆节", date(2026, 10, 1), 7),
]  # fmt: skip
WORKED = [
    ("春节", date(2025, 1, 26)), ("春节", date(2025, 2, 8)), ("劳动节", date(2025, 4, 27)),
    ("国庆节、中秋节", date(2025, 9, 28)), ("国庆节、中秋节", date(2025, 10, 11)),
    ("元旦", date(2026, 1, 4)), ("春节", date(2026, 2, 14)), ("春节", date(2026, 2, 28)),
    ("劳动节", date(2026, 5, 9)), ("国庆节", date(2026, 9, 20)), ("国庆节", date(2026, 10, 10)),
]  # fmt: skip


def enter(apps, schema_editor):
    days = apps.get_model("casefiles", "SpecialDay").objects
    for name, first, n in OFF:
        for later in range(n):
            days.create(day=first + timedelta(days=later), is_off=True, name=name)
    for name, day in WORKED:
        days.create(day=day, is_off=False, name=f"{name}调休")


class Migration(migrations.Migration):
    dependencies = [("casefiles", "0011_corrections")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop)]

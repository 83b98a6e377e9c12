import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


def forget(apps, schema_editor):
    """Seals that do not know their columns cannot be verified after any change: seal anew."""
    apps.get_model("jurisdiction", "AuditSeal").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("jurisdiction", "0008_versions")]

    operations = [
        migrations.CreateModel(
            name="AuditShape",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=80)),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
            ],
            options={
                "verbose_name": "columns sealed",
                "verbose_name_plural": "columns sealed",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="auditshape",
            constraint=models.UniqueConstraint(fields=("table", "columns"), name="shape_kept_once"),
        ),
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            model_name="auditseal",
            name="shape",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="jurisdiction.auditshape",
            ),
            preserve_default=False,
        ),
    ]

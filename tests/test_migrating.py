"""The models that a migration asks for are those of Django's own command, made less often."""

from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from township.management.commands.migrate import render_once_per_row


def states_after(*operations):
    """The models `Door` that each operation leaves behind, in order."""
    state = ProjectState()
    fields = [("id", models.AutoField(primary_key=True)), ("width", models.IntegerField())]
    state.add_model(ModelState("houses", "Door", fields))
    render_once_per_row(operations)
    found = [state.apps.get_model("houses", "Door")]
    for operation in operations:
        operation.state_forwards("houses", state)
        found.append(state.apps.get_model("houses", "Door"))
    return found


def wider_than(width):
    rule = models.CheckConstraint(condition=models.Q(width__gt=width), name=f"wider_than_{width}")
    return migrations.AddConstraint("door", rule)


def rules(model):
    return [rule.name for rule in model._meta.constraints]


def test_in_a_row_of_constraints_the_models_are_made_once_and_then_know_all_of_them():
    before, first, second, last = states_after(wider_than(1), wider_than(2), wider_than(3))
    assert before is first is second
    assert rules(last) == ["wider_than_1", "wider_than_2", "wider_than_3"]


def test_a_column_after_a_row_finds_every_constraint_before_it():
    column = migrations.AddField("door", "height", models.IntegerField(default=0))
    *_others, before, after = states_after(wider_than(1), wider_than(2), column)
    assert rules(before) == rules(after) == ["wider_than_1", "wider_than_2"]
    assert [field.name for field in after._meta.fields] == ["id", "width", "height"]


def test_a_constraint_by_itself_is_known_at_once():
    column = migrations.AddField("door", "height", models.IntegerField(default=0))
    _before, with_rule, _after = states_after(wider_than(1), column)
    assert rules(with_rule) == ["wider_than_1"]


def test_a_migration_without_operations_is_none_the_worse():
    assert len(states_after()) == 1


def columns(model):
    return [field.name for field in model._meta.fields]


def test_in_a_row_of_columns_the_models_are_made_once_with_all_of_them():
    height = migrations.AddField("door", "height", models.IntegerField(default=0))
    depth = migrations.AddField("door", "depth", models.IntegerField(default=0))
    before, first, second, with_rule = states_after(height, depth, wider_than(1))
    assert columns(before) == ["id", "width"]
    assert first is second
    assert columns(first) == columns(with_rule) == ["id", "width", "height", "depth"]
    assert rules(with_rule) == ["wider_than_1"]


def test_a_column_is_added_to_the_table_that_was_made_before_it_and_not_with_it():
    made = [migrations.CreateModel(name, [("id", models.AutoField(primary_key=True))])
            for name in ("Lock", "Key")]  # fmt: skip
    teeth = migrations.AddField("key", "teeth", models.IntegerField(default=0))
    state = ProjectState()
    row = [*made, teeth]
    render_once_per_row(row)
    found = []
    for operation in row:
        operation.state_forwards("houses", state)
        found.append(columns(state.apps.get_model("houses", "Key")))
    assert found == [["id"], ["id"], ["id", "teeth"]]

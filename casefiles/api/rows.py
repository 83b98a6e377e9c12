"""What the rows of the API have in common: where they lie, whose they are, who entered them."""

from rest_framework import serializers


class PlaceSerializer(serializers.ModelSerializer):
    village_name = serializers.CharField(source="village.name", read_only=True)


class HangingSerializer(PlaceSerializer):
    case_name = serializers.CharField(source="case.name", read_only=True)


class RecordSerializer(HangingSerializer):
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)


class PaperSerializer(serializers.ModelSerializer):
    """A paper of the bag, loaded with `case__village` and `recorded_by`."""

    OF_FILE = ("id", "case", "case_name", "village", "village_name")
    ENTERED = ("recorded_by", "recorded_at")

    case_name = serializers.CharField(source="case.name", read_only=True)
    village = serializers.CharField(source="case.village_id", read_only=True)
    village_name = serializers.CharField(source="case.village.name", read_only=True)
    recorded_by = serializers.CharField(source="recorded_by.name", read_only=True)


class CaseRow(serializers.Serializer):
    """A line of a list that goes through the files, loaded with `village`: one file, one line."""

    case = serializers.IntegerField(source="pk", read_only=True)
    case_name = serializers.CharField(source="name", read_only=True)
    village = serializers.CharField(source="village_id", read_only=True)
    village_name = serializers.CharField(source="village.name", read_only=True)

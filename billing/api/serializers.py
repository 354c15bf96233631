"""The form of what the API says about itself."""

from rest_framework import serializers


class OwnAccessSerializer(serializers.Serializer):  # type: ignore[misc]  # DRF carries no types
    """Whether one access is given, by which scope, and why not."""

    allowed = serializers.BooleanField()
    scope = serializers.CharField()
    withheld = serializers.ListField(
        child=serializers.CharField(),
        help_text="Why it is withheld, and where it is granted; empty when allowed.",
    )


class OwnLineSerializer(serializers.Serializer):  # type: ignore[misc]  # likewise
    kind = serializers.CharField(help_text="A kind of record, in the plural, or settings.")
    read = OwnAccessSerializer()
    write = OwnAccessSerializer()


class NamedSerializer(serializers.Serializer):  # type: ignore[misc]  # likewise
    id = serializers.UUIDField()
    name = serializers.CharField()


class OwnAccountSerializer(NamedSerializer):
    role = serializers.CharField()
    modules = serializers.ListField(
        child=serializers.CharField(), help_text="The modules it is restricted to; none means all."
    )


class OwnApplicationSerializer(NamedSerializer):
    client_id = serializers.CharField()
    tracking_id = serializers.CharField()


class OwnOrganisationSerializer(NamedSerializer):
    slug = serializers.CharField()
    currency = serializers.CharField(help_text="The home currency, ISO 4217.")
    time_zone = serializers.CharField()


class SelfSerializer(serializers.Serializer):  # type: ignore[misc]  # likewise
    """Who calls, and what this call's token may do."""

    application = OwnApplicationSerializer()
    account = OwnAccountSerializer()
    organisation = OwnOrganisationSerializer()
    scopes = serializers.ListField(child=serializers.CharField())
    access = OwnLineSerializer(many=True)

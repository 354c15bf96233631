"""JSON out, to the digit: a Decimal is a string wherever it stands; as a number it would lose digits."""

from decimal import Decimal
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class ExactJSONEncoder(JSONEncoder):  # type: ignore[misc]  # DRF carries no types
    def default(self, obj: Any) -> Any:
        return f"{obj:f}" if isinstance(obj, Decimal) else super().default(obj)


class ExactJSONRenderer(JSONRenderer):  # type: ignore[misc]  # likewise
    encoder_class = ExactJSONEncoder

"""JSON out, to the digit: a Decimal is a string wherever it stands; as a number it would lose digits."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rest_framework.renderers import JSONRenderer
from rest_framework.utils.encoders import JSONEncoder


class ExactJSONEncoder(JSONEncoder):  # type: ignore[misc]  # DRF carries no types
    def default(self, obj: Any) -> Any:
        return f"{obj:f}" if isinstance(obj, Decimal) else super().default(obj)


class ExactJSONRenderer(JSONRenderer):  # type: ignore[misc]  # likewise
    encoder_class = ExactJSONEncoder

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        if data is None:
            return b""
        # Half a character that somebody sent, and that is told back to them, becomes its escape in JSON.
        text = json.dumps(data, cls=ExactJSONEncoder, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")

"""Bodies as text: compact, in one order, every number as it is. Floats have no place in them."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from integrations.contracts import exactly


def text(value: Any) -> str:
    """Return JSON: the same for the same value, whatever order it was built in."""
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(name, ensure_ascii=False)}:{text(value[name])}" for name in sorted(value))
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(text(one) for one in value)}]"
    if isinstance(value, Decimal):
        return exactly(value)
    if value is None or isinstance(value, bool | str | int):
        return json.dumps(value, ensure_ascii=False)
    raise TypeError(f"A body holds no {type(value).__name__}.")

"""Reading one value into one field: its type, its limits, and a sentence where it does not fit."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DecimalField,
    Field,
    IntegerField,
    Model,
)

# Python's own reading of numbers also takes 1_000, and the digits of other scripts.
NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?\s*", re.ASCII)
WHOLE = re.compile(r"\s*[+-]?\d+\s*", re.ASCII)


def cleaned(column: "Field[Any, Any]", value: Any, row: Model) -> Any:
    """Return the value as the field keeps it, or raise ValidationError."""
    if isinstance(column, CharField):
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise ValidationError("Write this as text.", code="type")
        return column.clean(value.strip(), row)
    if value is None or value == "":
        if column.null:
            return None
        raise ValidationError(required(column), code="required")
    _check_type(column, value)
    return column.clean(value.strip() if isinstance(value, str) else value, row)


def is_required(column: "Field[Any, Any]") -> bool:
    return not column.blank and not column.null and (not column.has_default() or column.default is None)


def required(column: "Field[Any, Any]") -> str:
    return f"Give the {column.verbose_name}."


def _check_type(column: "Field[Any, Any]", value: Any) -> None:
    if isinstance(column, BooleanField) and not isinstance(value, bool):
        raise ValidationError("This is either true or false.", code="type")
    if isinstance(column, DecimalField) and not _is_number(value, NUMBER, Decimal | int):
        raise ValidationError("Write this as a number, as in 1234.56.", code="type")
    if isinstance(column, IntegerField) and not _is_number(value, WHOLE, int):
        raise ValidationError("Write this as a whole number.", code="type")
    if isinstance(column, DateField) and (isinstance(value, datetime) or not isinstance(value, date | str)):
        raise ValidationError("Write this day as year, month and day: 2026-01-31.", code="type")


def _is_number(value: Any, pattern: "re.Pattern[str]", types: Any) -> bool:
    if isinstance(value, str):
        return pattern.fullmatch(value) is not None
    return isinstance(value, types) and not isinstance(value, bool)

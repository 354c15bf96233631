"""A field of a register, as JSON Schema: its type, its limits, its words. Out of the model, never by hand."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    ForeignKey,
    IntegerField,
    JSONField,
    UUIDField,
)

from billing.registers import REGISTERS
from billing.services.cleaning import is_required

Schema = dict[str, Any]
Column = "Field[Any, Any]"
TAXES: Schema = {
    "type": "array",
    "description": "What each rate of tax comes to.",
    "items": {
        "type": "object",
        "properties": {
            "name": {"type": "string", "description": "What the rate is called."},
            "percent": {"type": "string", "description": "The rate in percent."},
            "base": {"type": "string", "description": "The amount it is counted on."},
            "tax": {"type": "string", "description": "What it comes to."},
        },
        "required": ["name", "percent", "base", "tax"],
    },
}
# What fields are about that people see without words of their own.
WORDS = {
    "state": "Where it stands.",
    "balance": "What is left to settle of it, or to use.",
    "settled": "What payments, credit notes and refunds have taken from it.",
    "approved_at": "When it was approved; null on a draft.",
    "sent_at": "When it was sent, or null.",
    "voided_at": "When it was voided, or null.",
    "closed_at": "When it was closed, or null.",
    "receipt": "How much of it has arrived.",
    "subtotal": "The sum of the lines.",
    "discount": "What the discount comes to.",
    "net": "Without tax.",
    "tax": "The tax.",
    "total": "With tax.",
    "total_home": "The total in the home currency.",
    "amount": "An amount in the currency of the record.",
    "document_discount": "This line's part of the document's discount.",
    "id": "Its id.",
    "version": "Goes up with every change.",
    "created_at": "When it was written first.",
    "updated_at": "When it was written last.",
}


def answered(column: Any) -> Schema:
    """Describe a field as an answer has it."""
    plain = getattr(column, "output_field", column)
    schema = _answered_type(plain)
    if column.null and "type" in schema:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    return (
        schema | {"description": words(column), "readOnly": True}
        if _is_ours(column)
        else schema | _said(column)
    )


def _answered_type(column: Any) -> Schema:
    match column:
        case JSONField():
            return dict(TAXES)
        case ForeignKey() | UUIDField():
            return {"type": "string", "format": "uuid"}
        case DecimalField():
            return {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
        case BooleanField():
            return {"type": "boolean"}
        case IntegerField():
            return {"type": "integer"}
        case DateTimeField():
            return {"type": "string", "format": "date-time"}
        case DateField():
            return {"type": "string", "format": "date"}
    return {"type": "string"} | ({"enum": _choices(column)} if column.choices else {})


def written(column: Any) -> Schema:
    """Describe a field as it may be sent."""
    schema = _written_type(column)
    if column.null or (isinstance(column, CharField) and not is_required(column) and not column.choices):
        schema["type"] = [*_listed(schema["type"]), "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    default = _default(column)
    return schema | _said(column) | ({"default": default} if default is not None else {})


def _written_type(column: Any) -> Schema:
    match column:
        case ForeignKey():
            return {"type": "string", "minLength": 1, "maxLength": 500}
        case DecimalField():
            whole = column.max_digits - column.decimal_places
            pattern = rf"^-?\d{{1,{whole}}}(\.\d{{1,{column.decimal_places}}})?$"
            return {"type": ["string", "number"], "pattern": pattern} | _limits(column)
        case BooleanField():
            return {"type": "boolean"}
        case IntegerField():
            return {"type": "integer"} | _limits(column)
        case DateField():
            return {"type": "string", "format": "date"}
    return _text(column)


def _text(column: Any) -> Schema:
    if column.choices:
        return {"type": "string", "enum": _choices(column)}
    least = {"minLength": 1} if is_required(column) else {}
    validators: list[Any] = [one for one in column.validators if type(one) is RegexValidator]
    patterns = [str(one.regex.pattern) for one in validators]
    if patterns:
        pattern = patterns[0].replace(r"\Z", "$")
        return {"type": "string", "pattern": pattern if least else f"^$|{pattern}"}
    return {"type": "string", "maxLength": column.max_length} | least


def _limits(column: Any) -> Schema:
    lowest = [one.limit_value for one in column.validators if isinstance(one, MinValueValidator)]
    highest = [one.limit_value for one in column.validators if isinstance(one, MaxValueValidator)]
    found = {"minimum": max(lowest, default=None), "maximum": min(highest, default=None)}
    return {name: _number(value) for name, value in found.items() if value is not None}


def _number(value: Any) -> int | float:
    return int(value) if value == int(value) else float(value)


def _choices(column: Any) -> list[str]:
    return [key for key, _ in column.flatchoices if key]


def _listed(kind: Any) -> list[str]:
    return [kind] if isinstance(kind, str) else kind


def _default(column: Any) -> Any:
    if not column.has_default() or column.default is None or callable(column.default):
        return None
    return (
        f"{column.default:f}"
        if isinstance(column, DecimalField) and column.default
        else column.default or ("0" if isinstance(column, DecimalField) else column.default)
    )


def _is_ours(column: Any) -> bool:
    return not column.editable or column.generated


def _said(column: Any) -> Schema:
    return {"description": words(column)}


def words(column: Any) -> str:
    """Say what a field is about."""
    said = [WORDS[column.name] if _is_ours(column) and column.name in WORDS else f"{_label(column)}."]
    if column.help_text:
        said.append(str(column.help_text))
    if isinstance(column, ForeignKey):
        said.append(_reference(column))
    if isinstance(column, CharField) and column.choices and not column.generated:
        said.append("; ".join(f"{key}: {label}" for key, label in column.flatchoices if key) + ".")
    return " ".join(said)


def _label(column: Any) -> str:
    text = str(column.verbose_name)
    return text[:1].upper() + text[1:]


def _reference(column: Any) -> str:
    register = next(one for one in REGISTERS.values() if one.model is column.related_model)
    known = [name.replace("_", " ") for name in register.lookups]
    ways = ", its ".join(["Its id", *known[:-1]]) + (f" or its {known[-1]}" if known else "")
    return f"{register.kind.label.capitalize()}: {ways[0].lower()}{ways[1:]}."

"""A JSON column that is unreadable without the key ring, the tenant and the column it was written for."""

import json
from typing import Any, ClassVar

from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from billing.tenancy import keyring
from billing.tenancy.models import TenantOwned


class Sealed:
    """A value as the database holds it: opened only with its row's tenant at hand."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        self.data = data

    def __repr__(self) -> str:
        return "<sealed>"


class EncryptedJSONField(models.BinaryField):  # type: ignore[type-arg]  # generic in its stubs only
    """Holds any JSON value, sealed under the newest key and bound to tenant, table and column.

    Reading a value that does not open raises `keyring.Unreadable`. The column can be neither searched nor
    compared, and is left out of `repr`.
    """

    description = "JSON, encrypted for one tenant"
    rotates: ClassVar[bool] = True

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:  # noqa: FBT001, FBT002  # Django's hook
        super().contribute_to_class(cls, name, private_only)
        setattr(cls, name, _Opening(self))

    def context_for(self, instance: models.Model) -> str:
        """Return what a value of this row and column is bound to."""
        if not isinstance(instance, TenantOwned):
            raise FieldError(f"{instance._meta.label} has an encrypted column and belongs to no tenant.")
        return f"{instance.tenant_id}:{instance._meta.db_table}.{self.column}"

    def from_db_value(self, value: Any, *_: Any) -> Sealed | None:
        return None if value is None else Sealed(bytes(value))

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001  # Django's hook
        kept = model_instance.__dict__.get(self.attname)
        if kept is None or isinstance(kept, Sealed):
            return kept
        plain = json.dumps(kept, cls=DjangoJSONEncoder).encode()
        return Sealed(keyring.seal(plain, context=self.context_for(model_instance)))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002  # Django's hook
        if value is None:
            return None
        if not isinstance(value, Sealed):
            raise FieldError("An encrypted column is written through its row and never compared.")
        return super().get_db_prep_value(value.data, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError("An encrypted column cannot be searched.")

    def value_to_string(self, obj: models.Model) -> str:
        raise FieldError("An encrypted column is not exported.")


class _Opening:
    """Opens a sealed value when it is first asked for."""

    def __init__(self, field: EncryptedJSONField) -> None:
        self.field = field

    def __get__(self, instance: models.Model | None, owner: type[models.Model]) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        if name not in instance.__dict__:
            instance.refresh_from_db(fields=[name])
        value = instance.__dict__[name]
        if isinstance(value, Sealed):
            plain = keyring.open_sealed(value.data, context=self.field.context_for(instance))
            value = instance.__dict__[name] = json.loads(plain)
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value

"""Tax codes, each with its rates and the days from and to which they hold."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed, once_by_name
from billing.tenancy.models import TenantOwned


class TaxCode(Listed):
    kind = Kind.TAX_CODE

    name = columns.line_of_text("code", max_length=100, blank=False)
    description = columns.line_of_text(max_length=200)

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [*Listed.Meta.constraints, once_by_name()]


class TaxRate(TenantOwned):
    """One tax of a code. A code without rates, as for exempt sales, comes to no tax."""

    tax_code = columns.reference(
        "billing.TaxCode", optional=False, on_delete=models.CASCADE, related_name="rates", editable=False
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = columns.line_of_text(max_length=100, blank=False)
    agency = columns.line_of_text(max_length=100, help_text="Who it is paid to.")
    percent = columns.percent("rate in percent", most=1000)
    compound = models.BooleanField(
        default=False, help_text="Counted on the amount with the taxes above it, not on the amount alone."
    )
    starts_on = columns.day("from", null=True, blank=True)
    ends_on = columns.day("to", null=True, blank=True)

    class Meta(TenantOwned.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *TenantOwned.Meta.constraints,
            *columns.kept_in_tenant("tax_code"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["tenant", "tax_code", "position"], name="taxrate_of_code")
        ]

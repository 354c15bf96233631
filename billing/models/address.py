"""Postal addresses, as columns of who has them."""

from django.core.validators import RegexValidator
from django.db import models

from billing.models import columns

COUNTRY = RegexValidator(
    r"^[A-Z]{2}\Z", "A country is written as two capital letters, as in GB.", code="country"
)


def country(label: str) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=2, blank=True, validators=[COUNTRY])


class BillingAddress(models.Model):
    billing_lines = columns.text("billing street", max_length=500, help_text="Up to five lines.")
    billing_city = columns.line_of_text(max_length=255)
    billing_region = columns.line_of_text("billing state or region", max_length=255)
    billing_postcode = columns.line_of_text(max_length=30)
    billing_country = country("billing country")

    class Meta:
        abstract = True


class ShippingAddress(models.Model):
    shipping_lines = columns.text("shipping street", max_length=500, help_text="Up to five lines.")
    shipping_city = columns.line_of_text(max_length=255)
    shipping_region = columns.line_of_text("shipping state or region", max_length=255)
    shipping_postcode = columns.line_of_text(max_length=30)
    shipping_country = country("shipping country")

    class Meta:
        abstract = True

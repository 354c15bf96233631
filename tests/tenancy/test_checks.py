"""Guard 5, first half: a model without its guards does not start."""

from typing import ClassVar

import pytest
from django.db import models
from django.test.utils import isolate_apps

from billing.tenancy.checks import check_tenancy
from billing.tenancy.constraints import SameTenant
from billing.tenancy.models import TenantOwned
from tests.shelf.models import Shelf


class AppOf:
    """An app with one model in it."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model

    def get_models(self, **_: bool) -> list[type[models.Model]]:
        return [self.model]


def found_in(model: type[models.Model]) -> list[str | None]:
    return [problem.id for problem in check_tenancy([AppOf(model)])]  # type: ignore[list-item]


def test_the_product_has_no_such_model() -> None:
    assert check_tenancy(None) == []


@isolate_apps("tests.shelf")
def test_a_model_of_ours_says_why_no_tenant_owns_it() -> None:
    class Loose(models.Model):
        class Meta:
            app_label = "shelf"

    assert found_in(Loose) == ["tenancy.E006"]


@isolate_apps("tests.shelf")
def test_a_reference_to_a_tenants_row_from_a_row_of_nobody_is_found() -> None:
    class Loose(models.Model):
        no_tenant = "for the test"
        shelf = models.ForeignKey(Shelf, models.CASCADE)

        class Meta:
            app_label = "shelf"

    assert found_in(Loose) == ["tenancy.E001"]


@isolate_apps("tests.shelf")
def test_a_missing_row_security_is_found() -> None:
    class Bare(TenantOwned):
        class Meta(TenantOwned.Meta):
            app_label = "shelf"
            constraints: ClassVar[list[models.BaseConstraint]] = []

    assert found_in(Bare) == ["tenancy.E002"]


@isolate_apps("tests.shelf")
def test_a_manager_that_does_not_know_the_tenant_is_found() -> None:
    class Managed(TenantOwned):
        objects = models.Manager()

        class Meta(TenantOwned.Meta):
            app_label = "shelf"

    assert found_in(Managed) == ["tenancy.E003"]


@isolate_apps("tests.shelf")
def test_a_reference_without_its_composite_key_is_found() -> None:
    class Loose(TenantOwned):
        shelf = models.ForeignKey(Shelf, models.CASCADE)

        class Meta(TenantOwned.Meta):
            app_label = "shelf"

    class Kept(TenantOwned):
        shelf = models.ForeignKey(Shelf, models.CASCADE)

        class Meta(TenantOwned.Meta):
            app_label = "shelf"
            constraints: ClassVar[list[models.BaseConstraint]] = [
                *TenantOwned.Meta.constraints,
                SameTenant(name="kept", field="shelf"),
            ]

    assert found_in(Loose) == ["tenancy.E004"]
    assert found_in(Kept) == []


@isolate_apps("tests.shelf")
def test_a_hidden_table_of_pairs_is_found() -> None:
    class Paired(TenantOwned):
        shelves = models.ManyToManyField(Shelf)

        class Meta(TenantOwned.Meta):
            app_label = "shelf"

    assert found_in(Paired) == ["tenancy.E005"]


@pytest.mark.parametrize(
    "owned", [model for model in TenantOwned.__subclasses__() if not model._meta.abstract]
)
def test_every_index_that_serves_a_page_leads_with_the_tenant(owned: type[TenantOwned]) -> None:
    assert all(index.fields[0].lstrip("-") == "tenant" for index in owned._meta.indexes)

"""What figures are sorted by beside accounts: classes and departments."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed


class Classification(Listed):
    """A tree of names."""

    name = columns.line_of_text(max_length=100, blank=False)
    parent = columns.reference("self")

    class Meta(Listed.Meta):
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant("parent"),
        ]


class TrackingClass(Classification):
    """A class, as QuickBooks calls it: a line of business, a project, a van."""

    kind = Kind.CLASS

    class Meta(Classification.Meta):
        verbose_name = "class"
        verbose_name_plural = "classes"


class Department(Classification):
    """A department or location: where in the company."""

    kind = Kind.DEPARTMENT

    class Meta(Classification.Meta):
        pass

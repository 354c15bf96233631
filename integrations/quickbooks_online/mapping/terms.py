"""Payment terms."""

from typing import Any

from billing.documents import TermsDocument
from integrations.quickbooks_online.mapping import keeping
from integrations.quickbooks_online.mapping.making import Body, Making, Write

ENTITY = "Term"


def put(making: Making, document: TermsDocument) -> Write:
    made: Body = {"Name": making.text(document.name.strip(), 31, "name", "The name")}
    if not made["Name"]:
        raise making.unfit("no_name", "name", "QuickBooks needs a name. Give it one.")
    made |= _by_day(making, document) if document.by_day_of_month else _by_days(document)
    if document.discount_percent:
        made["DiscountPercent"] = document.discount_percent
    return keeping.name(making, ENTITY, made, named="Name")


def _by_days(document: TermsDocument) -> dict[str, Any]:
    made: Body = {"DueDays": document.due_days}
    if document.discount_percent:
        made["DiscountDays"] = document.discount_days
    return made


def _by_day(making: Making, document: TermsDocument) -> dict[str, Any]:
    made: Body = {"DayOfMonthDue": document.day_of_month, "DueNextMonthDays": document.next_month_within}
    if document.discount_percent:
        if document.discount_days > 31:
            raise making.unfit(
                "discount_days",
                "discount_days",
                "terms by the day of the month have a day up to which the discount holds, and "
                f"{document.discount_days} is no day of a month. Give one from 1 to 31.",
            )
        made["DiscountDayOfMonth"] = document.discount_days
    return made

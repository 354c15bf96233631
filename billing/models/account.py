"""An account of the chart of accounts."""

from typing import ClassVar

from django.db import models

from billing.kinds import Kind
from billing.models import columns
from billing.models.record import Listed


class AccountType(models.TextChoices):
    BANK = "bank", "Bank"
    RECEIVABLE = "accounts_receivable", "Accounts receivable"
    OTHER_CURRENT_ASSET = "other_current_asset", "Other current asset"
    FIXED_ASSET = "fixed_asset", "Fixed asset"
    OTHER_ASSET = "other_asset", "Other asset"
    PAYABLE = "accounts_payable", "Accounts payable"
    CREDIT_CARD = "credit_card", "Credit card"
    OTHER_CURRENT_LIABILITY = "other_current_liability", "Other current liability"
    LONG_TERM_LIABILITY = "long_term_liability", "Long-term liability"
    EQUITY = "equity", "Equity"
    INCOME = "income", "Income"
    COST_OF_GOODS_SOLD = "cost_of_goods_sold", "Cost of goods sold"
    EXPENSE = "expense", "Expense"
    OTHER_INCOME = "other_income", "Other income"
    OTHER_EXPENSE = "other_expense", "Other expense"


class Account(Listed):
    kind = Kind.ACCOUNT

    name = columns.line_of_text(max_length=100, blank=False)
    number = columns.line_of_text(
        max_length=20, help_text="Its number in the chart of accounts, if you use numbers."
    )
    type = models.CharField(max_length=30, choices=AccountType.choices)
    parent = columns.reference("self", help_text="The account this one is part of.")
    currency = columns.currency(blank=True, help_text="Only for an account kept in one foreign currency.")
    description = columns.text(max_length=1000)

    class Meta(Listed.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Listed.Meta.constraints,
            *columns.kept_in_tenant("parent"),
            models.UniqueConstraint(
                fields=["tenant", "number"], condition=~models.Q(number=""), name="account_number_once"
            ),
        ]

    @property
    def label(self) -> str:
        return f"{self.number} {self.name}".strip()

"""Reports, merges and balances as a published client meets them, over the wire."""

import pytest
from quickbooks import QuickBooks, exceptions
from quickbooks.objects.account import Account
from quickbooks.objects.item import Item

from tests.simulator.test_together import client, invoice, real

__all__ = ["client", "real"]


def test_reports_and_balances(client: QuickBooks) -> None:
    """2.1, 5.6."""
    before = Account.get(84, qb=client).CurrentBalance
    invoice(125).save(qb=client)
    assert Account.get(84, qb=client).CurrentBalance - before == 125
    report = client.get_report("ProfitAndLoss", {"date_macro": "This Month"})
    assert report["Header"]["ReportName"] == "ProfitAndLoss"
    assert report["Rows"]["Row"][-1]["group"] == "NetIncome"
    with pytest.raises(exceptions.UnsupportedException):
        client.get_report("NoSuchReport")


def test_a_bundle_is_read_and_not_written(client: QuickBooks) -> None:
    """5.5."""
    bundle = Item.get(18, qb=client)
    assert (bundle.Type, len(bundle.ItemGroupDetail["ItemGroupLine"])) == ("Group", 3)
    with pytest.raises(exceptions.ValidationException):
        bundle.save(qb=client)

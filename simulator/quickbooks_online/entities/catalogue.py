"""Items, accounts, terms, tax agencies, currencies and rates: what each of them demands."""

from collections.abc import Mapping

from simulator.quickbooks_online.amounts import number
from simulator.quickbooks_online.api.refusals import Refused, business, missing, not_supported, refuse
from simulator.quickbooks_online.books import Books, number_of
from simulator.quickbooks_online.documents import Document
from simulator.quickbooks_online.entities import ledger
from simulator.quickbooks_online.entities.currencies import CURRENCIES
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.forms import account
from simulator.quickbooks_online.entities.lists import ACCOUNT, ITEM
from simulator.quickbooks_online.entities.names import Named, home_currency
from simulator.quickbooks_online.entities.office import COMPANY_INFO
from simulator.quickbooks_online.entities.people import CUSTOMER, EMPLOYEE, VENDOR
from simulator.quickbooks_online.entities.rules import Fixed, Rules
from simulator.quickbooks_online.entities.transactions import TRANSACTIONS
from simulator.quickbooks_online.entities.values import too_long

CLASSIFIED: Mapping[str, tuple[str, str]] = {
    "Bank": ("Asset", "Checking"),
    "Accounts Receivable": ("Asset", "AccountsReceivable"),
    "Other Current Asset": ("Asset", "EmployeeCashAdvances"),
    "Fixed Asset": ("Asset", "FurnitureAndFixtures"),
    "Other Asset": ("Asset", "Licenses"),
    "Accounts Payable": ("Liability", "AccountsPayable"),
    "Credit Card": ("Liability", "CreditCard"),
    "Other Current Liability": ("Liability", "OtherCurrentLiabilities"),
    "Long Term Liability": ("Liability", "NotesPayable"),
    "Equity": ("Equity", "OpeningBalanceEquity"),
    "Income": ("Revenue", "ServiceFeeIncome"),
    "Cost of Goods Sold": ("Expense", "SuppliesMaterialsCogs"),
    "Expense": ("Expense", "OtherMiscellaneousServiceCost"),
    "Other Income": ("Revenue", "OtherMiscellaneousIncome"),
    "Other Expense": ("Expense", "OtherMiscellaneousExpense"),
    "Non-Posting": ("Asset", "NonPosting"),
}
_BY_SUB: Mapping[str, str] = {
    **{sub: kind for kind, (_, sub) in CLASSIFIED.items()},
    "SalesOfProductIncome": "Income",
    "DiscountsRefundsGiven": "Income",
    "ShippingIncome": "Income",
    "ExchangeGainOrLoss": "Other Expense",
    "UndepositedFunds": "Other Current Asset",
    "Inventory": "Other Current Asset",
    "CashOnHand": "Bank",
    "Savings": "Bank",
    "GlobalTaxPayable": "Other Current Liability",
    "SalesTaxPayable": "Other Current Liability",
    "AdvertisingPromotional": "Expense",
}


# What a note or file may belong to.
_ATTACHED = frozenset(
    kind.name.lower() for kind in (*TRANSACTIONS, CUSTOMER, VENDOR, EMPLOYEE, ITEM, ACCOUNT, COMPANY_INFO)
)


class Item(Named):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("Type", (old or {}).get("Type", "NonInventory"))
        if document["Type"] in {"Group", "Bundle"} or (old or {}).get("Type") == "Group":
            raise refuse("2120", "Invalid Type : A bundle can only be read through the API", "Type")
        if old and old["Type"] == "Inventory" != document["Type"]:
            raise business("An inventory item cannot become another type of item.")
        if old and old.get("Active") is False and old.get("QtyOnHand") != document.get("QtyOnHand"):
            raise business("you need to activate this item before updating the quantity")
        self.accounts(books, document)
        for name, value in (
            ("Taxable", False),
            ("TrackQtyOnHand", False),
            ("UnitPrice", 0),
            ("PurchaseCost", 0),
        ):
            if document["Type"] != "Category":
                document.setdefault(name, value)

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        super().kept(books, kind, document, old)
        if document["Type"] == "Inventory":
            by = number(document.get("QtyOnHand")) - number((old or {}).get("QtyOnHand"))
            if by:
                ledger.stocked(books, document, by)

    def accounts(self, books: Books, document: Document) -> None:
        needed = {
            "Inventory": (
                "IncomeAccountRef",
                "ExpenseAccountRef",
                "AssetAccountRef",
                "InvStartDate",
                "QtyOnHand",
            ),
            "Service": ("IncomeAccountRef",),
            "NonInventory": ("IncomeAccountRef",),
        }.get(document["Type"], ())
        if books.country in {"CA", "GB"} and needed:
            needed = tuple(dict.fromkeys((*needed, "ExpenseAccountRef")))
        if document["Type"] == "NonInventory" and "ExpenseAccountRef" in document:
            needed = tuple(name for name in needed if name != "IncomeAccountRef")
        errors = [missing(name) for name in needed if name not in document]
        if document["Type"] == "Inventory" and not document.get("TrackQtyOnHand"):
            errors.append(missing("TrackQtyOnHand"))
        if errors:
            raise Refused(*errors)
        account(books, document, "IncomeAccountRef", ("Income", "Other Income", "Other Current Liability"))
        account(books, document, "AssetAccountRef", ("Other Current Asset",))


class Account(Named):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        self._types(document)
        above = document.get("ParentRef")
        if above and books.known("Account", above["value"])["AccountType"] != document["AccountType"]:
            raise refuse("700", "Parent reference is invalid : It is of another account type", "ParentRef")
        number = document.get("AcctNum", "")
        most = 20 if books.country in {"AU", "CA"} else int(books.settings["account_number_longest"])
        if len(number) > most:
            raise Refused(too_long("AcctNum", most, len(number)))
        if '"' in document["Name"]:
            raise refuse("2040", 'Invalid String : Name cannot include " or :', "Name")
        document.setdefault("CurrentBalance", 0)
        document.setdefault("CurrentBalanceWithSubAccounts", 0)
        document.setdefault("CurrencyRef", home_currency(books))
        if document["CurrencyRef"]["value"] != books.home and not books.settings["multi_currency"]:
            raise refuse("5030", "Feature Not Supported Error : Multi-currency is not on.", "CurrencyRef")
        if "OpeningBalance" in document and "OpeningBalanceDate" not in document:
            raise refuse("6060", "OpeningBalanceDate is required with OpeningBalance", "OpeningBalanceDate")

    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        super().kept(books, kind, document, old)
        one = number_of(document["Id"]) or 0
        if old is None and document.get("OpeningBalance"):
            sign = -1 if document["Classification"] in {"Liability", "Equity", "Revenue"} else 1
            ledger.opened(books, one, int(number(document["OpeningBalance"]) * 100) * sign)
        above = (old or {}).get("ParentRef", {}).get("value", "")
        books.store.restated.update({one, number_of(above)} - {None} if above else {one})

    @staticmethod
    def _types(document: Document) -> None:
        kind, sub = document.get("AccountType"), document.get("AccountSubType")
        if not kind and not sub:
            raise refuse("6010", "AccountType or AccountSubType must be specified")
        kind = kind or _BY_SUB.get(str(sub))
        if kind is None:
            raise refuse("2170", f"Invalid Enumeration: {sub}", "AccountSubType")
        document["AccountType"] = kind
        document["Classification"], usual = CLASSIFIED[kind]
        document.setdefault("AccountSubType", usual)


class Tree(Named):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        off = (
            books.settings["classes"] == "off" if kind.name == "Class" else not books.settings["departments"]
        )
        if off:
            raise refuse("5030", f"Feature Not Supported Error : {kind.name} tracking is not on.")
        super().prepare(books, kind, document, old)
        if "ParentRef" in document:
            document["ParentRef"] = {"value": document["ParentRef"]["value"]}


class Term(Named):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        dated = "DayOfMonthDue" in document
        if not dated and "DueDays" not in document:
            raise Refused(missing("DueDays"))
        document["Type"] = "DATE_DRIVEN" if dated else "STANDARD"
        limits = {"DayOfMonthDue": (1, 31), "DueNextMonthDays": (0, 999), "DiscountDayOfMonth": (0, 31),
                  "DueDays": (0, 999), "DiscountDays": (0, 999), "DiscountPercent": (0, 100)}  # fmt: skip
        for name, (least, most) in limits.items():
            if name in document and not least <= document[name] <= most:
                raise refuse("2240", f"Invalid Number range : Supplied value:{document[name]}", name)
        document.setdefault("DiscountPercent", 0)
        if not dated:
            document.setdefault("DiscountDays", 0)


class PaymentMethod(Named):
    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("Type", "NON_CREDIT_CARD")


class TaxAgency(Named):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if old:
            raise not_supported("update")
        super().prepare(books, kind, document, old)

    def fill(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        document.setdefault("TaxTrackedOnSales", True)
        document.setdefault("TaxTrackedOnPurchases", False)
        document.setdefault("TaxRegistrationNumber", "")
        document["TaxAgencyConfig"] = "USER_DEFINED"
        document.pop("Active", None)


class Currency(Named):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if not books.settings["multi_currency"]:
            raise refuse("5030", "Feature Not Supported Error : Multi-currency is not on.")
        code = document["Code"].upper()
        if code not in CURRENCIES or (old and old["Code"] != code):
            raise refuse("2220", f"Invalid Currency : Supplied value: {code}", "Code")
        document["Code"] = code
        if old is None and books.first(
            "select 1 from objects where kind = ? and json_extract(body, '$.Code') = ?", kind.name, code
        ):
            raise refuse("6240", f"The name supplied already exists. : {code} is there already")
        document.setdefault("Name", CURRENCIES[code])
        super().prepare(books, kind, document, old)


class Attached(Rules):
    def prepare(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        if not document.get("Note") and not document.get("FileAccessUri"):
            raise business("You must have at least a note string or file attachment")
        for one in document.get("AttachableRef") or []:
            name = one.get("EntityRef", {}).get("type", "")
            if name and name.lower() not in _ATTACHED:
                raise refuse("6050", f"Entity type cannot have attachments : {name}", "AttachableRef")


class CompanyInfo(Fixed):
    def kept(self, books: Books, kind: Kind, document: Document, old: Document | None) -> None:
        books.settings["company_name"] = document["CompanyName"]

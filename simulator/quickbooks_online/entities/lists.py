"""The lists of a company: items, accounts, classes, terms, taxes, currencies; and all lists there are."""

from simulator.quickbooks_online.entities.fields import EVERY, Kind, fields
from simulator.quickbooks_online.entities.office import ATTACHABLE, COMPANY_INFO, EXCHANGE_RATE, PREFERENCES
from simulator.quickbooks_online.entities.people import CUSTOMER, EMPLOYEE, VENDOR

ITEM = Kind(
    name="Item",
    group="list",
    sequence="item",
    ends="inactive",
    fields=fields(
        """
    Name name 100 req q
    Sku text 100 q
    Description text 4000 q
    Active yes q
    SubItem yes
    ParentRef ref to:Item q
    Level whole ro
    FullyQualifiedName text ro q
    Taxable yes
    SalesTaxIncluded yes
    UnitPrice number q
    RatePercent number
    Type choice of:Inventory|Service|NonInventory|Group|Category|Bundle q code:2120
    IncomeAccountRef ref to:Account
    PurchaseDesc text 1000
    PurchaseTaxIncluded yes
    PurchaseCost number q
    ExpenseAccountRef ref to:Account
    COGSAccountRef ref to:Account
    AssetAccountRef ref to:Account
    PrefVendorRef ref to:Vendor
    AvgCost number ro
    TrackQtyOnHand yes
    QtyOnHand number q
    QtyOnPurchaseOrder number ro
    QtyOnSalesOrder number ro
    ReorderPoint number
    InvStartDate day
    SalesTaxCodeRef ref to:TaxCode
    PurchaseTaxCodeRef ref to:TaxCode
    TaxClassificationRef any
    ClassRef ref to:Class
    UQCDisplayText any
    UQCId any
    ServiceType text 20
    ReverseChargeRate number
    AbatementRate number
    ItemCategoryType any ro
    ItemGroupDetail any ro
    PrintGroupedItems any ro
    Source any ro
    CustomField custom
    """,
        EVERY,
    ),
)

_ACCOUNT_TYPES = (
    "Bank|Accounts+Receivable|Other+Current+Asset|Fixed+Asset|Other+Asset|Accounts+Payable|Credit+Card|"
    "Other+Current+Liability|Long+Term+Liability|Equity|Income|Cost+of+Goods+Sold|Expense|Other+Income|"
    "Other+Expense|Non-Posting"
)
ACCOUNT = Kind(
    name="Account",
    group="list",
    sequence="account",
    ends="inactive",
    fields=fields(
        f"""
    Name name 100 req q
    SubAccount yes q
    ParentRef ref to:Account q
    Description text 100
    FullyQualifiedName text ro q
    AccountAlias any
    TxnLocationType any
    Active yes q
    Classification text ro q
    AccountType choice of:{_ACCOUNT_TYPES} q
    AccountSubType text 100 q
    AcctNum text 20 q
    CurrentBalance amount ro q
    CurrentBalanceWithSubAccounts amount ro
    CurrencyRef ref to:Currency fixed
    TaxCodeRef ref to:TaxCode
    BankNum text 50
    OpeningBalance amount
    OpeningBalanceDate day
    """,
        EVERY,
    ),
)


def _tree(name: str, sub: str) -> Kind:
    return Kind(
        name=name,
        group="list",
        sequence=name.lower(),
        ends="inactive",
        fields=fields(
            f"""
    Name name 100 req q
    {sub} yes
    ParentRef ref to:{name} q
    FullyQualifiedName text ro q
    Address address
    Active yes q
    """,
            EVERY,
        ),
    )


CLASS = _tree("Class", "SubClass")
DEPARTMENT = _tree("Department", "SubDepartment")

TERM = Kind(
    name="Term",
    group="list",
    sequence="term",
    ends="inactive",
    fields=fields(
        """
    Name text 31 req q
    Active yes q
    Type text ro
    DiscountPercent number
    DueDays whole
    DiscountDays whole
    DayOfMonthDue whole
    DueNextMonthDays whole
    DiscountDayOfMonth whole
    """,
        EVERY,
    ),
)
PAYMENT_METHOD = Kind(
    name="PaymentMethod",
    group="list",
    sequence="paymentmethod",
    ends="inactive",
    fields=fields("Name text 31 req q\nActive yes q\nType choice of:CREDIT_CARD|NON_CREDIT_CARD q", EVERY),
)
CURRENCY = Kind(
    name="CompanyCurrency",
    group="list",
    sequence="currency",
    ends="inactive",
    fields=fields("Name text 100 q\nCode text 3 req q\nActive yes q\nCustomField custom", EVERY),
)
TAX_CODE = Kind(
    name="TaxCode",
    group="list",
    sequence="taxcode",
    ends="no",
    writable=False,
    fields=fields(
        """
    Name text 100 q
    Description text 100 q
    Active yes q
    Hidden yes
    Taxable yes
    TaxGroup yes
    TaxCodeConfigType text
    SalesTaxRateList any
    PurchaseTaxRateList any
    AdjustmentTaxRateList any
    """,
        EVERY,
    ),
)
TAX_RATE = Kind(
    name="TaxRate",
    group="list",
    sequence="taxrate",
    ends="no",
    writable=False,
    fields=fields(
        """
    Name text 100 q
    Description text 100
    Active yes q
    RateValue number q
    AgencyRef any
    TaxReturnLineRef any
    SpecialTaxType text
    DisplayType text
    OriginalTaxRate any
    EffectiveTaxRate any
    """,
        EVERY,
    ),
)
TAX_AGENCY = Kind(
    name="TaxAgency",
    group="list",
    sequence="taxagency",
    ends="no",
    fields=fields(
        """
    DisplayName text 100 req q
    TaxTrackedOnSales yes
    TaxTrackedOnPurchases yes
    TaxAgencyConfig text ro
    TaxRegistrationNumber text 30
    LastFileDate day ro
    """,
        EVERY,
    ),
)
LISTS = (
    CUSTOMER, VENDOR, EMPLOYEE, ITEM, ACCOUNT, CLASS, DEPARTMENT, TERM, PAYMENT_METHOD, CURRENCY,
    TAX_CODE, TAX_RATE, TAX_AGENCY, COMPANY_INFO, PREFERENCES, EXCHANGE_RATE, ATTACHABLE,
)  # fmt: skip

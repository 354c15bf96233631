"""The lists of a company: people and firms, items, accounts, classes, terms, taxes, currencies."""

from simulator.quickbooks_online.entities.fields import EVERY, Kind, fields

_NAMES = """
    Title text 16
    GivenName name 100 q
    MiddleName name 100 q
    FamilyName name 100 q
    Suffix text 16
"""
_REACHED = """
    PrimaryPhone phone
    AlternatePhone phone
    Mobile phone
    Fax phone
    PrimaryEmailAddr email q
    WebAddr web
"""

CUSTOMER = Kind(
    name="Customer",
    group="person",
    sequence="names",
    ends="inactive",
    fields=fields(
        """
    Taxable yes q
    BillAddr address
    ShipAddr address
    OtherAddr any
    Notes text 2000
    Job yes q
    BillWithParent yes
    ParentRef ref to:Customer q
    Level whole ro
    SalesTermRef ref to:Term
    PaymentMethodRef ref to:PaymentMethod
    CustomerTypeRef any
    Balance amount ro q
    OpenBalanceDate day
    BalanceWithJobs amount ro q
    CurrencyRef ref to:Currency fixed
    PreferredDeliveryMethod choice of:Print|Email|None
    ResaleNum text 16
    TaxExemptionReasonId text 2
    PrimaryTaxIdentifier text 20
    SecondaryTaxIdentifier text 20
    GSTIN text 15
    GSTRegistrationType text 30
    BusinessNumber text 10
    ARAccountRef ref to:Account
    Source any
    IsProject yes ro
    ClientEntityId any ro
    V4IDPseudonym any ro
    ClientCompanyId any ro
    CustomField custom
    CreditLimit amount
    CreditChargeResponse any
    CCDetail any
    Organization any
    ContactName any
    AltContactName any
    Active yes q
    """,
        EVERY,
        _NAMES,
        """
    FullyQualifiedName text ro q
    CompanyName name 100 q
    DisplayName name 500 q
    PrintOnCheckName text 110 q
    DefaultTaxCodeRef ref to:TaxCode
    """,
        _REACHED,
    ),
)

VENDOR = Kind(
    name="Vendor",
    group="person",
    sequence="names",
    ends="inactive",
    fields=fields(
        """
    BillAddr address
    OtherAddr any
    Notes text 4000
    TermRef ref to:Term
    Balance amount ro q
    AcctNum text 100
    Vendor1099 yes
    TaxIdentifier text 20
    BillRate number
    CostRate number
    CurrencyRef ref to:Currency fixed
    APAccountRef ref to:Account
    VendorPaymentBankDetail any
    T4AEligible yes
    T5018Eligible yes
    GSTIN text 15
    GSTRegistrationType text 30
    BusinessNumber text 10
    HasTPAR yes
    TaxReportingBasis text 20
    Source any
    ClientEntityId any ro
    V4IDPseudonym any ro
    CustomField custom
    OtherContactInfo any
    """,
        EVERY,
        _NAMES,
        """
    CompanyName name 100 q
    DisplayName name 500 q
    PrintOnCheckName text 110 q
    Active yes q
    """,
        _REACHED,
    ),
)

EMPLOYEE = Kind(
    name="Employee",
    group="person",
    sequence="names",
    ends="inactive",
    fields=fields(
        """
    SSN text 20
    PrimaryAddr address
    BillableTime yes
    BillRate number
    CostRate number
    HiredDate day
    ReleasedDate day
    BirthDate day
    Gender choice of:Male|Female
    EmployeeNumber text 100
    Organization any
    V4IDPseudonym any ro
    """,
        EVERY,
        _NAMES,
        """
    DisplayName name 500 q
    PrintOnCheckName text 110 q
    Active yes q
    """,
        _REACHED,
    ),
)

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
    "Bank|Accounts_Receivable|Other_Current_Asset|Fixed_Asset|Other_Asset|Accounts_Payable|Credit_Card|"
    "Other_Current_Liability|Long_Term_Liability|Equity|Income|Cost_of_Goods_Sold|Expense|Other_Income|"
    "Other_Expense|Non-Posting"
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
    AcctNum text 7 q
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
COMPANY_INFO = Kind(
    name="CompanyInfo",
    group="fixed",
    ends="no",
    fields=fields(
        """
    CompanyName text 1024 req q
    LegalName text 1024
    CompanyAddr address req
    CustomerCommunicationAddr address
    LegalAddr address
    CustomerCommunicationEmailAddr email
    PrimaryPhone phone
    CompanyStartDate day ro
    FiscalYearStartMonth text ro
    Country text ro
    Email email
    WebAddr web
    SupportedLanguages text ro
    DefaultTimeZone text ro
    NameValue any ro
    EmployerId text ro
    """,
        EVERY,
    ),
)
PREFERENCES = Kind(
    name="Preferences",
    group="fixed",
    ends="no",
    fields=fields(
        """
    AccountingInfoPrefs any
    ProductAndServicesPrefs any
    SalesFormsPrefs any
    EmailMessagesPrefs any
    VendorAndPurchasesPrefs any
    TimeTrackingPrefs any
    TaxPrefs any
    CurrencyPrefs any
    ReportPrefs any
    OtherPrefs any
    """,
        EVERY,
    ),
)
EXCHANGE_RATE = Kind(
    name="ExchangeRate",
    group="fixed",
    sequence="rate",
    ends="no",
    fields=fields(
        """
    SourceCurrencyCode text 3 req q
    TargetCurrencyCode text 3 q
    Rate number req
    AsOfDate day req q
    """,
        EVERY,
    ),
)
ATTACHABLE = Kind(
    name="Attachable",
    group="file",
    sequence="attachable",
    fields=fields(
        """
    FileName text 1000 q
    FileAccessUri text ro
    TempDownloadUri text ro
    ThumbnailFileAccessUri text ro
    ThumbnailTempDownloadUri text ro
    Size whole ro q
    ContentType text 100
    Category choice of:Contact_Photo|Document|Image|Receipt|Signature|Sound|Other q
    AttachableRef any q
    Note text 2000 q
    Lat text
    Long text
    PlaceName text
    Tag text 2000
    CustomField custom
    """,
        EVERY,
    ),
)
LISTS = (
    CUSTOMER, VENDOR, EMPLOYEE, ITEM, ACCOUNT, CLASS, DEPARTMENT, TERM, PAYMENT_METHOD, CURRENCY,
    TAX_CODE, TAX_RATE, TAX_AGENCY, COMPANY_INFO, PREFERENCES, EXCHANGE_RATE, ATTACHABLE,
)  # fmt: skip

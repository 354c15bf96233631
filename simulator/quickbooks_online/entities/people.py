"""Customers, vendors and employees."""

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

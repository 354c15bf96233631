"""The transactions of a company: what is sold, bought, received and paid."""

from simulator.quickbooks_online.entities.below import (
    BOUGHT_LINES,
    DEPOSIT_LINE,
    DESCRIPTION,
    JOURNAL,
    SALES_LINES,
)
from simulator.quickbooks_online.entities.fields import EVERY, Kind, fields

_PAPER = """
    DocNumber text 21 q
    TxnDate day q
    DepartmentRef ref to:Department
    CurrencyRef ref to:Currency
    ExchangeRate number
    PrivateNote text 4000
    LinkedTxn linked
    Line lines
    TxnTaxDetail part to:TxnTaxDetail
    TxnSource any
    TransactionLocationType text 100
    RecurDataRef any ro
    ProjectRef ref to:Customer q
    TaxFormType any
    TaxFormNum any
    TxnApprovalInfo any ro
    TxnStatus text ro
"""
_TOTALS = """
    TotalAmt amount ro q
    HomeTotalAmt amount ro
    Balance amount ro q
    HomeBalance amount ro
    GlobalTaxCalculation choice of:TaxExcluded|TaxInclusive|NotApplicable
"""
_FORM = """
    CustomerRef ref to:Customer q
    CustomerMemo memo 1000 as:Customer+Memo
    BillAddr address
    ShipAddr address
    ShipFromAddr address
    FreeFormAddress yes
    RemitToRef any
    ClassRef ref to:Class q
    ShipMethodRef any
    ShipDate day
    TrackingNum text 31
    ApplyTaxAfterDiscount yes
    PrintStatus choice of:NotSet|NeedToPrint|PrintComplete
    EmailStatus choice of:NotSet|NeedToSend|EmailSent q
    BillEmail email
    BillEmailCc email
    BillEmailBcc email
    DeliveryInfo any ro
    TaxExemptionRef any ro
    CustomField custom
    CustomExtensions any
"""
_RECEIVED = """
    PaymentMethodRef ref to:PaymentMethod
    PaymentRefNum text 21 q
    PaymentType choice of:Cash|Check|CreditCard|Other
    CheckPayment any
    CreditCardPayment any
    DepositToAccountRef ref to:Account q
"""
_ONLINE = """
    AllowIPNPayment yes
    AllowOnlinePayment yes
    AllowOnlineCreditCardPayment yes
    AllowOnlineACHPayment yes
    AllowOnlinePayPalPayment yes
    AllowOnlineAffirmPayment yes
"""


def _sale(name: str, *more: str) -> Kind:
    return Kind(
        name=name,
        group="sales",
        sequence="txns",
        lines=SALES_LINES,
        fields=fields(_ONLINE if name == "Invoice" else "", EVERY, _PAPER, _FORM, *more, _TOTALS),
    )


INVOICE = _sale(
    "Invoice",
    """
    SalesTermRef ref to:Term q
    DueDate day q
    Deposit amount
    DepositToAccountRef ref to:Account
    InvoiceLink text ro
    EInvoiceStatus any ro
    EBusinessNum any
    """,
)
CREDIT_MEMO = _sale(
    "CreditMemo", "RemainingCredit amount ro\nInvoiceRef any\nSalesTermRef ref to:Term", _RECEIVED
)
SALES_RECEIPT = _sale("SalesReceipt", _RECEIVED)
REFUND_RECEIPT = _sale("RefundReceipt", _RECEIVED)
ESTIMATE = _sale(
    "Estimate",
    """
    TxnStatus choice of:Accepted|Closed|Pending|Rejected|Converted q
    AcceptedBy text 100
    AcceptedDate day
    ExpirationDate day q
    SalesTermRef ref to:Term
    DueDate day
    """,
)
PAYMENT = Kind(
    name="Payment",
    group="money",
    sequence="txns",
    fields=fields(
        """
    CustomerRef ref to:Customer req q
    ARAccountRef ref to:Account
    """,
        _RECEIVED,
        """
    TotalAmt amount req q
    UnappliedAmt amount ro
    ProcessPayment yes
    TaxExemptionRef any
    InvoiceStatus any ro
    CreditCardPaymentEx any
    """,
        EVERY,
        _PAPER,
    ),
)
BILL = Kind(
    name="Bill",
    group="purchase",
    sequence="txns",
    lines=BOUGHT_LINES,
    fields=fields(
        "SalesTermRef ref to:Term\nDueDate day q\nVendorRef ref to:Vendor req q\nVendorAddr address",
        "APAccountRef ref to:Account q\nIncludeInAnnualTPAR yes\nRemitToAddr address",
        _TOTALS,
        EVERY,
        _PAPER,
    ),
)
VENDOR_CREDIT = Kind(
    name="VendorCredit",
    group="purchase",
    sequence="txns",
    lines=BOUGHT_LINES,
    fields=fields(
        "VendorRef ref to:Vendor req q\nVendorAddr address\nAPAccountRef ref to:Account q",
        "IncludeInAnnualTPAR yes",
        _TOTALS,
        EVERY,
        _PAPER,
    ),
)
BILL_PAYMENT = Kind(
    name="BillPayment",
    group="money",
    sequence="txns",
    fields=fields(
        """
    VendorRef ref to:Vendor req q
    APAccountRef ref to:Account
    PayType choice of:Check|CreditCard req
    CheckPayment part to:PaidByCheck
    CreditCardPayment part to:PaidByCard
    TotalAmt amount req q
    ProcessBillPayment yes
    """,
        EVERY,
        _PAPER,
    ),
)
PURCHASE = Kind(
    name="Purchase",
    group="purchase",
    sequence="txns",
    lines=BOUGHT_LINES,
    fields=fields(
        """
    AccountRef ref to:Account req
    PaymentMethodRef ref to:PaymentMethod
    PaymentRefNum text 21
    PaymentType choice of:Cash|Check|CreditCard req q
    CheckPayment any
    CreditCardPayment any
    EntityRef ref to:Anyone
    RemitToAddr address
    Credit yes
    PrintStatus choice of:NotSet|NeedToPrint|PrintComplete
    PurchaseEx any
    IncludeInAnnualTPAR yes
    """,
        _TOTALS,
        EVERY,
        _PAPER,
    ),
)
PURCHASE_ORDER = Kind(
    name="PurchaseOrder",
    group="purchase",
    sequence="txns",
    lines=BOUGHT_LINES,
    fields=fields(
        """
    VendorRef ref to:Vendor req q
    APAccountRef ref to:Account req
    VendorAddr address
    ShipAddr address
    ShipTo ref to:Customer
    ShipMethodRef any
    DueDate day
    ClassRef ref to:Class
    SalesTermRef ref to:Term
    Memo text 4000
    POEmail email
    EmailStatus choice of:NotSet|NeedToSend|EmailSent
    POStatus choice of:Open|Closed q
    CustomField custom
    """,
        _TOTALS,
        EVERY,
        _PAPER,
    ),
)
JOURNAL_ENTRY = Kind(
    name="JournalEntry",
    group="journal",
    sequence="txns",
    lines={"JournalEntryLineDetail": JOURNAL, "DescriptionLineDetail": DESCRIPTION},
    fields=fields("Adjustment yes", _TOTALS, EVERY, _PAPER),
)
DEPOSIT = Kind(
    name="Deposit",
    group="journal",
    sequence="txns",
    lines={"DepositLineDetail": DEPOSIT_LINE},
    fields=fields("DepositToAccountRef ref to:Account req q\nCashBack any", _TOTALS, EVERY, _PAPER),
)
TRANSFER = Kind(
    name="Transfer",
    group="journal",
    sequence="txns",
    fields=fields(
        "FromAccountRef ref to:Account req\nToAccountRef ref to:Account req\nAmount amount req q",
        EVERY,
        _PAPER,
    ),
)
TIME_ACTIVITY = Kind(
    name="TimeActivity",
    group="journal",
    sequence="txns",
    fields=fields(
        """
    NameOf choice of:Vendor|Employee req
    EmployeeRef ref to:Employee q
    VendorRef ref to:Vendor q
    CustomerRef ref to:Customer q
    ItemRef ref to:Item
    ClassRef ref to:Class
    PayrollItemRef any
    BillableStatus choice of:Billable|NotBillable code:2170
    Taxable yes
    HourlyRate number
    CostRate number
    BreakHours whole
    BreakMinutes whole
    StartTime moment
    EndTime moment
    Hours whole
    Minutes whole
    Seconds whole
    Description text 4000
    """,
        EVERY,
        _PAPER,
    ),
)
TRANSACTIONS = (
    INVOICE, CREDIT_MEMO, SALES_RECEIPT, REFUND_RECEIPT, ESTIMATE, PAYMENT, BILL, VENDOR_CREDIT, BILL_PAYMENT,
    PURCHASE, PURCHASE_ORDER, JOURNAL_ENTRY, DEPOSIT, TRANSFER, TIME_ACTIVITY,
)  # fmt: skip

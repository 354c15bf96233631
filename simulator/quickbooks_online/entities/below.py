"""What a line of a transaction may hold, by its detail type."""

from simulator.quickbooks_online.entities.fields import fields

LINE = fields(
    """
    Id text
    LineNum whole
    Description text 4000
    Amount amount
    DetailType text
    LinkedTxn linked
    LineEx any ro
    CustomField custom
    CustomExtensions any
    """
)
_SALES = fields(
    """
    ServiceDate day
    ItemRef ref to:Item
    ClassRef ref to:Class
    UnitPrice number
    RatePercent number
    PriceLevelRef any
    MarkupInfo any
    Qty number
    UOMRef any
    ItemAccountRef ref to:Account
    InventorySiteRef any
    TaxCodeRef ref to:TaxCode
    TaxClassificationRef any
    TaxInclusiveAmt amount
    DiscountRate number
    DiscountAmt amount
    DeferredRevenue any
    """
)
_DISCOUNT = fields(
    """
    DiscountRef any
    PercentBased yes
    DiscountPercent number
    DiscountAccountRef ref to:Account
    ClassRef ref to:Class
    TaxCodeRef ref to:TaxCode
    ServiceDate day
    """
)
_GROUP = fields("GroupItemRef ref to:Item\nQuantity number\nUOMRef any\nServiceDate day\nLine lines")
DESCRIPTION = fields("ServiceDate day\nTaxCodeRef ref to:TaxCode")
_SUBTOTAL = fields("ItemRef ref to:Item")
_BOUGHT = """
    CustomerRef ref to:Customer
    ClassRef ref to:Class
    TaxCodeRef ref to:TaxCode
    MarkupInfo any
    BillableStatus choice of:Billable|NotBillable code:2170
    TaxAmount amount
    TaxInclusiveAmt amount
"""
_ACCOUNT = fields("AccountRef ref to:Account req", _BOUGHT)
_ITEM = fields(
    "ItemRef ref to:Item req\nQty number\nUnitPrice number\nUOMRef any\nPriceLevelRef any", _BOUGHT
)
JOURNAL = fields(
    """
    PostingType choice of:Debit|Credit
    AccountRef ref to:Account req
    TaxCodeRef ref to:TaxCode
    TaxApplicableOn choice of:Sales|Purchase
    TaxAmount amount
    TaxInclusiveAmt amount
    Entity part to:Entity
    ClassRef ref to:Class
    DepartmentRef ref to:Department
    BillableStatus choice of:Billable|NotBillable code:2170
    JournalCodeRef any
    """
)
DEPOSIT_LINE = fields(
    """
    Entity ref to:Anyone
    ClassRef ref to:Class
    AccountRef ref to:Account
    PaymentMethodRef ref to:PaymentMethod
    CheckNum text 21
    TxnType text
    TaxCodeRef ref to:TaxCode
    TaxApplicableOn choice of:Sales|Purchase
    """
)
# Structures below a field, by the name that fields call them.
PARTS = {
    "TxnTaxDetail": fields(
        """
    DefaultTaxCodeRef bare
    TxnTaxCodeRef bare
    TotalTax amount
    TaxLine parts to:TaxLine
    TaxReviewStatus text
    UseAutomatedSalesTax yes
    """
    ),
    "TaxLine": fields(
        """
    Id text
    LineNum whole
    Description text 4000
    Amount amount
    DetailType text
    TaxLineDetail part to:TaxLineDetail
    LinkedTxn linked
    LineEx any ro
    """
    ),
    "TaxLineDetail": fields(
        """
    TaxRateRef bare
    PercentBased yes
    TaxPercent number
    NetAmountTaxable amount
    TaxInclusiveAmount amount
    OverrideDeltaAmount amount
    ServiceDate day
    """
    ),
    "PaidByCheck": fields(
        """
    CheckNum text 21
    Status text
    NameOnAcct text
    AcctNum text
    BankName text
    BankAccountRef ref to:Account
    PrintStatus choice of:NotSet|NeedToPrint|PrintComplete
    CheckPaymentEx any
    """
    ),
    "PaidByCard": fields("CCAccountRef ref to:Account\nCreditChargeInfo any\nCreditChargeResponse any"),
    "Entity": fields("Type text\nEntityRef ref to:Anyone"),
    "AttachableRef": fields(
        """
    EntityRef bare
    IncludeOnSend yes
    LineInfo text
    NoRefOnly yes
    Inactive yes
    CustomField any
    AttachableRefEx any
    """
    ),
}
SALES_LINES = {
    "SalesItemLineDetail": _SALES,
    "DiscountLineDetail": _DISCOUNT,
    "GroupLineDetail": _GROUP,
    "DescriptionLineDetail": DESCRIPTION,
    "SubTotalLineDetail": _SUBTOTAL,
}
BOUGHT_LINES = {
    "AccountBasedExpenseLineDetail": _ACCOUNT,
    "ItemBasedExpenseLineDetail": _ITEM,
    "DescriptionLineDetail": DESCRIPTION,
    "GroupLineDetail": _GROUP,
}

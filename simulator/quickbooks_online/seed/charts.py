"""What a company has from its first day: accounts, terms, payment methods, and the taxes of its country."""

from collections.abc import Mapping

# id | name | parent | type | sub-type
ACCOUNTS = """
1|Services||Income|ServiceFeeIncome
4|Undeposited Funds||Other Current Asset|UndepositedFunds
5|Fees Billed||Income|ServiceFeeIncome
7|Advertising||Expense|AdvertisingPromotional
8|Automobile||Expense|Auto
13|Meals and Entertainment||Expense|EntertainmentMeals
33|Accounts Payable (A/P)||Accounts Payable|AccountsPayable
35|Checking||Bank|Checking
36|Savings||Bank|Savings
37|Fixed Asset Equipment||Fixed Asset|FurnitureAndFixtures
41|Mastercard||Credit Card|CreditCard
42|Visa||Credit Card|CreditCard
45|Landscaping Services||Income|OtherPrimaryIncome
46|Job Materials|45|Income|OtherPrimaryIncome
48|Fountains and Garden Lighting|46|Income|OtherPrimaryIncome
49|Plants and Soil|46|Income|OtherPrimaryIncome
50|Sprinklers and Drip Systems|46|Income|OtherPrimaryIncome
51|Labor|45|Income|OtherPrimaryIncome
52|Installation|51|Income|OtherPrimaryIncome
53|Maintenance and Repair|51|Income|OtherPrimaryIncome
54|Decks and Patios Income|46|Income|OtherPrimaryIncome
58|Job Expenses||Expense|CostOfLabor
63|Job Materials|58|Expense|SuppliesMaterials
64|Decks and Patios|63|Expense|SuppliesMaterials
79|Sales of Product Income||Income|SalesOfProductIncome
80|Cost of Goods Sold||Cost of Goods Sold|SuppliesMaterialsCogs
81|Inventory Asset||Other Current Asset|Inventory
84|Accounts Receivable (A/R)||Accounts Receivable|AccountsReceivable
86|Discounts given||Income|DiscountsRefundsGiven
87|Shipping Income||Income|ShippingIncome
88|Exchange Gain or Loss||Other Expense|ExchangeGainOrLoss
89|Sales tax payable||Other Current Liability|GlobalTaxPayable
90|Opening Balance Equity||Equity|OpeningBalanceEquity
"""
TERMS = ((1, "Due on receipt", 0), (2, "Net 15", 15), (3, "Net 30", 30), (4, "Net 60", 60), (5, "Net 10", 10))
PAYMENT_METHODS = (
    (1, "Cash", "NON_CREDIT_CARD"), (2, "Check", "NON_CREDIT_CARD"), (3, "Visa", "CREDIT_CARD"),
    (4, "MasterCard", "CREDIT_CARD"),
)  # fmt: skip
AGENCIES: Mapping[str, str] = {
    "US": "California Department of Tax and Fee Administration",
    "CA": "Canada Revenue Agency",
    "GB": "HM Revenue & Customs",
    "AU": "Australian Taxation Office",
}
# rate id | name | percent
RATES: Mapping[str, str] = {
    "US": "3|California|8\n1|AZ State tax|7.1\n2|Tucson City|2",
    "CA": "3|GST|5\n21|HST (ON)|13\n"
    "5|PST (BC)|7\n6|QST|9.975\n7|GST Zero|0\n8|GST Exempt|0\n9|Out of scope|0",
    "GB": "3|20.0% S|20\n4|5.0% R|5\n5|0.0% Z|0\n6|Exempt|0\n7|No VAT|0",
    "AU": "3|GST|10\n4|GST free|0\n5|Out of scope|0",
}
# code id | name | rate ids
CODES: Mapping[str, str] = {
    "US": "2|California|3\n3|Tucson|1,2",
    "CA": "2|Exempt|8\n3|Zero-rated|7\n4|Out of Scope|9\n5|GST|3\n"
    "6|GST/PST BC|3,5\n7|GST/QST QC - 9.975|3,6\n9|HST ON|21",
    "GB": "2|20.0% S|3\n3|5.0% R|4\n4|0.0% Z|5\n5|Exempt|6\n6|No VAT|7",
    "AU": "2|GST|3\n3|GST free|4\n4|Out of scope|5",
}
ADDRESSES: Mapping[str, tuple[str, str, str]] = {
    "US": ("San Pablo", "CA", "87999"),
    "CA": ("Toronto", "ON", "M5V 2T6"),
    "GB": ("London", "London", "EC1A 1BB"),
    "AU": ("Sydney", "NSW", "2000"),
}

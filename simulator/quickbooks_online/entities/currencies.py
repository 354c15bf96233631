"""Currencies by their code, with the names references carry, and what one of them is worth in US dollars."""

from decimal import Decimal

_TABLE = """
USD|United States Dollar|1
EUR|Euro|1.0842
GBP|British Pound Sterling|1.2651
CAD|Canadian Dollar|0.7301
AUD|Australian Dollar|0.6512
NZD|New Zealand Dollar|0.5904
JPY|Japanese Yen|0.0065
CHF|Swiss Franc|1.1334
SEK|Swedish Krona|0.0951
NOK|Norwegian Krone|0.0927
DKK|Danish Krone|0.1453
MXN|Mexican Peso|0.0492
INR|Indian Rupee|0.0119
CNY|Chinese Yuan|0.1402
HKD|Hong Kong Dollar|0.1284
SGD|Singapore Dollar|0.7443
ZAR|South African Rand|0.0548
BRL|Brazilian Real|0.1735
PLN|Polish Zloty|0.2511
KWD|Kuwaiti Dinar|3.2573
"""
_ROWS = [line.split("|") for line in _TABLE.split("\n") if line]
CURRENCIES = {code: name for code, name, _ in _ROWS}
IN_DOLLARS = {code: Decimal(worth) for code, _, worth in _ROWS}

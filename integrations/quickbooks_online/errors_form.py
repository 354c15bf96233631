"""Refusals that are about what a record says: its fields, their form, and what it names."""

from integrations.contracts import Trouble
from integrations.quickbooks_online.errors_entry import Entry, Fix, entries

_OURS = "Correct it here and retry. If it looks right, send support the request number."

FORM: tuple[Entry, ...] = tuple(
    entries(
        (
            "610", Trouble.REFUSED, Fix.REACTIVATE,
            "{record}, or something it names, is inactive or deleted in QuickBooks.",
            "Somebody made it inactive or deleted it there.",
            "Make it active again in QuickBooks, or link it to another record.",
        ),
        (
            "620", Trouble.REFUSED, Fix.EDIT,
            "{record} cannot be put on what it settles in QuickBooks.",
            "The invoice or credit is gone there, closed, or belongs to another customer.",
            "Compare the two in QuickBooks, take the amount off here and put it on the right one.",
        ),
        (
            "630", Trouble.REFUSED, Fix.LINK,
            "QuickBooks has a record like {record} already.",
            "Something about it has to be unique there, and is taken.",
            "Link it to the one that is there, or change ours.",
        ),
        (
            "700", Trouble.REFUSED, Fix.EDIT,
            "What {record} belongs to cannot have anything below it in QuickBooks.",
            "Its parent is gone there, or is of another sort.",
            "Choose another parent here, or correct the one in QuickBooks.",
        ),
        (
            "900", Trouble.REFUSED, Fix.EDIT,
            "{record} would stand below itself in QuickBooks.",
            "There, its parent is below it.",
            "Change what belongs to what, here or in QuickBooks.",
        ),
        (
            "2020", Trouble.REFUSED, Fix.EDIT,
            "{record} lacks something that QuickBooks needs.",
            "A field that has to be filled is empty; the one it names stands below.",
            "Fill it in and retry.",
        ),
        (
            "2040", Trouble.REFUSED, Fix.EDIT,
            "{record} holds a character that QuickBooks does not take.",
            "Names take no colon, tab or line break, and some companies take Latin letters only.",
            "Take the character out and retry.",
        ),
        (
            "2050", Trouble.REFUSED, Fix.EDIT,
            "A text of {record} is longer than QuickBooks takes.",
            "The field it names has a longest length there.",
            "Shorten it and retry.",
        ),
        (
            "2060 2070 2190", Trouble.REFUSED, Fix.MOVE_DATE,
            "QuickBooks does not take a date of {record}.",
            "The date is outside what QuickBooks keeps, or is no date there.",
            "Give it another date and retry.",
        ),
        (
            "2080 2090 2100 2110 2140 2150 2160 2180 2240", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks does not take a number of {record}.",
            "An amount, percentage or quantity is too large, too fine, or outside what the field allows.",
            _OURS,
        ),
        (
            "2120", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks does not take the type of {record}.",
            "Items of this type are not made by apps, or cannot become another type.",
            "Choose another type here, or make it in QuickBooks and link it.",
        ),
        (
            "2170", Trouble.REFUSED, Fix.SUPPORT,
            "QuickBooks does not know a choice that {record} makes.",
            "A field was given a word that is not among those it takes.",
            "This is ours to mend. Send support the request number.",
        ),
        (
            "2200", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks does not take the web address of {record}.",
            "It is not written as a web address.",
            "Correct it and retry.",
        ),
        (
            "2210", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks does not take a mail address of {record}.",
            "It is not written as a mail address.",
            "Correct it and retry.",
        ),
        (
            "2220", Trouble.REFUSED, Fix.EDIT,
            "QuickBooks does not take the currency of {record}.",
            "The currency is not known there, or not among the company's.",
            "Add the currency in QuickBooks, or change it here.",
        ),
        (
            "2230", Trouble.REFUSED, Fix.SUPPORT,
            "QuickBooks does not understand a yes or no of {record}.",
            "A field was given neither.",
            "This is ours to mend. Send support the request number.",
        ),
        (
            "2250 6440", Trouble.REFUSED, Fix.EDIT,
            "{record} lacks a line, or a line of it lacks an item or account.",
            "QuickBooks needs at least one line, and on each line an item or an account.",
            "Add what is missing and retry.",
        ),
        (
            "2260 2270 2280 2300", Trouble.REFUSED, Fix.SUPPORT,
            "{record} does not balance as a journal entry in QuickBooks.",
            "Debits and credits differ, or a line does not say which it is and how it is taxed.",
            "Send support the request number.",
        ),
        (
            "2290", Trouble.REFUSED, Fix.EDIT,
            "{record} has an amount below nothing where QuickBooks takes none.",
            "Discounts and payments are given as amounts above nothing.",
            "Write a credit note, or turn the amount around.",
        ),
        (
            "2500", Trouble.REFUSED, Fix.LINK,
            "Something that {record} names is not in QuickBooks, or is inactive there.",
            "The item, account, customer, tax code or class it is linked to was deleted, or is inactive.",
            "Link it to another one, or make it active in QuickBooks. What names it goes out then.",
        ),
        (
            "2600", Trouble.REFUSED, Fix.EDIT,
            "{record} says two things that QuickBooks does not take together.",
            "Two of its fields exclude each other.",
            _OURS,
        ),
        (
            "3000", Trouble.REFUSED, Fix.EDIT,
            "{record} fills a custom field that QuickBooks does not have.",
            "The field was removed in QuickBooks, or is another one now.",
            "Choose the field again under Mappings.",
        ),
        (
            "6010 6060", Trouble.REFUSED, Fix.EDIT,
            "The account {record} lacks its type, or the day of its opening balance.",
            "QuickBooks needs both to make an account.",
            "Fill it in and retry, or make the account in QuickBooks and link it.",
        ),
        (
            "6020 6030 6040 6041 6050", Trouble.REFUSED, Fix.EDIT,
            "A file of {record} was not taken by QuickBooks.",
            "It is too large, of a sort QuickBooks does not keep, or belongs to what has no files there.",
            "Send a smaller file or another form of it; PDF and pictures are taken.",
        ),
        (
            "6070", Trouble.REFUSED, Fix.EDIT,
            "A line of {record} does not come to quantity times price in QuickBooks.",
            "QuickBooks rounds half a cent up, and found another amount.",
            "Give the price so that it leads to the amount. If it does, send support the request number.",
        ),
        (
            "6080", Trouble.REFUSED, Fix.EDIT,
            "{record} has no name for QuickBooks.",
            "A customer or supplier needs a display name there.",
            "Give it a name and retry.",
        ),
        (
            "6090", Trouble.REFUSED, Fix.EDIT,
            "The discount of {record} is incomplete for QuickBooks.",
            "It needs an amount or a percentage between 0 and 100.",
            "Correct the discount and retry.",
        ),
        (
            "6420", Trouble.REFUSED, Fix.EDIT,
            "{record} is to be mailed and has no mail address.",
            "QuickBooks mails nothing without one.",
            "Give it a mail address, or change what QuickBooks is to mail.",
        ),
        (
            "6530", Trouble.REFUSED, Fix.EDIT,
            "{record} seems to hold the number of a credit card.",
            "QuickBooks takes no card numbers in texts.",
            "Take the number out of its memo, message and lines, and retry.",
        ),
    )
)  # fmt: skip

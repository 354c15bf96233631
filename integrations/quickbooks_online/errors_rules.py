"""Refusals that are about the books: numbers, names, tax, closed periods, what is settled already."""

from integrations.contracts import Trouble
from integrations.quickbooks_online.errors_entry import Entry, Fix, entries

RULES: tuple[Entry, ...] = tuple(
    entries(
        (
            "800", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "{record} cannot be deleted in QuickBooks.",
            "Other records there depend on it.",
            "Remove what depends on it in QuickBooks and retry, or keep it there.",
        ),
        (
            "6000", Trouble.REFUSED, Fix.EDIT,
            "A rule of QuickBooks speaks against {record}.",
            "QuickBooks gives one code for many rules; which one it is, its words below say.",
            "Follow what it says, here or in QuickBooks, and retry.",
        ),
        (
            "6000:name_lock", Trouble.TRANSIENT, Fix.WAIT,
            "QuickBooks takes one name at a time, so {record} waits.",
            "Somebody, or another app, is writing to the lists of names.",
            "Nothing is lost, and it is tried again by itself.",
        ),
        (
            "6000:no_amount", Trouble.REFUSED, Fix.EDIT,
            "{record} has no amount.",
            "QuickBooks takes no document that comes to nothing for want of a line.",
            "Add a line with an amount and retry.",
        ),
        (
            "6000:tax_missing", Trouble.REFUSED, Fix.CHOOSE_TAX,
            "A line of {record} has no tax code in QuickBooks.",
            "Outside the United States each line needs one, also where there is no tax.",
            "Choose the tax code for it under Mappings, and the one that stands for no tax.",
        ),
        (
            "6000:currency", Trouble.REFUSED, Fix.EDIT,
            "The currency of {record} is not the one QuickBooks has for this customer, supplier or account.",
            "There a customer or supplier has one currency for good, and several currencies may be off.",
            "Link it to a customer or supplier of that currency, or use an account of it.",
        ),
        (
            "6000:link", Trouble.REFUSED, Fix.EDIT,
            "What {record} was made from is not in QuickBooks any more.",
            "The estimate or order it is linked to was deleted there.",
            "Take the link off here, or make the other one again, and retry.",
        ),
        (
            "6000:attachment", Trouble.REFUSED, Fix.EDIT,
            "The attachment of {record} holds neither a note nor a file.",
            "QuickBooks keeps no empty attachments.",
            "Add the file again and retry.",
        ),
        (
            "6000:inactive_item", Trouble.REFUSED, Fix.REACTIVATE,
            "{record} is inactive in QuickBooks, so its stock cannot change.",
            "Somebody made the item inactive there.",
            "Make it active again and retry.",
        ),
        (
            "6000:receivable", Trouble.REFUSED, Fix.EDIT,
            "{record} uses the account of what customers owe without a customer.",
            "QuickBooks keeps that account customer by customer.",
            "Name the customer on the line, or use another account.",
        ),
        (
            "6000:closed 6200 6210", Trouble.REFUSED, Fix.MOVE_DATE,
            "{record} is dated in a period that is closed in QuickBooks.",
            "The books there are closed through its date.",
            "Give it a later date, or have the period opened in QuickBooks.",
        ),
        (
            "6100 6160 6230", Trouble.REFUSED, Fix.CHOOSE_TAX,
            "QuickBooks does not take the tax code of {record}.",
            "The code is not for use on new documents, or not for lines of this country.",
            "Choose another tax code under Mappings.",
        ),
        (
            "6170", Trouble.REFUSED, Fix.CHOOSE_TAX,
            "{record} carries tax although it is marked as outside tax in QuickBooks.",
            "The two exclude each other there.",
            "Choose the tax codes of its lines under Mappings and retry.",
        ),
        (
            "6470", Trouble.REFUSED, Fix.CHOOSE_TAX,
            "The tax of {record} is not allowed in QuickBooks, or its rate is missing.",
            "The code has no rate for what it is used for.",
            "Choose another tax code under Mappings, or complete that one in QuickBooks.",
        ),
        (
            "6110 6120", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "{record} is a card payment that QuickBooks carried out, so it stays as it is.",
            "What was charged to a card is not changed or deleted.",
            "Take QuickBooks' version, and write a refund where money goes back.",
        ),
        (
            "6130", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "Who pays for {record} cannot change in QuickBooks.",
            "There are invoices on it, or on the customer it belongs to.",
            "Leave it as it is there.",
        ),
        (
            "6140", Trouble.REFUSED, Fix.RENUMBER,
            "The number {number} of {record} is used in QuickBooks already.",
            "Another document there carries it; if it is this one, it only has to be linked.",
            "Link it to that document, or give ours another number.",
        ),
        (
            "6150", Trouble.REFUSED, Fix.EDIT,
            "{record} says that it belongs to a customer and not to which, or the other way round.",
            "QuickBooks takes both or neither.",
            "Choose the parent again and retry.",
        ),
        (
            "6180", Trouble.REFUSED, Fix.EDIT,
            "{record} would stand more than five levels deep in QuickBooks.",
            "QuickBooks has five levels below each other.",
            "Move it up a level and retry.",
        ),
        (
            "6220", Trouble.REFUSED, Fix.WAIT,
            "{record} has a balance in QuickBooks, so it cannot become inactive.",
            "Something is still owed or not used up.",
            "Settle it in QuickBooks, then retry.",
        ),
        (
            "6240", Trouble.REFUSED, Fix.LINK,
            "QuickBooks has the name of {record} already.",
            "Customers, suppliers and employees share their names there, inactive ones among them.",
            "Link it to the one that has the name, or change the name here.",
        ),
        (
            "6250", Trouble.REFUSED, Fix.REACTIVATE,
            "The customer of {record} is missing or inactive in QuickBooks.",
            "Somebody deleted the customer or made it inactive.",
            "Make it active again in QuickBooks, or link it to another one.",
        ),
        (
            "6270", Trouble.REFUSED, Fix.MOVE_DATE,
            "{record} is dated before the stock of one of its items begins in QuickBooks.",
            "An item in stock is sold from its first day on.",
            "Give it a later date, or change the item's first day in QuickBooks.",
        ),
        (
            "6280", Trouble.REFUSED, Fix.WAIT,
            "{record} has charges in QuickBooks that are not billed, so it cannot become inactive.",
            "Hours or expenses wait there to be billed.",
            "Bill or remove them in QuickBooks, then retry.",
        ),
        (
            "6290 6300 6310 6320 6330 6340 6350 6360 6370 6380 6390", Trouble.REFUSED, Fix.EDIT,
            "The hours of {record} break a rule of QuickBooks.",
            "Hours name an employee or a supplier, a customer where they are billed, and times that fit.",
            "Correct them and retry.",
        ),
        (
            "6400", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "{record} was billed to a customer in QuickBooks, so it cannot be deleted.",
            "An invoice there holds it.",
            "Take it off that invoice first, or keep it.",
        ),
        (
            "6430", Trouble.REFUSED, Fix.LINK,
            "An account of {record} is of the wrong type in QuickBooks.",
            "Money goes into a bank or other current asset account, cards are paid from a card account.",
            "Choose another account under Mappings.",
        ),
        (
            "6450", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "{record} cannot be voided in QuickBooks.",
            "It is settled already.",
            "Undo what settled it in QuickBooks, or take QuickBooks' version.",
        ),
        (
            "6460 6480 6540", Trouble.REFUSED, Fix.ACCEPT_THEIRS,
            "{record} is part of a deposit or matched with the bank in QuickBooks, so it stays as it is.",
            "What has reached the bank there is not changed.",
            "Take it out of the deposit in QuickBooks and retry, or take QuickBooks' version.",
        ),
        (
            "6490 6500 6510", Trouble.REFUSED, Fix.SUPPORT,
            "A rule for budgets in QuickBooks speaks against {record}.",
            "Budgets are kept in QuickBooks alone.",
            "Send support the request number.",
        ),
        (
            "6520", Trouble.REFUSED, Fix.EDIT,
            "A line of {record} sells an item in stock and says no quantity.",
            "QuickBooks counts stock.",
            "Give the quantity and retry.",
        ),
    )
)  # fmt: skip

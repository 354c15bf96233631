"""What accounts come to: kept with each transaction, shown in the accounts once somebody looks at them."""

from collections.abc import Mapping
from decimal import Decimal

from simulator.quickbooks_online.amounts import Number, money, number, plain
from simulator.quickbooks_online.books import Books, kind_of, number_of
from simulator.quickbooks_online.documents import Document, read
from simulator.quickbooks_online.entities import accounts
from simulator.quickbooks_online.entities.fields import Kind
from simulator.quickbooks_online.entities.postings import sheet

# Below the ids of transactions: what lists post, their opening figures.
_ITEMS, _ACCOUNTS = 0, 10**15
_CREDITED = frozenset({"Liability", "Equity", "Revenue"})


def post(books: Books, kind: Kind, document: Document, *, new: bool) -> None:
    """Keep what a transaction posts now in place of what it posted before."""
    made = sheet(books, kind, document)
    if made is None:
        return
    num, day = number_of(document["Id"]) or 0, document["TxnDate"]
    rows = [] if new else books.rows("select account, amount, day from postings where num = ?", num)
    before = {account: amount for account, amount, _ in rows}
    if before != made.cents or any(was != day for _, _, was in rows):
        if before:
            books.store.db.execute("delete from postings where num = ?", (num,))
        _write(books, num, day, made.cents)
        _change(books, _difference(before, made.cents))
    if made.moves or not new:
        _move(books, num, made.moves, new=new)


def unpost(books: Books, kind: Kind, key: str) -> None:
    """Take back what a transaction posted."""
    num = number_of(key) or 0
    before = dict(books.rows("select account, amount from postings where num = ?", num))
    if before:
        books.store.db.execute("delete from postings where num = ?", (num,))
        _change(books, _difference(before, {}))
    _move(books, num, {}, new=False)


def catch_up(books: Books) -> None:
    """Post what a file holds from before there was a ledger."""
    if books.first("select 1 from ledger limit 1"):
        return
    for name, body in books.rows("select kind, body from objects where day is not null order by num"):
        kind = kind_of(name)
        if kind.is_transaction:
            post(books, kind, read(body), new=True)


def _write(books: Books, num: int, day: str, cents: Mapping[int, int]) -> None:
    books.store.db.executemany(
        "insert into postings values (?, ?, ?, ?)",
        [(num, account, amount, day) for account, amount in cents.items()],
    )


def _difference(before: Mapping[int, int], now: Mapping[int, int]) -> dict[int, int]:
    if not before:
        return dict(now)
    changes = {account: now.get(account, 0) - before.get(account, 0) for account in {*before, *now}}
    return {account: cents for account, cents in changes.items() if cents}


def _change(books: Books, cents: Mapping[int, int]) -> None:
    books.store.db.executemany(
        "insert into ledger values (?, ?) on conflict (account) do update set amount = amount + ?2",
        list(cents.items()),
    )
    books.store.restated.update(cents)


def adjust(books: Books, kind: str, key: str, cents: Mapping[int, int]) -> None:
    """Add to what an item or account posted when it was set up."""
    num = -(number_of(key) or 0) - (_ITEMS if kind == "Item" else _ACCOUNTS)
    day = books.today().isoformat()
    books.store.db.executemany(
        "insert into postings values (?, ?, ?, ?)"
        " on conflict (num, account) do update set amount = amount + ?3",
        [(num, account, amount, day) for account, amount in cents.items() if amount],
    )
    _change(books, cents)


def opened(books: Books, account: int, cents: int) -> None:
    """Begin an account, an asset of stock or a bank, with what it is worth; equity has the other side."""
    adjust(books, "Account", str(account), {account: cents, accounts.of_opening(books): -cents})


def stocked(books: Books, item: Document, by: Decimal) -> None:
    """Value a quantity somebody set, at the item's cost; equity has the other side."""
    cents = int(Decimal(money(by * number(item.get("PurchaseCost")))) * 100)
    if cents and "AssetAccountRef" in item:
        asset = int(item["AssetAccountRef"]["value"])
        adjust(books, "Item", item["Id"], {asset: cents, accounts.of_opening(books): -cents})


def total(books: Books, cents: Mapping[int, int]) -> None:
    """Add what many transactions that were written at once come to."""
    _change(books, cents)


def _move(books: Books, num: int, moves: Mapping[int, Decimal], *, new: bool) -> None:
    rows = [] if new else books.rows("select item, quantity from stock where num = ?", num)
    before = {item: Decimal(quantity) for item, quantity in rows}
    if before == moves:
        return
    books.store.db.execute("delete from stock where num = ?", (num,))
    books.store.db.executemany(
        "insert into stock values (?, ?, ?)", [(num, item, str(one)) for item, one in moves.items()]
    )
    for item in {*before, *moves}:
        by = moves.get(item, Decimal(0)) - before.get(item, Decimal(0))
        document = books.load("Item", str(item)) if by else None
        if document is not None:
            document["QtyOnHand"] = plain(number(document.get("QtyOnHand")) + by)
            books.correct(kind_of("Item"), document)


def repoint(books: Books, old: str, into: str) -> None:
    """Carry over to another account what was posted to one that is merged into it."""
    source, target = number_of(old) or 0, number_of(into) or 0
    books.store.db.execute(
        "insert into postings select num, ?2, amount, day from postings where account = ?1"
        " on conflict (num, account) do update set amount = amount + excluded.amount",
        (source, target),
    )
    books.store.db.execute("delete from postings where account = ?", (source,))
    amount = books.first("select amount from ledger where account = ?", source) or 0
    books.store.db.execute("delete from ledger where account = ?", (source,))
    _change(books, {target: amount})


def balances(books: Books) -> dict[int, int]:
    """Return cents by account, debits positive."""
    return dict(books.rows("select account, amount from ledger"))


def refresh(books: Books) -> None:
    """Show in the accounts what they come to by now; no new version of them."""
    stale = set(books.store.restated)
    if not stale:
        return
    books.store.restated.clear()
    tree = {
        num: (int(parent) if parent else 0)
        for num, parent in books.rows(
            "select num, json_extract(body, '$.ParentRef.value') from objects where kind = 'Account'"
        )
    }
    cents = balances(books)
    wanted = tree.keys() if None in stale else _with_above({one for one in stale if one}, tree)
    below: dict[int, int] = dict.fromkeys(tree, 0)
    for account, amount in cents.items():
        for one in _with_above({account}, tree):
            below[one] += amount
    for account in wanted:
        document = books.must("Account", str(account))
        own = cents.get(account, 0) if document.get("Active") is not False else 0
        whole = below[account] if document.get("Active") is not False else 0
        shown = _shown(books, document, own), _shown(books, document, whole)
        if shown != (document["CurrentBalance"], document["CurrentBalanceWithSubAccounts"]):
            document["CurrentBalance"], document["CurrentBalanceWithSubAccounts"] = shown
            books.correct(kind_of("Account"), document)


def _with_above(some: set[int], tree: Mapping[int, int]) -> set[int]:
    found: set[int] = set()
    for account in some:
        one = account
        while one in tree and one not in found:
            found.add(one)
            one = tree[one]
    return found


def _shown(books: Books, document: Document, cents: int) -> Number:
    turned = books.settings["account_balances"] == "natural" and document["Classification"] in _CREDITED
    return money(Decimal(-cents if turned else cents) / 100)

"""What documents come to: known examples to the cent, and laws that hold for all of them."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billing.money import exactly, quantum, rounded
from billing.taxes import Line, Rate, Rounding, Totals, effective, totals

D = Decimal
STATE, CITY = Rate(name="State", percent=D("6.25")), Rate(name="City", percent=D("2"))
GST, QST = Rate(name="GST", percent=D("5")), Rate(name="QST", percent=D("9.975"))
VAT = Rate(name="VAT", percent=D("20"))
COMPOUND = Rate(name="On top", percent=D("10"), compound=True)

CODES = [(), (VAT,), (STATE, CITY), (GST, QST), (GST, COMPOUND), (Rate(name="Zero", percent=D(0)),)]
percents = st.decimals("0", "100", places=4)
lines_strategy = st.builds(
    Line,
    quantity=st.decimals("-1e6", "1e6", places=6),
    price=st.decimals("-1e6", "1e6", places=6),
    discount_percent=st.one_of(st.just(D(0)), st.just(D(100)), percents),
    rates=st.sampled_from(CODES),
)
documents = st.fixed_dictionaries(
    {
        "lines": st.lists(lines_strategy, max_size=12),
        "currency": st.sampled_from(["JPY", "USD", "KWD"]),
        "rounding": st.sampled_from(list(Rounding)),
        "inclusive": st.booleans(),
        "discount_percent": st.one_of(st.just(D(0)), st.just(D(100)), percents),
    }
)


def line(price: str, *rates: Rate, quantity: str = "1", less: str = "0") -> Line:
    return Line(quantity=D(quantity), price=D(price), discount_percent=D(less), rates=rates)


def computed(document: dict[str, object]) -> Totals:
    lines = document["lines"]
    rest = {name: value for name, value in document.items() if name != "lines"}
    try:
        return totals(lines, **rest)  # type: ignore[arg-type]
    except ValueError:
        assume(False)  # noqa: FBT003  # a percentage of lines that cancel out is refused, and tested below
        raise


@given(documents)
def test_the_parts_are_the_whole(document: dict[str, object]) -> None:
    done, unit = computed(document), quantum(str(document["currency"]))

    assert done.net == sum((item.net for item in done.lines), D(0))
    assert done.tax == sum((item.tax for item in done.lines), D(0)) == sum((t.tax for t in done.taxes), D(0))
    assert done.total == done.net + done.tax == sum((item.gross for item in done.lines), D(0))
    assert done.subtotal == sum((item.amount for item in done.lines), D(0))
    assert done.discount == sum((item.discount for item in done.lines), D(0))
    every = [
        done.total,
        done.net,
        done.tax,
        done.discount,
        *(tax for item in done.lines for tax in item.taxes),
    ]
    assert all(amount % unit == 0 for amount in every)


@given(documents)
def test_prices_that_contain_tax_are_what_the_customer_pays(document: dict[str, object]) -> None:
    done = computed(document | {"inclusive": True})

    assert done.total == done.subtotal - done.discount
    assert all(item.gross == item.amount - item.discount for item in done.lines)


@given(documents)
def test_prices_without_tax_are_what_we_keep(document: dict[str, object]) -> None:
    done = computed(document | {"inclusive": False})

    assert done.net == done.subtotal - done.discount


@given(documents)
def test_the_tax_of_a_document_is_off_by_half_a_coin_for_each_rate_of_each_code_at_most(
    document: dict[str, object],
) -> None:
    done = computed(document | {"rounding": Rounding.DOCUMENT, "inclusive": False})
    lines: list[Line] = document["lines"]  # type: ignore[assignment]

    with exactly():
        exact = sum(
            item.net * fraction
            for item, source in zip(done.lines, lines, strict=True)
            for fraction in effective(source.rates)
        )
        groups = sum(len(rates) for rates in {source.rates for source in lines})
        assert abs(done.tax - exact) <= groups * quantum(str(document["currency"])) / 2


@given(documents)
def test_the_tax_of_a_line_is_off_by_half_a_coin_for_each_rate_at_most(document: dict[str, object]) -> None:
    done = computed(document | {"rounding": Rounding.LINE, "inclusive": False})

    for item, source in zip(done.lines, document["lines"], strict=True):  # type: ignore[call-overload]
        for tax, fraction in zip(item.taxes, effective(source.rates), strict=True):
            assert tax == rounded(item.net * fraction, currency=str(document["currency"]))


@given(documents)
def test_everything_free_leaves_nothing_to_pay(document: dict[str, object]) -> None:
    done = computed(document | {"discount_percent": D(100)})

    assert done.total == done.tax == done.net == 0


@given(documents)
def test_turning_every_sign_turns_every_total_of_a_document(document: dict[str, object]) -> None:
    """A credit note undoes the invoice it mirrors, to the cent."""
    turned = [
        Line(quantity=-one.quantity, price=one.price, discount_percent=one.discount_percent, rates=one.rates)
        for one in document["lines"]  # type: ignore[attr-defined]
    ]

    there, back = computed(document), computed(document | {"lines": turned})

    assert (there.total, there.tax, there.net) == (-back.total, -back.tax, -back.net)


@pytest.mark.parametrize(("rounding", "tax"), [(Rounding.LINE, "0.25"), (Rounding.DOCUMENT, "0.24")])
def test_small_lines_show_the_difference_between_the_rules(rounding: Rounding, tax: str) -> None:
    done = totals([line("1.00", STATE, quantity="0.77")] * 5, currency="USD", rounding=rounding)

    # 0.77 at 6.25 % is 0.048125: five times 0.05 by line, 0.240625 for the document.
    assert done.net == D("3.85")
    assert done.tax == D(tax)


def test_several_rates_on_one_line_are_rounded_each_for_itself() -> None:
    done = totals([line("33.33", GST, QST)], currency="CAD", rounding=Rounding.LINE)

    assert [share.tax for share in done.taxes] == [D("1.67"), D("3.32")]
    assert [share.base for share in done.taxes] == [D("33.33"), D("33.33")]
    assert done.total == D("38.32")


def test_a_compound_rate_is_charged_on_the_taxes_before_it() -> None:
    done = totals([line("100", GST, COMPOUND)], currency="USD", rounding=Rounding.LINE)

    assert [share.tax for share in done.taxes] == [D("5.00"), D("10.50")]
    assert done.total == D("115.50")


def test_a_price_that_contains_tax_is_taken_apart() -> None:
    done = totals([line("9.99", VAT)], currency="GBP", rounding=Rounding.LINE, inclusive=True)

    assert (done.net, done.tax, done.total) == (D("8.32"), D("1.67"), D("9.99"))


def test_two_taxes_contained_in_a_small_price_are_rounded_together() -> None:
    one, other = Rate(name="One", percent=D(5)), Rate(name="Other", percent=D(5))

    done = totals([line("0.11", one, other)], currency="USD", rounding=Rounding.LINE, inclusive=True)

    assert (done.net, done.tax) == (D("0.10"), D("0.01"))
    assert [share.tax for share in done.taxes] == [D("0.01"), D("0.00")]


def test_a_discount_of_the_document_lowers_the_tax_of_each_line() -> None:
    done = totals(
        [line("100", VAT), line("50"), line("0.01", VAT)],
        currency="GBP",
        rounding=Rounding.DOCUMENT,
        discount_amount=D("15.00"),
    )

    assert [item.discount for item in done.lines] == [D("10.00"), D("5.00"), D("0.00")]
    assert (done.net, done.tax, done.total) == (D("135.01"), D("18.00"), D("153.01"))


def test_a_discount_on_lines_that_come_to_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="come to nothing"):
        totals([line("5"), line("-5")], currency="USD", rounding=Rounding.LINE, discount_amount=D(1))


def test_yen_have_no_cents_and_dinars_have_mills() -> None:
    yen = totals([line("333", VAT)], currency="JPY", rounding=Rounding.LINE)
    dinars = totals([line("0.333", VAT)], currency="KWD", rounding=Rounding.LINE)

    assert (yen.tax, dinars.tax) == (D("67"), D("0.067"))


def test_the_largest_document_is_exact() -> None:
    done = totals(
        [line("999999.999999", VAT, quantity="1000000.000001")], currency="USD", rounding=Rounding.DOCUMENT
    )

    assert done.net == D("1000000000000.00")
    assert done.total == D("1200000000000.00")


def test_an_empty_document_comes_to_nothing() -> None:
    done = totals([], currency="USD", rounding=Rounding.DOCUMENT)

    assert (done.total, done.taxes, done.lines) == (0, (), ())


@given(documents)
def test_the_order_of_lines_changes_no_total(document: dict[str, object]) -> None:
    there = computed(document)
    back = computed(document | {"lines": list(reversed(document["lines"]))})  # type: ignore[call-overload]

    assert (there.total, there.tax) == (back.total, back.tax)


@given(st.lists(percents, min_size=2, max_size=4))
def test_more_tax_never_costs_less(rates: list[Decimal]) -> None:
    taxes = [
        totals([line("123.45", Rate(name="r", percent=rate))], currency="USD", rounding=Rounding.LINE).tax
        for rate in sorted(rates)
    ]

    assert all(lower <= higher for lower, higher in pairwise(taxes))


def test_a_tax_of_the_document_is_rounded_once_whatever_else_its_lines_bear() -> None:
    gst, pst = Rate(name="GST", percent=D("5")), Rate(name="PST", percent=D("7"))
    lines = [
        Line(quantity=D(1), price=D("10.10"), rates=(gst,)),
        Line(quantity=D(1), price=D("10.10"), rates=(gst, pst)),
    ]

    found = totals(lines, currency="CAD", rounding=Rounding.DOCUMENT)

    # 5 % of 20.20, and not twice 5 % of 10.10, which is 0.51 each.
    assert [(tax.base, tax.tax) for tax in found.taxes] == [(D("20.20"), D("1.01")), (D("10.10"), D("0.71"))]
    assert (found.tax, found.total) == (D("1.72"), D("21.92"))

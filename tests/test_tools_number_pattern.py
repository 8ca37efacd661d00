import doctest
import random
import time
from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import number_pattern, number_signs, number_tokens
from odoo.addons.stock_lot_lifecycle.tools.number_pattern import Pattern
from odoo.addons.stock_lot_lifecycle.tools.number_tokens import PatternError, parse

NOON = datetime(2026, 6, 15, 12, 30)
FACTS = {
    "date": NOON,
    "production": date(2026, 6, 1),
    "expiry": date(2027, 12, 31),
    "best_before": date(2027, 11, 30),
    "product.code": "RV624",
    "product.barcode": "4006381333931",
    "product.name": "Isoniazid 50 mg",
    "category.name": "Tablets",
    "supplier.ref": "77",
    "supplier.name": "Acme Farms",
    "supplier_lot": "77-B",
    "company.name": "My Company",
    "company.registry": "HRB1",
    "warehouse.code": "WH",
    "warehouse.name": "Main",
    "workcenter.code": "W1",
    "workcenter.name": "Press",
    "operation.code": "IN",
    "property.Colour": "blue",
}
FORMS = {
    "date": ("%y%j", "%G-W%V-%u", "%Y%m%d", "%d.%m.%y %H:%M", ""),
    "expiry": ("%y%m", ""),
    "date.month": ("ABCDEFGHJKLM", ",".join(f"M{month}" for month in range(12))),
    "best_before.year": ("ABCDEFGHJK",),
    "production.day": ("123456789ABCDEFGHJKLMNPQRSTUVWX",),
    "date.weekday": ("MDTFSWU",),
    "date.hour": ("ABCDEFGHIJKLMNOPQRSTUVWX",),
    "date.week": (",".join(f"W{week:02}" for week in range(53)),),
    "shift": ("E=6,L=14,N=22",),
    "product.code": ("", "3", "08", "-2"),
    "supplier.name": ("4", ""),
    "property.Colour": ("2",),
    "seq": ("", "5", "4,base36", "3,safe", "2+,letters", "6+", "18"),
    "check": ("", "mod10", "mod97", "gs1"),
}
TEXTS = ("-", "LOT", "/", "{{", "}}", "É", "{{x}}", " ", ".", "0", "%", "(", "+", "\\")


def _random_pattern(dice):
    names = dice.sample(
        [name for name in FORMS if name not in ("seq", "check")], dice.randint(0, 4)
    )
    names.insert(dice.randint(0, len(names)), "seq")
    names += ["check"] * dice.randint(0, 1)
    text = dice.choice(TEXTS)
    for name in names:
        form = dice.choice(FORMS[name])
        instead = dice.choice(("", "", "|NA")) if name not in ("seq", "check") else ""
        text += "{" + name + (f":{form}" if form else "") + instead + "}" + dice.choice(TEXTS)
    return text


@tagged("post_install", "-at_install")
class TestNumberPattern(BaseCase):
    """Numbers from a pattern and back. Pure: no database."""

    def _number(self, text, value=1, **facts):
        return Pattern(text).frame({**FACTS, **facts}).number(value)

    def _wrong(self, text, code, position=None):
        with self.assertRaises(PatternError, msg=text) as caught:
            Pattern(text).frame(FACTS)
        self.assertEqual(caught.exception.code, code, text)
        if position is not None:
            self.assertEqual(caught.exception.position, position, text)

    def test_examples_in_the_modules_are_true(self):
        for module in (number_signs, number_tokens, number_pattern):
            outcome = doctest.testmod(module)
            self.assertGreater(outcome.attempted, 1)
            self.assertEqual(outcome.failed, 0)

    def test_every_name_writes_its_fact(self):
        for name in (*number_tokens.VALUES, "property.Colour"):
            self.assertEqual(self._number("{" + name + "}#{seq}"), f"{FACTS[name]}#1")
        for name in number_tokens.DATES:
            day = FACTS[name].strftime("%Y%m%d")
            self.assertEqual(self._number("{" + name + "}#{seq}"), f"{day}#1")

    def test_dates_of_the_iso_week_are_those_of_its_own_year(self):
        new_year = datetime(2027, 1, 1)
        self.assertEqual(self._number("{date:%G%V%u}-{seq}", date=new_year), "2026535-1")
        self.assertEqual(self._number("{date:%Y%j}-{seq}", date=new_year), "2027001-1")
        leap = datetime(2028, 12, 31)
        self.assertEqual(self._number("{date:%y%j}-{seq}", date=leap), "28366-1")

    def test_a_table_gives_the_code_of_its_part(self):
        months = "{best_before.month:ABCDEFGHJKLM}{seq}"
        written = [self._number(months, best_before=date(2027, m, 1))[0] for m in range(1, 13)]
        self.assertEqual("".join(written), "ABCDEFGHJKLM")
        years = [
            self._number("{date.year:ABCDE}{seq}", date=date(y, 1, 1))[0] for y in range(2025, 2031)
        ]
        self.assertEqual("".join(years), "ABCDEA")
        self.assertEqual(self._number("{date.weekday:1234567}{seq}"), "11")  # a Monday

    def test_the_shift_of_the_night_is_the_one_that_began_the_day_before(self):
        for hour, minute, code in (
            (5, 59, "N"),
            (6, 0, "E"),
            (14, 30, "L"),
            (14, 29, "E"),
            (23, 0, "N"),
        ):
            at = datetime(2026, 6, 15, hour, minute)
            self.assertEqual(self._number("{shift:E=6,L=14:30,N=22}{seq}", date=at), f"{code}1")

    def test_what_is_missing_is_said_unless_something_stands_in_for_it(self):
        pattern = Pattern("{supplier.ref|NA}-{seq}")
        self.assertEqual(pattern.frame({"date": NOON}).number(1), "NA-1")
        self.assertEqual(Pattern("{supplier.ref|}{seq}").frame({}).number(1), "1")
        with self.assertRaises(PatternError) as caught:
            Pattern("L-{supplier.ref}-{seq}").frame({"supplier.ref": ""})
        self.assertEqual((caught.exception.code, caught.exception.position), ("missing", 3))

    def test_a_pattern_knows_which_facts_it_needs(self):
        text = "{shift:E=6}{expiry:%y}{product.code}{property.Colour}{seq}{check}"
        wanted = {"date", "expiry", "product.code", "property.Colour"}
        self.assertEqual(Pattern(text).needs, wanted)

    def test_a_wrong_pattern_is_refused_with_the_place_where_it_is_wrong(self):
        for text, code, position in (
            ("", "length", 0), ("x" * 501 + "{seq}", "length", 0), ("LOT", "no_sequence", 0),
            ("{seq}{seq}", "two_sequences", 6), ("A{seq", "unclosed", 2),
            ("A}{seq}", "unopened", 2),
            ("A{{seq}", "unopened", 7), ("{a{seq}", "unclosed", 1), ("AB{}{seq}", "empty", 3),
            ("{date:}{seq}", "empty", 1), ("{seq}{color}", "unknown_name", 6),
            ("{date.century:AB}{seq}", "unknown_name", 1), ("{property.}{seq}", "unknown_name", 1),
            ("{date:%Q}{seq}", "bad_date", 1), ("{date:abc}{seq}", "bad_date", 1),
            ("{date:%y%}{seq}", "bad_date", 1), ("{expiry:%H}{seq}", "no_hour", 1),
            ("{expiry.hour:ABCDEFGHIJKLMNOPQRSTUVWX}{seq}", "no_hour", 1),
            ("{date.month:ABC}{seq}", "short_table", 1), ("{date.year:A}{seq}", "short_table", 1),
            ("{date.month:AABCDEFGHJKLM}{seq}", "same_codes", 1), ("{seq:x}", "bad_sequence", 1),
            ("{seq:3,roman}", "bad_sequence", 1), ("{seq:19}", "wide", 1),
            ("{shift:A}{seq}", "bad_shift", 1), ("{shift:A=24}{seq}", "bad_shift", 1),
            ("{shift:A=6,A=14}{seq}", "same_codes", 1), ("{seq}{check:mod7}", "unknown_check", 6),
            ("{product.code:x}{seq}", "bad_form", 1), ("A;{seq}", "bad_sign", 2),
            ("AB\t{seq}", "bad_sign", 3), ("{supplier.ref|;}{seq}", "bad_sign", 1),
            ("-".join(["{date}"] * 13) + "{seq}", "too_many", None),
            ("{product.name:03}{seq}", "long_value", 1),
        ):  # fmt: skip
            with self.subTest(text):
                self._wrong(text, code, position)

    def test_nothing_in_a_pattern_is_executed(self):
        for text in (
            "{product.__class__}{seq}", "{product.code.__init__}{seq}", "{seq.__class__}",
            "{date.__class__:AB}{seq}", "{0}{seq}", "{seq!r}", "{env.cr}{seq}",
        ):  # fmt: skip
            self._wrong(text, "unknown_name")
        self.assertEqual(self._number("%(year)s${x}{seq}".replace("${x}", "$")), "%(year)s$1")
        self.assertEqual(
            self._number("{supplier.name}-{seq}", **{"supplier.name": "{seq}"}), "{seq}-1"
        )

    def test_patterns_are_read_as_they_are_written(self):
        dice = random.Random(6)
        for _time in range(300):
            text = _random_pattern(dice)
            self.assertEqual(str(Pattern(text)), text)
            self.assertEqual(
                [token[:3] for token in parse(str(Pattern(text)))],
                [token[:3] for token in parse(text)],
            )

    def test_numbers_are_read_as_they_were_written(self):
        dice = random.Random(7)
        for _time in range(400):
            pattern = Pattern(_random_pattern(dice))
            value = dice.randint(1, min(pattern.capacity or 10**9, 10**9))
            frame = pattern.frame(FACTS)
            number = frame.number(value)
            with self.subTest(str(pattern)):
                self.assertEqual(frame.value(number), value)
                if pattern.is_readable:
                    self.assertIsNotNone(pattern.read(number))

    def test_different_counts_give_different_numbers(self):
        dice = random.Random(8)
        for _time in range(60):
            pattern = Pattern(_random_pattern(dice))
            frame = pattern.frame(FACTS)
            count = min(pattern.capacity or 500, 500)
            self.assertEqual(len({frame.number(value + 1) for value in range(count)}), count)

    def test_a_fixed_width_grows_in_the_order_of_its_signs(self):
        for signs in ("digits", "base36", "letters", "safe"):
            frame = Pattern("A{seq:4," + signs + "}").frame({})
            numbers = [frame.number(value) for value in range(1, 3000)]
            self.assertEqual(numbers, sorted(numbers))

    def test_a_width_that_is_used_up_is_said(self):
        frame = Pattern("{seq:2}").frame({})
        self.assertEqual(frame.number(99), "99")
        with self.assertRaises(PatternError) as caught:
            frame.number(100)
        self.assertEqual((caught.exception.code, caught.exception.value), ("used_up", 99))
        self.assertEqual(Pattern("{seq:2+}").frame({}).number(100), "100")
        self.assertIsNone(Pattern("{seq}").capacity)

    def test_a_check_digit_finds_every_wrong_digit_and_every_swap_of_neighbours(self):
        frame = Pattern("{seq:6}{check:mod97}").frame({})
        number = frame.number(123456)
        for place in range(6):
            for digit in "0123456789":
                wrong = number[:place] + digit + number[place + 1 :]
                self.assertEqual(frame.value(wrong) is None, wrong != number)
        swapped = number[1] + number[0] + number[2:]
        self.assertIsNone(frame.value(swapped))

    def test_a_gtin_gets_the_digit_that_gs1_gives_it(self):
        self.assertEqual(self._number("{seq:12}{check:gs1}", 400638133393), "4006381333931")

    def test_what_is_not_of_the_pattern_is_not_read(self):
        pattern = Pattern("{product.code}-{date:%y%j}-{seq:05}{check}")
        frame = pattern.frame(FACTS)
        number = frame.number(42)
        for other in (
            number + "1", number[:-1], number.replace("RV", "XX"), number[:-1] + "0", "", "RV624",
            number.replace("000", "00"), "x" * 300,
        ):  # fmt: skip
            self.assertIsNone(frame.value(other), other)
        self.assertIsNone(pattern.read("RV624"))
        self.assertIsNone(pattern.read("x" * 300))

    def test_a_number_is_continued_where_the_pattern_counts(self):
        frame = Pattern("LOT-{seq:4}-{date:%Y}").read("LOT-0009-2026")
        self.assertEqual(
            [frame.number(value) for value in (9, 10)], ["LOT-0009-2026", "LOT-0010-2026"]
        )

    def test_hostile_numbers_are_read_in_no_time(self):
        began = time.perf_counter()
        for text in (
            "{product.name}{supplier.name}{category.name}{company.name}{seq}{check}",
            "{product.name}{supplier.name:9}{seq}{check}",
            "{product.name}1{date}1{supplier.name}1{seq}{seq}"[:-5],
        ):
            self.assertIsNone(Pattern(text).read("1" * 110 + "x"))
        self.assertLess(time.perf_counter() - began, 5)
        self.assertFalse(Pattern("{product.name}{supplier.name}{category.name}{seq}").is_readable)

    def test_a_hundred_thousand_numbers_take_less_than_two_seconds(self):
        frame = Pattern("{product.code}-{date:%y%j}-{seq:6,base36}{check:mod97}").frame(FACTS)
        began = time.perf_counter()
        numbers = [frame.number(value) for value in range(1, 100_001)]
        taken = time.perf_counter() - began
        self.assertEqual(len(set(numbers)), 100_000)
        self.assertLess(taken, 2)

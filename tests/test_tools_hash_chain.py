import doctest
import json
from datetime import date, datetime
from decimal import Decimal

from odoo.tests import BaseCase, tagged

from odoo.addons.stock_lot_lifecycle.tools import hash_chain, ledger_workbook
from odoo.addons.stock_lot_lifecycle.tools.hash_chain import VERSION, canonical, chained


@tagged("post_install", "-at_install")
class TestCanonical(BaseCase):
    """The same facts give the same bytes, for ever."""

    def test_its_examples_are_right(self):
        for module, least in ((hash_chain, 6), (ledger_workbook, 3)):
            failed, tried = doctest.testmod(module)
            self.assertEqual(failed, 0)
            self.assertGreaterEqual(tried, least)

    def test_the_order_of_the_facts_does_not_matter(self):
        self.assertEqual(
            canonical({"a": 1, "b": {"d": 2, "c": 3}}), canonical({"b": {"c": 3, "d": 2}, "a": 1})
        )

    def test_the_text_is_exact(self):
        facts = {
            "text": 'Ä "quoted" <b> \\ \n 漢',
            "number": 1.5,
            "whole": 3,
            "exact": Decimal("2.50"),
            "yes": True,
            "nothing": None,
            "day": date(2026, 1, 2),
            "at": datetime(2026, 1, 2, 3, 4, 5),
            "list": [1, "b"],
        }
        self.assertEqual(
            canonical(facts),
            '{"at":"2026-01-02T03:04:05Z","day":"2026-01-02","exact":"2.50","list":[1,"b"],'
            '"nothing":null,"number":1.5,"text":"Ä \\"quoted\\" <b> \\\\ \\n 漢","v":1,'
            '"whole":3,"yes":true}',
        )

    def test_it_reads_back_and_says_its_version(self):
        self.assertEqual(json.loads(canonical({"a": "x"})), {"a": "x", "v": VERSION})
        self.assertEqual(VERSION, 1)

    def test_what_has_no_exact_form_is_refused(self):
        for value in (float("nan"), float("inf")):
            with self.assertRaises(ValueError):
                canonical({"a": value})
        for value in (object(), {1, 2}, b"bytes"):
            with self.assertRaises(TypeError):
                canonical({"a": value})

    def test_reading_and_writing_again_gives_the_same_bytes(self):
        text = canonical({"new": {"name": "0898984", "weight": 12.4}, "reason": "Ä"})
        facts = json.loads(text)
        facts.pop("v")
        self.assertEqual(canonical(facts), text)


@tagged("post_install", "-at_install")
class TestChained(BaseCase):
    """The recipe of a hash never changes: what was printed years ago is still right."""

    def test_known_digests_stay(self):
        first = chained("", '{"a":1,"v":1}')
        self.assertEqual(first, (
            "e891bc0dd4260d3b1cdea980da1a9e1e"
            "b2b246d7401fd25e5f3bceae03431249"
        ))
        self.assertEqual(chained(first, "Ä"), (
            "b9e333416fcf0dea63bafd3e04e0b2c4"
            "73ecc7c5f37978264295ffe859c3d7ce"
        ))

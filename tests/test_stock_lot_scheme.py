from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .. import hooks
from ..models.stock_lot_scheme_words import PATTERN_WORDS, describe
from ..tools.number_tokens import PatternError
from .common_numbers import NumberCase


@tagged("post_install", "-at_install")
class TestScheme(NumberCase):
    """What a scheme may say, who says it, and what it is chosen on."""

    def test_a_wrong_pattern_is_refused_on_every_path_in_words(self):
        scheme = self._scheme()
        with self.assertRaisesRegex(ValidationError, r"At sign 3 \(“\{color\}”\).*no name"):
            scheme.pattern = "L-{color}{seq}"
        with self.assertRaisesRegex(ValidationError, "counts nothing"):
            self._scheme("LOT")
        result = self.as_("lot_administrator", self.env["stock.lot.scheme"]).load(
            ["name", "pattern"], [["Imported", "{seq"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("not closed", result["messages"][0]["message"])

    def test_every_problem_has_words_that_name_its_place(self):
        for code in PATTERN_WORDS:
            text = describe(self.env, PatternError(code, 2, "xyz"), "A{seq}{check}")
            self.assertIn("At sign 2 (“{seq}”)", text)
            self.assertNotIn("%(", text)

    def test_only_a_lot_administrator_writes_schemes(self):
        scheme = self._scheme()
        for role in ("warehouse", "stock_manager", "quality_manager", "auditor"):
            with self.subTest(role):
                with self.assertRaises(AccessError):
                    self.as_(role, scheme).write({"pattern": "X{seq}"})
                self.assertEqual(self.as_(role, scheme).pattern, "L-{seq:4}")

    def test_a_scheme_of_another_company_is_not_seen(self):
        second = self._company()
        scheme = self.root["stock.lot.scheme"].create(
            {"name": "Theirs", "pattern": "{seq}", "company_id": second.id}
        )
        self.assertFalse(self.env["stock.lot.scheme"].search([("id", "=", scheme.id)]))
        with self.assertRaises(AccessError):
            self.as_("warehouse", scheme).read(["pattern"])

    def test_a_scheme_in_use_stays_and_says_where(self):
        scheme = self._scheme("L-{seq:4}", self.product.product_tmpl_id)
        self.assertEqual(scheme.used_by, self.product.product_tmpl_id.display_name)
        with self.assertRaisesRegex(UserError, "names the lots of"):
            scheme.unlink()
        self.product.with_env(self.root).lot_scheme_id = False
        self._names()
        scheme.unlink()
        self.assertFalse(scheme.exists())

    def test_uses_that_the_reader_may_not_see_are_not_named(self):
        second = self._company("Secret Ltd")
        scheme = self._scheme("L-{seq:4}", second)
        self.assertNotIn("Secret", self.as_("warehouse", scheme).used_by)
        self.assertIn("…", self.as_("warehouse", scheme).used_by)

    def test_uninstalling_takes_the_counters_sequences_along(self):
        self._scheme("L-{seq:4}", self.company)
        self._names()
        sequences = self.root["ir.sequence"].search([("code", "=", "stock.lot.scheme")])
        self.assertTrue(sequences)
        hooks._uninstall(self.root)
        self.assertFalse(sequences.exists())

    def test_changed_rules_are_events(self):
        scheme = self._scheme()
        scheme.pattern = "M-{seq:4}"
        self.product.product_tmpl_id.with_env(self.root).lot_scheme_id = scheme.id
        self.company.lot_scheme_id = scheme.id
        events = self.root["stock.lot.event"].search(
            [("kind", "=", "policy")], limit=3, order="id desc"
        )
        payloads = events.mapped("payload")
        self.assertIn('"M-{seq:4}"', payloads[2])
        self.assertTrue(all("lot_scheme_id" in payload for payload in payloads[:2]))

    def test_the_nearest_scheme_counts(self):
        category = self.root["product.category"].create({"name": "Top"})
        below = self.root["product.category"].create({"name": "Below", "parent_id": category.id})
        product = self.product.with_env(self.root)
        product.categ_id = below
        operation = self.warehouse.in_type_id
        rows = (self.company, operation, category, below, product.product_tmpl_id)
        self.assertFalse(self.product._get_lot_scheme(operation))
        for number, row in enumerate(rows):
            scheme = self._scheme("{seq}", row, name=f"S{number}")
            self.assertEqual(self.product._get_lot_scheme(operation), scheme, row)
        self.assertEqual(self._product()._get_lot_scheme(), rows[0].lot_scheme_id)

    def test_a_scheme_chosen_for_one_company_leaves_the_others_alone(self):
        second = self._company()
        self._scheme("A{seq}", self.product.product_tmpl_id)
        theirs = self.as_(self._user_of(second), self.product)
        self.assertFalse(theirs._get_lot_scheme())
        self.assertTrue(self.product._get_lot_scheme())

    def test_a_scheme_of_another_company_names_nothing_here(self):
        second = self._company()
        scheme = self._scheme("A{seq}", self.company)
        scheme.with_env(self.root).write({"company_id": self.company.id})
        self.assertTrue(self.product._get_lot_scheme())
        with self.assertRaisesRegex(ValidationError, "too. Choose another scheme"):
            self._scheme("B{seq}", self.warehouse.in_type_id).with_env(
                self.root
            ).company_id = second


@tagged("post_install", "-at_install")
class TestCoreSequences(NumberCase):
    """Where no scheme names lots, Odoo's own sequence does, without its defects."""

    def _sequence(self, **vals):
        return self.root["ir.sequence"].create(
            {"name": "T", "code": "stock.lot.serial", "prefix": "T-", "padding": 3, **vals}
        )

    def test_opening_a_form_takes_no_number(self):
        sequence = self._sequence()
        product = self._product(lot_sequence_id=sequence.id)
        for _time in range(3):
            draft = self.Lot.new({"product_id": product.id})
            self.assertFalse(draft.name)
            self.assertEqual(draft.next_number, "T-001")
            self.assertIn("Taken when you save", draft.numbering_note)
        self.assertEqual(sequence.number_next_actual, 1)
        self.assertEqual(self._names(2, product), ["T-001", "T-002"])

    def test_a_product_without_a_sequence_says_so_instead_of_failing(self):
        product = self._product(lot_sequence_id=False)
        draft = self.Lot.new({"product_id": product.id})
        self.assertIn("type a number", draft.numbering_note)
        self.assertFalse(product.lot_sequence_id.next_by_id())
        self.assertEqual(product._draw_lot_numbers(2), [])

    def test_a_prefix_on_a_product_hijacks_no_other_documents_sequence(self):
        transfers = self.warehouse.in_type_id.sequence_id
        product = self._product().with_env(self.root)
        product.serial_prefix_format = transfers.prefix
        self.assertNotEqual(product.lot_sequence_id, transfers)
        self.assertEqual(product.lot_sequence_id.code, "stock.lot.serial")
        before = transfers.number_next_actual
        self._names(1, product)
        self.assertEqual(transfers.number_next_actual, before)
        other = self._product().with_env(self.root)
        other.serial_prefix_format = transfers.prefix
        self.assertEqual(other.lot_sequence_id, product.lot_sequence_id)

    def test_a_count_before_the_year_goes_on_and_the_year_stays(self):
        numbers = [row["lot_name"] for row in self.Lot.generate_lot_names("LOT-0009-2026", 2)]
        self.assertEqual(numbers, ["LOT-0009-2026", "LOT-0010-2026"])

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import LotCase

TAKEN = "can be used once per product"


@tagged("post_install", "-at_install")
class TestTaken(LotCase):
    """One number, one lot: per product and company, and a shared lot has it everywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._company()
        cls.product = cls._product(name="Tablets")
        cls.other = cls._product(name="Syrup")
        cls.Lot = cls.root["stock.lot"]

    def _create(self, name="N1", company=None, product=None):
        vals = {"name": name, "product_id": (product or self.product).id}
        return self.Lot.create({**vals, "company_id": company.id if company else False})

    def _assert_taken(self, call, *args, **kwargs):
        with self.assertRaisesRegex(ValidationError, TAKEN), self.env.cr.savepoint():
            call(*args, **kwargs)
        self.env.invalidate_all()

    def test_a_number_is_taken_at_creation(self):
        self._create()
        self._assert_taken(self._create)

    def test_another_product_may_use_the_number(self):
        self._create()
        self.assertTrue(self._create(product=self.other))

    def test_another_company_may_use_the_number(self):
        self._create(company=self.company)
        self.assertTrue(self._create(company=self.second))

    def test_a_shared_lot_takes_the_number_in_every_company(self):
        self._create()
        self._assert_taken(self._create, company=self.company)
        self._assert_taken(self._create, company=self.second)

    def test_a_lot_of_a_company_keeps_others_from_sharing_the_number(self):
        self._create(company=self.second)
        self._assert_taken(self._create)

    def test_a_number_is_taken_for_those_who_may_not_see_its_lot(self):
        self._create(company=self.second)
        self._assert_taken(self._lot, self.product, "N1")

    def test_a_number_is_taken_at_renaming(self):
        self._create("N1")
        lot = self._create("N2")
        self._assert_taken(lot.write, {"name": "N1"})
        self._assert_taken(lot.write, {"name": " N1 "})
        lot.name = "N2"
        self.assertEqual(lot.name, "N2")

    def test_two_lots_cannot_be_renamed_to_one_number(self):
        lots = self._create("N1") | self._create("N2")
        self._assert_taken(lots.write, {"name": "N3"})

    def test_a_number_is_taken_when_the_company_changes(self):
        self._create(company=self.company)
        lot = self._create(company=self.second)
        self._assert_taken(lot.write, {"company_id": self.company.id})
        self._assert_taken(lot.write, {"company_id": False})

    def test_a_number_is_taken_when_the_product_changes(self):
        self._create()
        lot = self._create(product=self.other)
        self._assert_taken(lot.write, {"product_id": self.product.id})

    def test_a_number_cannot_be_there_twice_in_one_creation(self):
        vals = {"name": "N1", "product_id": self.product.id}
        self._assert_taken(self.Lot.create, [vals, vals])
        self._assert_taken(self.Lot.create, [vals, {**vals, "name": "N1 "}])
        self._assert_taken(self.Lot.create, [vals, {**vals, "company_id": self.company.id}])
        self.assertEqual(len(self.Lot.create([vals, {**vals, "product_id": self.other.id}])), 2)

    def test_the_message_names_the_lots_and_says_what_to_do(self):
        self._create()
        with self.assertRaises(ValidationError) as caught:
            self._create()
        message = str(caught.exception)
        for words in ("N1 of Tablets", "Open the existing lot"):
            self.assertIn(words, message)

    def test_capital_letters_and_leading_zeros_make_another_number(self):
        self.assertEqual(len({self._create(name).id for name in ("a1", "A1", "0a1", "00a1")}), 4)

    def test_a_copy_gets_a_number_that_is_free(self):
        lot = self._create()
        self.assertNotEqual(lot.copy().name, lot.name)

    def test_the_product_of_the_context_counts(self):
        self._create()
        Lot = self.Lot.with_context(default_product_id=self.product.id)
        self._assert_taken(Lot.create, {"name": "N1"})


@tagged("post_install", "-at_install")
class TestNumbers(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()

    def test_blanks_around_a_number_are_left_out(self):
        lot = self._lot(self.product, "  N1\t\u00a0", ref=" R ", supplier_lot_ref="\n77 ")
        self.assertEqual((lot.name, lot.ref, lot.supplier_lot_ref), ("N1", "R", "77"))
        lot.write({"name": "\u200bN 2 ", "ref": " "})
        self.assertEqual((lot.name, lot.ref), ("N 2", ""))

    def test_blanks_inside_and_leading_zeros_stay(self):
        self.assertEqual(self._lot(self.product, "00 392/174").name, "00 392/174")

    def test_a_number_typed_at_a_receipt_is_stripped(self):
        self.assertEqual(self._receive(self.product, " R1 ").name, "R1")

    def test_a_lot_cannot_lose_its_number(self):
        lot = self._lot(self.product)
        with self.assertRaises(ValidationError):
            lot.name = "  "

    def test_a_lot_without_a_number_takes_the_next_free_one(self):
        sequence = self.root["ir.sequence"].create(
            {"name": "T", "code": "stock.lot.serial", "prefix": "T-", "padding": 3}
        )
        product = self._product(lot_sequence_id=sequence.id)
        self._lot(product, "T-001")
        self._lot(product, "T-002")
        lots = self.env["stock.lot"].create([{"product_id": product.id}] * 2)
        self.assertEqual(lots.mapped("name"), ["T-003", "T-004"])

    def test_a_number_of_another_company_is_skipped_too(self):
        second = self._company()
        sequence = self.root["ir.sequence"].create({"name": "T", "prefix": "T-", "padding": 3})
        product = self._product(lot_sequence_id=sequence.id)
        self.root["stock.lot"].create(
            {"name": "T-001", "product_id": product.id, "company_id": second.id}
        )
        self.assertEqual(self.env["stock.lot"].create({"product_id": product.id}).name, "T-002")

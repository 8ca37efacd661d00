from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from .common_quality import QualityCase


@tagged("post_install", "-at_install")
class TestSpecification(QualityCase):
    """What is tested: entered by those who may, frozen by approval, changed by a new version."""

    def test_limits_are_kept_as_exact_texts_with_a_point(self):
        spec = self._spec([self._line(self.moisture, minimum="1,50", maximum="6.5")], approve=False)
        line = spec.line_ids
        self.assertEqual((line.minimum, line.maximum), ("1.50", "6.5"))
        self.assertEqual(line.limits_words, "1.50 – 6.5 %")

    def test_limits_in_words_say_what_belongs_to_them(self):
        for vals, words in (
            ({"maximum": "6.5"}, "≤ 6.5 %"),
            ({"maximum": "6.5", "maximum_included": False}, "< 6.5 %"),
            ({"minimum": "2", "maximum": "3", "minimum_included": False}, "> 2 %, ≤ 3 %"),
            ({}, ""),
        ):
            spec = self._spec([self._line(self.moisture, **vals)], approve=False)
            with self.subTest(vals):
                self.assertEqual(spec.line_ids.limits_words, words)

    def test_limits_that_are_no_numbers_are_refused(self):
        for vals in ({"minimum": "low"}, {"maximum": "5 kg"}, {"target": "1,234"}, {"lod": "<1"}):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self._spec([self._line(self.moisture, **vals)], approve=False)

    def test_a_minimum_above_the_maximum_is_refused_on_every_path(self):
        with self._refused("nothing could pass", ValidationError):
            self._spec([self._line(self.moisture, minimum="7", maximum="6.5")], approve=False)
        spec = self._spec(approve=False)
        with self._refused("nothing could pass", ValidationError):
            spec.line_ids[0].write({"minimum": "10"})
        with self._refused("nothing could pass", ValidationError):
            spec.write({"line_ids": [Command.update(spec.line_ids[0].id, {"minimum": "10"})]})

    def test_what_can_never_be_answered_cannot_be_accepted(self):
        with self._refused("never be “Green”", ValidationError):
            self._spec([self._line(self.colour, accepted="Ivory; Green")], approve=False)
        with self._refused("never be “maybe”", ValidationError):
            self._spec([self._line(self.metal, accepted="maybe")], approve=False)

    def test_it_is_imported_from_a_file_as_a_draft(self):
        columns = ["name", "operation", "product_id", "line_ids/characteristic_id",
                   "line_ids/minimum", "line_ids/maximum", "line_ids/accepted"]  # fmt: skip
        rows = [
            ["From a file", "receipt", "Almonds", "moisture", "", "6,5", ""],
            ["", "", "", "Colour", "", "", "Ivory"],
            ["Another", "finished", "Almonds", "metal", "", "", "no"],
        ]
        Specification = self.as_("quality_manager", self.env["stock.lot.specification"])
        loaded = Specification.load(columns, rows)
        self.assertFalse(loaded["messages"])
        first, second = Specification.browse(loaded["ids"])
        self.assertEqual(first.line_ids.mapped("limits_words"), ["≤ 6.5 %", "Ivory"])
        self.assertEqual((first.state, second.operation), ("draft", "finished"))
        wrong = Specification.load(columns, [[*rows[0][:4], "9", "6,5", ""]])
        self.assertFalse(wrong["ids"])

    def test_a_characteristic_stands_once(self):
        with self.assertRaises(Exception) as caught:
            self._spec([self._line(self.metal), self._line(self.metal)], approve=False)
        self.assertIn("once", str(caught.exception))

    def test_it_is_for_a_product_or_for_a_category(self):
        with self._refused("not for both"):
            self._spec(approve=False, categ_id=self.food.id)

    def test_only_a_quality_manager_approves(self):
        spec = self._spec(approve=False, role="lot_administrator")
        for role in ("lot_administrator", "inspector", "warehouse"):
            with self.subTest(role), self.assertRaises(AccessError):
                self.as_(role, spec).action_approve()
        self.as_("quality_manager", spec).action_approve()
        self.assertEqual(spec.state, "approved")
        self.assertEqual(spec.approved_by_id, self.user["quality_manager"])
        self.assertEqual(spec.effective_from, date(2026, 6, 15))

    def test_without_a_required_characteristic_it_is_not_approved(self):
        for lines in ([], [self._line(self.moisture, is_required=False)]):
            spec = self._spec(lines, approve=False)
            with self._refused("no required characteristic"):
                spec.action_approve()

    def test_what_is_approved_is_frozen_on_every_path(self):
        spec = self._spec()
        line, taste = spec.line_ids[0], self._characteristic("taste", kind="text")
        for role in ("quality_manager", "lot_administrator"):
            own = self.as_(role, spec)
            for change in (
                lambda own=own: own.write({"name": "Other"}),
                lambda own=own: own.write({"effective_from": "2020-01-01"}),
                lambda own=own: own.write({"line_ids": [Command.delete(line.id)]}),
                lambda own=own: own.line_ids[0].write({"maximum": "99"}),
                lambda own=own: own.line_ids[0].unlink(),
                lambda own=own: own.line_ids.create(
                    {"specification_id": own.id, "characteristic_id": taste.id}
                ),
                own.unlink,
            ):
                with self.subTest(role=role), self.assertRaises(UserError):
                    change()
            loaded = own.load([".id", "note"], [[str(spec.id), "x"]])
            self.assertFalse(loaded["ids"])
        self.assertEqual((line.maximum, spec.note), ("6.5", False))

    def test_nobody_writes_an_approval_directly(self):
        draft = self._spec(approve=False)
        Specification = draft.browse()
        for call in (
            lambda: draft.write({"state": "approved"}),
            lambda: draft.write({"version": 7}),
            lambda: Specification.create({"name": "X", "state": "approved"}),
            lambda: Specification.with_context(default_state="approved").create({"name": "X"}),
        ):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(draft.state, "draft")

    def test_a_line_of_a_draft_does_not_move_into_what_is_approved(self):
        approved = self._spec()
        draft = self._spec([self._line(self.moisture)], product=False, approve=False)
        with self.assertRaises(UserError):
            draft.line_ids.write({"specification_id": approved.id})

    def test_a_new_version_ends_the_one_before_when_it_is_approved(self):
        first = self._spec()
        with freeze_time("2026-07-10 10:00:00"):
            draft = self.as_("quality_manager", first)._make_version()
            self.assertEqual((draft.version, draft.state), (2, "draft"))
            self.assertEqual(len(draft.line_ids), len(first.line_ids))
            self.assertFalse(first.effective_to)
            draft.line_ids[0].maximum = "6"
            draft.effective_from = "2026-08-01"
            draft._approve()
        self.assertEqual(first.effective_to, date(2026, 7, 31))
        self.assertEqual(first.line_ids[0].maximum, "6.5")
        match = self.env["stock.lot.specification"]._match
        self.assertEqual(match(self.nuts, "receipt", day=date(2026, 7, 31)), first)
        self.assertEqual(match(self.nuts, "receipt", day=date(2026, 8, 1)), draft)

    def test_an_approval_never_reaches_back(self):
        spec = self._spec(approve=False, effective_from="2020-01-01")
        spec._approve()
        self.assertEqual(spec.effective_from, date(2026, 6, 15))

    def test_two_specifications_for_the_same_goods_are_refused(self):
        self._spec()
        other = self._spec(approve=False)
        with self._refused("says already"):
            other._approve()

    def test_a_withdrawn_one_counts_no_more_and_another_may_take_its_place(self):
        spec = self._spec()
        with self.assertRaises(AccessError):
            self.as_("inspector", spec).action_withdraw()
        self.as_("quality_manager", spec).action_withdraw()
        self.assertFalse(spec._match(self.nuts, "receipt"))
        self.assertEqual(self._spec().state, "approved")

    def test_an_approval_is_an_event_of_the_ledger(self):
        spec = self._spec()
        Event = self.root["stock.lot.event"]
        event = Event.search([("kind", "=", "policy")], order="id desc", limit=1)
        self.assertEqual(event.user_res_id, self.user["quality_manager"].id)
        self.assertIn(spec.code, event.payload)


@tagged("post_install", "-at_install")
class TestSpecificationMatch(QualityCase):
    """Of several that fit, the most special one counts, always the same."""

    def _match(self, product=None, operation="receipt", partner=None, **terms):
        Specification = self.env["stock.lot.specification"]
        return Specification._match(product or self.nuts, operation, partner, **terms)

    def test_the_more_special_one_counts(self):
        nearest = self.root["product.category"].create({"name": "Nuts", "parent_id": self.food.id})
        self.nuts.sudo().categ_id = nearest
        expected = []
        for vals in (
            {},
            {"categ_id": nearest.parent_id.id},
            {"categ_id": nearest.id},
            {"product": self.nuts},
            {"partner_id": self.supplier.id},
            {"product": self.nuts, "partner_id": self.supplier.id},
        ):
            spec = self._spec(**{"product": False, **vals})
            expected.append(spec)
            with self.subTest(vals):
                self.assertEqual(self._match(partner=self.supplier), spec)
        self.assertEqual(self._match(), expected[3])

    def test_what_is_only_for_others_never_counts(self):
        self._spec(partner_id=self.customer.id)
        self.assertFalse(self._match(partner=self.supplier))
        self.assertFalse(self._match())
        contact = self._partner("Buyer", parent_id=self.customer.id)
        self.assertTrue(self._match(partner=contact))

    def test_other_operations_products_and_drafts_do_not_count(self):
        self._spec(approve=False)
        self._spec(operation="finished")
        self._spec(product=self._product(name="Other"))
        self.assertFalse(self._match())

    def test_another_companys_does_not_count_and_a_shared_one_does(self):
        second = self._company()
        spec = self._spec(product=False, company_id=False)
        self.assertEqual(self._match(company=second), spec)
        own = self._spec(product=False)
        self.assertEqual(self._match(company=second), spec)
        self.assertEqual(self._match(), own)

    def test_another_company_does_not_see_it(self):
        spec = self._spec()
        stranger = self._user_of(self._company(), "quality_manager")
        with self.assertRaises(AccessError):
            self.as_(stranger, spec).read(["name"])
        with self.assertRaises(AccessError):
            self.as_(stranger, spec.line_ids).read(["maximum"])

    def test_samples_follow_the_quantity(self):
        for vals, quantity, count in (
            ({"sampling": "none"}, 100, 0),
            ({"sampling": "fixed", "sample_size": 3}, 1, 3),
            ({"sampling": "root"}, 100, 11),
            ({"sampling": "root"}, 0, 0),
            ({"sampling": "root"}, 2, 2),
            ({"sampling": "percent", "sample_size": 10}, 30, 3),
            ({"sampling": "percent", "sample_size": 10}, 31, 4),
            ({"sampling": "percent", "sample_size": 100}, 99999, 500),
        ):
            spec = self._spec(approve=False, **vals)
            with self.subTest(vals=vals, quantity=quantity):
                self.assertEqual(spec._get_sample_count(quantity), count)

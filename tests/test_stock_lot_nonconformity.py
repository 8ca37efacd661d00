from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common_nonconformity import NonconformityCase


@tagged("post_install", "-at_install")
class TestNonconformity(NonconformityCase):
    """The document: numbered, guarded, frozen when it is closed, never deleted."""

    def test_it_gets_the_next_number_of_its_company_and_year(self):
        first, second = self._report(), self._report()
        self.assertEqual(first.name, "NC/2026/00001")
        self.assertEqual(second.name, "NC/2026/00002")

    def test_each_company_counts_for_itself(self):
        self._report()
        other = self._company()
        stranger = self._user_of(other, "inspector")
        theirs = self._report(self.env["stock.lot"], role=stranger)
        self.assertEqual(theirs.name, "NC/2026/00001")
        self.assertEqual(theirs.company_id, other)

    def test_it_says_who_reported_it(self):
        self.assertEqual(self._report(role="warehouse").found_by_id, self.user["warehouse"])

    def test_everybody_in_the_warehouse_may_report_one(self):
        nonconformity = self._report(role="warehouse")
        self.assertEqual(nonconformity.state, "open")
        with self.assertRaises(AccessError):
            nonconformity.title = "Nothing"

    def test_an_auditor_reads_it_and_reports_none(self):
        nonconformity = self._report()
        self.assertEqual(self.as_("auditor", nonconformity).title, "Broken seals")
        with self.assertRaises(AccessError):
            self._report(role="auditor")

    def test_nobody_sees_those_of_a_company_they_are_not_in(self):
        nonconformity = self._report()
        stranger = self._user_of(self._company(), "quality_manager")
        found = self.env(user=stranger)["stock.lot.nonconformity"].search([])
        self.assertNotIn(nonconformity.id, found.ids)
        with self.assertRaises(AccessError):
            nonconformity.with_user(stranger).read(["title"])

    def test_a_lot_of_another_company_is_not_reported_here(self):
        other = self._company()
        lot = self.root["stock.lot"].create(
            {"name": "THEIRS", "product_id": self.product.id, "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self._report(lot, role=self.root.user, company_id=self.company.id)

    def test_number_state_and_people_are_never_written(self):
        nonconformity = self.as_(self.mia, self._report())
        for vals in (
            {"name": "NC/1"}, {"state": "closed"}, {"company_id": self._company().id},
            {"found_by_id": self.tom.id}, {"closed_by_id": self.mia.id},
            {"checked_by_id": self.mia.id}, {"closed_at": "2026-06-01"}, {"signature_id": 1},
        ):  # fmt: skip
            with self.subTest(vals), self.assertRaises(AccessError):
                nonconformity.write(vals)

    def test_it_is_never_born_closed_or_checked(self):
        for vals in (
            {"state": "closed"}, {"name": "NC/7"}, {"effectiveness": "effective"},
            {"closed_by_id": self.mia.id},
        ):  # fmt: skip
            with self.subTest(vals), self.assertRaises(AccessError):
                self._report(**vals)

    def test_no_context_makes_it_born_closed(self):
        Nonconformity = self.as_(self.mia, self.env["stock.lot.nonconformity"])
        made = Nonconformity.with_context(
            default_state="closed", default_effectiveness="effective", default_found_by_id=1
        ).create({"title": "Wet cartons"})
        self.assertEqual(made.state, "open")
        self.assertFalse(made.effectiveness)
        self.assertEqual(made.found_by_id, self.mia)

    def test_an_import_meets_the_same_rules(self):
        Nonconformity = self.as_("quality_manager", self.env["stock.lot.nonconformity"])
        done = Nonconformity.load(["title", "state"], [["Wet cartons", "Closed"]])
        self.assertFalse(done["ids"])
        done = Nonconformity.load(["title"], [["Wet cartons"]])
        self.assertEqual(Nonconformity.browse(done["ids"]).state, "open")

    def test_it_is_never_deleted_nor_copied(self):
        nonconformity = self._report()
        with self.assertRaises(UserError):
            nonconformity.sudo().unlink()
        with self.assertRaises(UserError):
            nonconformity.copy()

    def test_it_says_something(self):
        with self.assertRaises(ValidationError):
            self._report(title="  ")

    def test_it_is_not_found_tomorrow(self):
        with self.assertRaises(ValidationError):
            self._report(found_day=date(2026, 6, 16))

    def test_a_check_is_stamped_with_who_and_when(self):
        nonconformity = self.as_(self.mia, self._report())
        nonconformity.effectiveness = "ineffective"
        self.assertEqual(nonconformity.checked_by_id, self.mia)
        self.assertTrue(nonconformity.checked_at)
        nonconformity.effectiveness = False
        self.assertFalse(nonconformity.checked_by_id)

    def test_an_inspector_does_not_check_what_was_done(self):
        with self.assertRaises(AccessError):
            self._report().effectiveness = "effective"

    def test_it_is_found_by_its_lots(self):
        nonconformity = self._report(self.lots)
        found = nonconformity.search([("lot_ids", "in", self.lots[2].ids)])
        self.assertEqual(found, nonconformity)
        self.assertEqual(nonconformity.lot_ids, self.lots.with_env(nonconformity.env))


@tagged("post_install", "-at_install")
class TestReport(NonconformityCase):
    """Where it is reported from: lots, transfers, places."""

    def _made(self, action, role="warehouse"):
        Nonconformity = self.as_(role, self.env["stock.lot.nonconformity"])
        own = Nonconformity.with_context(**action["context"])
        return own.create({"title": "Dented"})

    def test_from_lots_with_what_is_on_hand(self):
        lot = self._receive(self._product(), "R1", 7)
        made = self._made(lot.action_report_nonconformity())
        self.assertEqual(made.line_ids.lot_id, lot)
        self.assertEqual(made.line_ids.quantity, 7)
        self.assertEqual(made.partner_id, self.supplier)

    def test_from_a_return_with_what_came_back(self):
        lot = self._receive(self._product(), "R1", 7)
        self._ship(lot, 5)
        picking = self._return_from_customer(lot, 2)
        made = self._made(picking.action_report_nonconformity())
        self.assertEqual(made.origin, "return")
        self.assertEqual(made.partner_id, self.customer)
        self.assertEqual(made.line_ids.quantity, 2)

    def test_from_a_receipt_against_its_supplier(self):
        lot = self._receive(self._product(), "R1", 7)
        picking = self.env["stock.move.line"].search([("lot_id", "=", lot.id)]).picking_id
        made = self._made(picking.action_report_nonconformity())
        self.assertEqual((made.origin, made.partner_id), ("supplier", self.supplier))

    def test_from_a_place_with_all_that_lies_there(self):
        cold = self._location("Cold room")
        lot = self._receive(self._product(), "R1", 7)
        self._relocate(lot, 3, cold)
        made = self._made(cold.action_report_nonconformity())
        self.assertEqual(made.origin, "location")
        self.assertEqual(made.line_ids.mapped("quantity"), [3])
        self.assertEqual(made.line_ids.location_id, cold)

    def test_an_auditor_is_not_offered_to_report(self):
        with self.assertRaises(AccessError):
            self.as_("auditor", self.lot).action_report_nonconformity()

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import LotCase


@tagged("post_install", "-at_install")
class TestIdentity(LotCase):
    """What a lot is, and that it is never lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable()
        cls.lot = cls._lot(cls.product, "L1")

    def test_the_description_is_the_note_as_plain_text(self):
        self.lot.note = "<p>Blue <b>caps</b></p><p>second line</p>"
        self.assertEqual(self.lot.description, "Blue *caps*\nsecond line")
        self.lot.note = False
        self.assertFalse(self.lot.description)

    def test_a_description_that_looks_like_html_stays_text(self):
        self.lot.description = "<script>alert(1)</script> 5 < 6"
        self.assertNotIn("<script", self.lot.note)
        self.assertEqual(self.lot.description, "<script>alert(1)</script> 5 < 6")

    def test_a_description_can_be_searched_and_cleared(self):
        self.lot.description = "Blue caps"
        self.assertIn(self.lot, self.lot.search([("description", "ilike", "blue")]))
        self.lot.description = False
        self.assertFalse(self.lot.note)

    def test_a_weight_has_the_unit_of_the_system(self):
        self.assertEqual(self.lot.weight_uom_name, "kg")
        self.root["ir.config_parameter"].set_param("product.weight_in_lbs", "1")
        self.env.invalidate_all()
        self.assertEqual(self.lot.weight_uom_name, "lb")

    def test_a_weight_is_not_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.lot.weight = -1
            self.env.flush_all()
        self.assertIn("weight", str(caught.exception).lower())

    def test_a_supplier_of_another_company_is_refused(self):
        second = self._company()
        partner = self._partner("Theirs", company_id=second.id)
        lot = self._lot(self.product, "C1", company_id=self.company.id)
        with self.assertRaises(UserError):
            lot.sudo().supplier_id = partner

    def test_a_copy_has_clean_facts(self):
        lot = self._receive(self._perishable(weight=1), "OLD")
        lot.write({"ref": "R", "product_expiry_reminded": True, "supplier_lot_ref": "77"})
        self._ship(lot, 10)
        copy = lot.copy()
        self.assertEqual(copy.presence, "new")
        self.assertEqual(copy.status, "active")
        self.assertFalse(copy.received_date)
        self.assertFalse(copy.weight)
        self.assertFalse(copy.product_expiry_reminded)
        self.assertNotEqual(copy.name, lot.name)
        self.assertEqual(copy.expiration_day, lot.expiration_day)
        self.assertEqual(copy.supplier_id, lot.supplier_id)
        self.assertEqual(self._events(copy).mapped("kind"), ["created"])

    def test_the_events_of_lots_open_as_a_list(self):
        if not self.env.ref("stock_lot_lifecycle.stock_lot_event_action", False):
            self.skipTest("the screens bring the action")
        action = self.lot.action_view_events()
        self.assertEqual(action["res_model"], "stock.lot.event")
        self.assertEqual(action["domain"], [("lot_res_id", "in", self.lot.ids)])


@tagged("post_install", "-at_install")
class TestDeletion(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._product()

    def _assert_kept(self, lot):
        with self.assertRaisesRegex(UserError, "cannot be deleted"), self.env.cr.savepoint():
            lot.unlink()
        self.assertTrue(lot.exists())
        self.assertFalse(self._events(lot, "deleted"))

    def test_a_lot_that_never_moved_is_deleted(self):
        lot = self._lot(self.product)
        lot.unlink()
        self.assertFalse(lot.exists())
        self.assertEqual(len(self._events(lot, "deleted")), 1)

    def test_a_lot_with_stock_is_kept(self):
        self._assert_kept(self._receive(self.product))

    def test_a_lot_that_left_is_kept(self):
        lot = self._receive(self.product)
        self._ship(lot, 10)
        self._assert_kept(lot)

    def test_a_lot_that_went_back_entirely_is_kept(self):
        lot = self._receive(self.product)
        self._return_to_supplier(lot, 10)
        self.root["stock.quant"]._unlink_zero_quants()
        self._assert_kept(lot)

    def test_a_manager_and_the_system_keep_it_too(self):
        lot = self._receive(self.product)
        self._assert_kept(self.as_("stock_manager", lot))
        self._assert_kept(lot.with_env(self.root))

    def test_movements_of_another_company_keep_a_shared_lot(self):
        second = self._company()
        warehouse = self._warehouse_of(second)
        lot = self._lot(self.product)
        self._receive(self.product.with_env(self.root), lot, 5, warehouse=warehouse)
        self._assert_kept(lot)
        self._move(lot, 5, warehouse.lot_stock_id, self.suppliers, company=second)
        self.root["stock.quant"]._unlink_zero_quants()
        self._assert_kept(lot)

    def test_one_lot_that_moved_keeps_the_whole_selection(self):
        moved, fresh = self._receive(self.product, "M1"), self._lot(self.product, "F1")
        self._assert_kept(fresh | moved)
        self.assertTrue(fresh.exists())

    def test_deleting_nothing_does_nothing(self):
        self.assertTrue(self.env["stock.lot"].unlink())

    def test_those_who_only_read_delete_nothing(self):
        lot = self._lot(self.product)
        for role in ("auditor", "employee", "portal"):
            with self.assertRaises(AccessError):
                self.as_(role, lot).unlink()
        self.assertFalse(self._events(lot, "deleted"))

    def test_a_planned_movement_does_not_keep_a_lot(self):
        lot = self._lot(self.product)
        rows = [(self.product, lot, 5)]
        picking = self._picking(rows, self.suppliers, self.stock, "incoming")
        lot.unlink()
        self.assertFalse(picking.move_line_ids.lot_id)


@tagged("post_install", "-at_install")
class TestWhoChangesLots(LotCase):
    def test_a_user_of_lots_corrects_them_without_a_warehouse_role(self):
        lot = self._lot(self._perishable())
        user = self._user_of(self.company, "quality_manager")
        user.group_ids = self.root.ref(
            "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"
        ) | self.root.ref("base.group_user")
        self.assertFalse(user.has_group("stock.group_stock_user"))
        seen = self.as_(user, lot)
        seen.write({"expiration_day": "2026-12-31", "ref": "QC"})
        self.assertEqual((seen.status, seen.event_count), ("active", 2))
        with self.assertRaises(AccessError):
            seen.unlink()

    def test_a_line_shows_its_lot_to_those_who_may_not_open_lots(self):
        lot = self._receive(self._perishable())
        lot.expiration_day = "2026-06-01"
        line = self.env["stock.move.line"].search([("lot_id", "=", lot.id)])
        self.env.invalidate_all()
        seen = line.with_user(self.user["employee"])
        [values] = seen.read(["lot_id", "is_expired", "product_id"])
        self.assertEqual((values["lot_id"], values["is_expired"]), ((lot.id, "L1"), True))

    def test_the_number_of_events_is_for_users_of_lots(self):
        fields_seen = self.env(user=self.user["employee"])["stock.lot"]
        self.assertFalse(fields_seen._has_field_access(fields_seen._fields["event_count"], "read"))

    def test_names_of_any_length_and_kind_are_lots(self):
        product = self._product()
        for name in ("X" * 5000, "<b>x</b>", "0898984", "00392/174", "漢", "a\tb", "%s", "'; --"):
            lot = self._lot(product, name)
            self.assertEqual(lot.name, name)
            self.assertEqual(lot.search([("name", "=", name)]), lot)

    def test_blanks_are_no_number(self):
        for blanks in ("   ", "\t\n", "\u00a0", "\u200b"):
            with self.assertRaisesRegex(ValidationError, "needs a number"):
                self._lot(self._product(), blanks)

from odoo import fields
from odoo.exceptions import AccessError
from odoo.modules import Manifest
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools import convert_file

from odoo.addons.stock_lot_lifecycle import hooks

MODULE = "stock_lot_lifecycle"
FIRST = f"{MODULE}.demo_supplier_kornhof"
KEPT = ("oats_1", "muesli_1", "saline_2", "sensor_1", "pump_1")


def _load(env):
    """Load the demo files of the manifest where the database was made without them."""
    if not env.ref(FIRST, raise_if_not_found=False):
        for name in Manifest.for_addon(MODULE)["demo"]:
            convert_file(env, MODULE, name, {}, "init", noupdate=True)


def _lots(env):
    known = env["ir.model.data"].search(
        [("module", "=", MODULE), ("model", "=", "stock.lot"), ("name", "=like", "demo_lot_%")]
    )
    return env["stock.lot"].browse(known.mapped("res_id"))


@tagged("post_install", "-at_install")
class TestDemoData(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        _load(cls.env)
        cls.lots = _lots(cls.env)

    def _lot(self, name):
        return self.env.ref(f"{MODULE}.demo_lot_{name}")

    def test_every_lot_lies_in_a_place_with_its_opening_stock(self):
        self.assertEqual(len(self.lots), 25)
        for lot in self.lots:
            with self.subTest(lot=lot.name):
                inside = lot.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
                self.assertEqual(len(inside), 1)
                self.assertGreater(inside.quantity, 0)
                self.assertEqual(inside.location_id.location_id.name, "Stock")
                self.assertEqual(lot.presence, "on_hand")

    def test_the_lots_stand_in_every_state_that_opening_stock_can_have(self):
        expired = self._lot("butter_1") | self._lot("saline_1")
        retired = self._lot("sensor_2")
        self.assertEqual(self.lots.filtered(lambda lot: lot.inactive_reason == "expired"), expired)
        self.assertEqual(self.lots.filtered(lambda lot: lot.inactive_reason == "retired"), retired)
        self.assertEqual(
            self.lots.filtered(lambda lot: lot.status == "active"), self.lots - expired - retired
        )

    def test_warnings_run_from_next_week_to_in_three_months(self):
        today = self.env.company._get_lot_today()
        left = {
            name: (self._lot(name).expiration_day - today).days
            for name in ("oat_bar_1", "saline_2", "berries_1", "almonds_1", "muesli_1")
        }
        for name, days in zip(left, (8, 10, 25, 50, 80), strict=True):
            with self.subTest(lot=name):
                self.assertAlmostEqual(left[name], days, delta=1)
        soon = {name for name in left if self._lot(name).expiry_state == "soon"}
        self.assertEqual(soon, set(left) - {"muesli_1"})

    def test_devices_and_sensors_have_no_expiry_and_are_active(self):
        undated = self.lots.filtered(lambda lot: not lot.expiration_date)
        self.assertEqual(
            set(undated.product_id.mapped("default_code")), {"LG-3030", "LG-3040", "LG-4010"}
        )
        self.assertEqual(set(undated.mapped("expiry_state")), {"none"})

    def test_every_lot_tells_where_it_comes_from_and_what_it_weighs(self):
        for lot in self.lots:
            with self.subTest(lot=lot.name):
                self.assertTrue(lot.received_date)
                self.assertTrue(lot.origin_country_id)
                self.assertAlmostEqual(
                    lot.weight, lot.product_id.weight * lot.product_qty, places=2
                )
                if lot.production_date:
                    self.assertLessEqual(lot.production_date, lot.received_date)
                self.assertEqual(bool(lot.supplier_id), bool(lot.supplier_lot_ref))

    def test_the_retired_lot_says_why_in_its_events(self):
        event = self.env["stock.lot.event"].search(
            [("lot_res_id", "=", self._lot("sensor_2").id), ("kind", "=", "disposition")]
        )
        self.assertEqual(len(event), 1)
        self.assertIn("Calibration drifts", event.reason)
        self.assertEqual(event.source, "import")

    def test_each_person_of_the_demo_has_their_role(self):
        roles = {
            "wanda": "stock.group_stock_user",
            "ivan": "stock.group_stock_manager",
            "mia": f"{MODULE}.stock_lot_lifecycle_group_quality_manager",
            "ada": f"{MODULE}.stock_lot_lifecycle_group_auditor",
        }
        for login, group in roles.items():
            with self.subTest(login=login):
                user = self.env.ref(f"{MODULE}.demo_user_{login}")
                self.assertTrue(user.has_group(group))
                self.assertTrue(self._lot("oats_1").with_user(user).name)

    def test_each_person_of_the_demo_finds_the_lots_in_the_menu(self):
        menu = self.env.ref(f"{MODULE}.stock_lot_menu")
        for login in ("wanda", "ivan", "mia", "ada"):
            with self.subTest(login=login):
                user = self.env.ref(f"{MODULE}.demo_user_{login}")
                shown = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
                self.assertLessEqual({menu.id, menu.parent_id.id}, set(shown))

    def test_the_auditor_of_the_demo_may_export(self):
        ada = self.env.ref(f"{MODULE}.demo_user_ada")
        self.assertTrue(ada.has_group("base.group_allow_export"))
        exported = self._lot("oats_1").with_user(ada).export_data(["name", "status"])["datas"]
        self.assertEqual(exported, [["OAT-7702", "Active"]])

    def test_the_auditor_of_the_demo_changes_nothing(self):
        ada = self.env.ref(f"{MODULE}.demo_user_ada")
        with self.assertRaises(AccessError):
            self._lot("oats_1").with_user(ada).weight = 1

    def test_a_demo_lot_counted_to_zero_is_adjusted_and_a_scrapped_one_is_scrapped(self):
        wanda = self.env.ref(f"{MODULE}.demo_user_wanda")
        lost, torn = self._lot("honey_2"), self._lot("almonds_1")
        quant = lost.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        quant.with_user(wanda).with_context(inventory_mode=True).inventory_quantity = 0
        quant.with_user(wanda).action_apply_inventory()
        place = torn.quant_ids.filtered(lambda quant: quant.location_id.usage == "internal")
        scrap = (
            self.env["stock.scrap"]
            .with_user(wanda)
            .create(
                {
                    "product_id": torn.product_id.id,
                    "lot_id": torn.id,
                    "scrap_qty": 30,
                    "location_id": place.location_id.id,
                }
            )
        )
        scrap.action_validate()
        self.assertEqual(lost.inactive_reason, "adjusted")
        self.assertEqual(torn.inactive_reason, "scrapped")

    def test_nothing_is_left_over_when_the_files_are_loaded_again(self):
        before = self.env["stock.lot"].search_count([])
        events = self.env["stock.lot.event"].search_count([])
        for name in Manifest.for_addon(MODULE)["demo"]:
            convert_file(self.env, MODULE, name, {}, "update", noupdate=True)
        self.assertEqual(self.env["stock.lot"].search_count([]), before)
        self.assertEqual(self.env["stock.lot.event"].search_count([]), events)

    def test_uninstalling_keeps_the_demo_as_the_companys_own(self):
        hooks._uninstall(self.env)
        named = [("module", "=", MODULE), ("name", "=like", "demo\\_%")]
        self.assertFalse(self.env["ir.model.data"].search(named))
        self.assertTrue(self.env.ref(f"{MODULE}.stock_lot_menu"))
        self.assertEqual(len(self.lots.exists()), 25)


@tagged("post_install", "-at_install")
class TestDemoDataLater(TransactionCase):
    def test_the_demo_looks_the_same_in_two_years(self):
        if self.env.ref(FIRST, raise_if_not_found=False):
            self.skipTest("The demo data of this database were loaded when it was made.")
        later = fields.Date.add(fields.Date.today(), years=2)
        with freeze_time(f"{later} 12:00:00"):
            _load(self.env)
            states = {name: self.env.ref(f"{MODULE}.demo_lot_{name}").status for name in KEPT}
            expired = self.env.ref(f"{MODULE}.demo_lot_butter_1").inactive_reason
        self.assertEqual(states, dict.fromkeys(KEPT, "active"))
        self.assertEqual(expired, "expired")

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import LotCase


@tagged("post_install", "-at_install")
class TestDisposition(LotCase):
    """The table of decisions a lot can stand under."""

    def _create(self, **vals):
        return self.root["stock.lot.disposition"].create({"name": "Hold", "code": "hold", **vals})

    def test_what_released_and_retired_mean(self):
        self.assertEqual((self.released.code, self.retired.code), ("released", "retired"))
        self.assertFalse(self.released.makes_inactive or self.released.requires_reason)
        self.assertFalse(self.released.sudo().group_ids)
        self.assertTrue(self.retired.makes_inactive and self.retired.requires_reason)
        roles = self.root.ref("stock.group_stock_manager") | self.root.ref(
            "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager"
        )
        self.assertEqual(self.retired.sudo().group_ids, roles)
        self.assertEqual(self.retired.sudo().lift_group_ids, roles)

    def test_a_code_is_used_once(self):
        self._create()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create(name="Other")

    def test_each_company_may_have_its_own_row_of_a_code(self):
        self._create(company_id=self.company.id)
        self._create(company_id=self._company().id)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._create(company_id=self.company.id)

    def test_a_code_never_changes(self):
        hold = self._create()
        with self.assertRaisesRegex(UserError, "code"):
            hold.code = "other"
        hold.write({"code": "hold", "name": "Held"})
        self.assertEqual(hold.name, "Held")

    def test_the_disposition_every_new_lot_gets_stays(self):
        for row in (self.released, self.retired):
            with self.assertRaisesRegex(UserError, "cannot be deleted"):
                row.with_env(self.root).unlink()
        hold = self._create()
        hold.unlink()
        self.assertFalse(hold.exists())

    def test_rows_are_ordered_by_sequence(self):
        first = self._create(sequence=1)
        self.assertEqual(self.root["stock.lot.disposition"].search([])[0], first)

    def test_a_row_of_another_company_is_not_seen(self):
        row = self._create(company_id=self._company().id)
        with self.assertRaises(AccessError):
            row.with_env(self.env).read(["name"])
        self.assertNotIn(row.id, self.env["stock.lot.disposition"].search([]).ids)

    def test_released_stays_free(self):
        released = self.released.with_env(self.root)
        for flag in ("blocks_delivery", "blocks_production", "makes_inactive"):
            with self.subTest(flag), self.assertRaisesRegex(ValidationError, "freed to"):
                released[flag] = True

    def test_steps_that_never_lead_out_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "never be freed"):
            self.on_hold.with_env(self.root).next_ids = self.quarantine
            self.quarantine.with_env(self.root).next_ids = self.on_hold

    def test_a_way_out_that_nobody_may_take_is_none(self):
        nobody = self.root["res.groups"].create({"name": "Nobody"})
        way = self.root["stock.lot.disposition"].create({"name": "Way", "code": "way"})
        stop = self.root["stock.lot.disposition"].create(
            {"name": "S", "code": "s", "blocks_delivery": True, "next_ids": [(6, 0, way.ids)]}
        )
        with self.assertRaisesRegex(ValidationError, "S could never be freed"):
            way.group_ids = nobody
        nobody.user_ids = self.user["quality_manager"]
        way.group_ids = nobody
        self.assertEqual(stop.next_ids, way)

    def test_steps_that_lead_out_by_a_detour_are_kept(self):
        self.on_hold.with_env(self.root).next_ids = self.quarantine
        self.assertEqual(self.on_hold.next_ids, self.quarantine)

    def test_a_new_block_without_steps_leads_everywhere(self):
        self.assertTrue(self._create(blocks_delivery=True))

    def test_a_role_that_decides_cannot_be_deleted(self):
        role = self.root["res.groups"].create({"name": "Pharmacist"})
        for roles in ("group_ids", "lift_group_ids"):
            row = self._create(code=roles, **{roles: role.ids})
            refused = self.assertRaises(IntegrityError)
            with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                role.unlink()
                self.env.flush_all()
            row[roles] = False
        role.unlink()
        self.assertFalse(role.exists())

    def test_a_disposition_in_use_cannot_be_deleted(self):
        hold = self._create()
        self._decide(self._lot(), hold)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            hold.unlink()


@tagged("post_install", "-at_install")
class TestSteps(LotCase):
    """Who sets and lifts a disposition, and what may follow it."""

    def _set(self, role, disposition, lot, reason="Broken seal"):
        self.as_(role, lot)._set_disposition(self.as_(role, disposition), reason)

    def test_everybody_with_lots_may_stop_one(self):
        for role in ("warehouse", "inspector", "stock_manager", "recall_coordinator"):
            lot = self._lot(name=role)
            self._set(role, self.on_hold, lot)
            self.assertEqual(lot.disposition_id, self.on_hold)

    def test_only_a_quality_manager_lifts_a_hold(self):
        lot = self._lot()
        self._set("warehouse", self.on_hold, lot)
        for role in ("warehouse", "inspector", "stock_manager", "lot_administrator"):
            with self.subTest(role), self.assertRaisesRegex(AccessError, "may lift"):
                self._set(role, self.released, lot)
        self._set("quality_manager", self.released, lot)
        self.assertEqual(lot.disposition_id, self.released)

    def test_only_a_quality_manager_rejects(self):
        lot = self._lot()
        for role in ("warehouse", "inspector", "stock_manager", "recall_coordinator"):
            with self.subTest(role), self.assertRaisesRegex(AccessError, "may set"):
                self._set(role, self.rejected, lot)

    def test_a_rejected_lot_is_not_released_in_one_step(self):
        lot = self._lot()
        self._set("quality_manager", self.rejected, lot)
        with self.assertRaisesRegex(AccessError, "can only become"):
            self._set("quality_manager", self.released, lot)
        self._set("quality_manager", self.on_hold, lot)
        self._set("quality_manager", self.released, lot)
        self.assertEqual(lot.disposition_id, self.released)


@tagged("post_install", "-at_install")
class TestFirstDisposition(LotCase):
    """A new lot stands as its product says, else its category, else its company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.above = cls.root["product.category"].create({"name": "Goods"})
        cls.category = cls.root["product.category"].create(
            {"name": "Tablets", "parent_id": cls.above.id}
        )
        cls.product = cls._product(categ_id=cls.category.id)
        cls.template = cls.product.with_env(cls.root).product_tmpl_id

    def _new(self, name):
        return self._lot(self.product, name).disposition_id

    def test_the_nearest_policy_counts(self):
        self.assertEqual(self._new("1"), self.released)
        self.company.lot_disposition_id = self.on_hold
        self.assertEqual(self._new("2"), self.on_hold)
        self.above.lot_disposition_id = self.quarantine
        self.assertEqual(self._new("3"), self.quarantine)
        self.category.lot_disposition_id = self.on_hold
        self.assertEqual(self._new("4"), self.on_hold)
        self.template.lot_disposition_id = self.quarantine
        self.assertEqual(self._new("5"), self.quarantine)

    def test_the_policy_is_each_companys_own(self):
        other = self._company()
        self.template.with_company(other).lot_disposition_id = self.quarantine
        self.assertEqual(self._new("1"), self.released)
        lot = self.root["stock.lot"].create(
            {"name": "2", "product_id": self.product.id, "company_id": other.id}
        )
        self.assertEqual(lot.disposition_id.id, self.quarantine.id)

    def _looking_elsewhere(self, company):
        """Return the environment of a user of `company` who is looking at another one."""
        user = self._user_of(company)
        user.company_ids += self.company
        companies = [self.company.id, company.id]
        return self.env(user=user, context={"allowed_company_ids": companies})

    def test_a_received_lot_follows_the_policy_of_the_company_that_receives_it(self):
        other = self._company()
        other.lot_disposition_id = self.quarantine
        env = self._looking_elsewhere(other)
        warehouse = self._warehouse_of(other).with_env(env)
        lot = self._receive(self.product.with_env(env), "RECEIVED", 10, warehouse=warehouse)
        self.assertEqual(lot.disposition_id, self.quarantine)
        events = self.root["stock.lot.event"].search([("lot_res_id", "=", lot.id)])
        self.assertIn("created", events.mapped("kind"))
        self.assertEqual(events.company_id, other)

    def test_generated_numbers_follow_the_company_of_their_move(self):
        other = self._company()
        other.lot_disposition_id = self.quarantine
        rows = [{"lot_name": "GENERATED", "quantity": 1}]
        move = self._looking_elsewhere(other)["stock.move"]
        move._create_lot_ids_from_move_line_vals(rows, self.product.id, other.id)
        lot = self.root["stock.lot"].search([("name", "=", "GENERATED")])
        self.assertEqual(lot.disposition_id.id, self.quarantine.id)

    def test_a_lot_of_a_companys_own_product_follows_that_company(self):
        other = self._company()
        other.lot_disposition_id = self.quarantine
        product = self._product(company_id=other.id).with_env(self.root)
        lot = self.root["stock.lot"].create({"name": "OWN", "product_id": product.id})
        self.assertEqual(lot.disposition_id.id, self.quarantine.id)

    def test_a_lot_made_in_the_form_follows_the_policy(self):
        self.template.lot_disposition_id = self.quarantine
        form = Form(self.env["stock.lot"])
        form.product_id = self.product
        form.name = "FORM"
        self.assertEqual(form.save().disposition_id, self.quarantine)

    def test_a_received_lot_follows_the_policy_and_cannot_be_shipped_out_of_habit(self):
        self.template.lot_disposition_id = self.quarantine
        lot = self._receive(self.product, "RECEIVED", 10)
        self.assertEqual(lot.disposition_id, self.quarantine)
        self.assertEqual(self.product.free_qty, 0)

    def test_a_produced_lot_follows_the_policy(self):
        part = self._receive(self._product(name="Powder"), "PART", 10)
        self.template.lot_disposition_id = self.quarantine
        self.assertEqual(self._produce({part: 1}, self.product).disposition_id, self.quarantine)

    def test_an_imported_lot_follows_the_policy(self):
        self.template.lot_disposition_id = self.quarantine
        self.product.with_env(self.root).default_code = "TAB"
        done = self.env["stock.lot"].load(["name", "product_id/.id"], [["I", self.product.id]])
        self.assertFalse(done["messages"])
        lot = self.env["stock.lot"].browse(done["ids"])
        self.assertEqual(lot.disposition_id, self.quarantine)

    def test_nobody_releases_a_lot_by_creating_it(self):
        self.template.lot_disposition_id = self.quarantine
        with self.assertRaises(UserError):
            self._lot(self.product, "RPC", disposition_id=self.released.id)
        Lot = self.env["stock.lot"].with_context(default_disposition_id=self.released.id)
        lot = Lot.create({"name": "DEFAULT", "product_id": self.product.id})
        self.assertEqual(lot.disposition_id, self.quarantine)

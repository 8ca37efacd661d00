import odoo
from odoo import api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

MODULE = "stock_lot_lifecycle"


@tagged("post_install", "-at_install")
class TestBlockedMeanwhile(BaseCase):
    """Two real connections: a block that is committed while somebody ships or reserves counts."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(odoo.tests.common.get_db_name())
        env = self._session()
        self.product = env["product.product"].create(
            {"name": "Race", "type": "consu", "is_storable": True, "tracking": "lot"}
        )
        self.lot = env["stock.lot"].create({"name": "RACE", "product_id": self.product.id})
        warehouse = env["stock.warehouse"].search([], limit=1)
        self.stock = warehouse.lot_stock_id
        self.shelf = env["stock.location"].create(
            {"name": "Race", "usage": "internal", "location_id": self.stock.id}
        )
        for place in (self.shelf, self.stock):  # in two places: presence stays as it is
            env["stock.quant"]._update_available_quantity(self.product, place, 10, lot_id=self.lot)
        places = {
            "location_id": self.shelf.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
        }
        move = {"product_id": self.product.id, "product_uom_qty": 4, **places}
        self.picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                **places,
                "move_ids": [Command.create(move)],
            }
        )
        self.picking.action_confirm()
        self.picking.do_unreserve()
        self.lot._refresh_presence()
        env.cr.commit()
        self.addCleanup(self._clean)

    def _session(self):
        cursor = self.connection.cursor()
        self.addCleanup(cursor.close)
        return api.Environment(cursor, odoo.SUPERUSER_ID, {"tracking_disable": True})

    def _clean(self):
        env = self._session()
        picking, lot = self.picking.with_env(env), self.lot.with_env(env)
        if picking.state != "done":
            picking.action_cancel()
            picking.unlink()
            lot.quant_ids.unlink()
            template = lot.product_id.product_tmpl_id
            lot.unlink()
            template.unlink()
            self.shelf.with_env(env).unlink()
        env.cr.commit()

    def _begin(self):
        """Return the transfer in a session that has begun before the decision."""
        env = self._session()
        picking = self.picking.with_env(env)
        picking.read(["name"])
        return picking

    def _block(self, place=False):
        env = self._session()
        recalled = env.ref(f"{MODULE}.stock_lot_disposition_recalled")
        if place:
            self.shelf.with_env(env).disposition_id = recalled
        else:
            self.lot.with_env(env)._set_disposition(recalled, "Recall", source="policy")
        env.cr.commit()

    def _pick(self):
        self.picking.action_assign()
        self.picking.move_ids.picked = True
        self.picking.env.cr.commit()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def _ship(self, picking):
        call = picking.with_context(skip_backorder=True, skip_expired=True).button_validate
        return retrying(call, picking.env)

    def test_what_was_blocked_while_it_is_shipped_does_not_ship(self):
        for place in (False, True):
            with self.subTest(place=place):
                self._pick()
                picking = self._begin()
                self._block(place)
                with self.assertRaisesRegex(UserError, "Recalled"):
                    self._ship(picking)
                picking.env.cr.rollback()
                self.assertNotEqual(picking.state, "done")
                picking.env.cr.rollback()
                self._lift()

    def _lift(self):
        env = self._session()
        released = env.ref(f"{MODULE}.stock_lot_disposition_released")
        self.lot.with_env(env)._set_disposition(released, "Over", source="policy")
        self.shelf.with_env(env).disposition_id = False
        env.cr.commit()
        self.picking.env.cr.rollback()
        self.picking.env.invalidate_all()

    def test_what_was_blocked_while_it_is_reserved_is_taken_back(self):
        picking = self._begin()
        self._block()
        picking.action_assign()
        picking.env.cr.commit()
        env = self._session()
        env["stock.lot.reassignment"]._cron_run()
        env.cr.commit()
        late = self.picking.with_env(self._session())
        self.assertFalse(late.move_line_ids)
        self.assertEqual(late.state, "confirmed")

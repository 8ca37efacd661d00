import odoo
from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

MODULE = "stock_lot_lifecycle"


@tagged("post_install", "-at_install")
class TestTwoDeciders(BaseCase):
    """Two real connections decide the same lot: nobody's decision is silently overwritten."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(odoo.tests.common.get_db_name())
        self.first, self.second = self._session(), self._session()
        product = self.first["product.product"].create(
            {"name": "Two deciders", "type": "consu", "is_storable": True, "tracking": "lot"}
        )
        self.lot_id = self.first["stock.lot"].create({"name": "2D", "product_id": product.id}).id
        self.first.cr.commit()
        self.addCleanup(self._clean)

    def _session(self):
        cursor = self.connection.cursor()
        self.addCleanup(cursor.close)
        # the manager is read without a transaction of the second session beginning early
        env = api.Environment(cursor, odoo.SUPERUSER_ID, {})
        manager = env.ref("base.user_admin").id
        cursor.rollback()
        return api.Environment(cursor, manager, {"allowed_company_ids": [1]})

    def _clean(self):
        self.first.cr.rollback()
        self.second.cr.rollback()
        env = api.Environment(self.first.cr, odoo.SUPERUSER_ID, {})
        lot = env["stock.lot"].browse(self.lot_id)
        template = lot.product_id.product_tmpl_id
        lot.unlink()
        template.unlink()
        env.cr.commit()

    def _wizard(self, env, code):
        wizard = env["stock.lot.update.status"].create(
            {
                "scope": "chosen",
                "lot_domain": f'[["id", "=", {self.lot_id}]]',
                "disposition_id": env.ref(f"{MODULE}.stock_lot_disposition_{code}").id,
                "reason": f"Because of {code}",
            }
        )
        env.flush_all()
        return wizard

    def _code(self):
        with self.connection.cursor() as cursor:
            env = api.Environment(cursor, odoo.SUPERUSER_ID, {})
            return env["stock.lot"].browse(self.lot_id).disposition_id.code

    def test_while_one_decides_the_other_is_told_at_once(self):
        self._wizard(self.first, "on_hold").action_apply()
        self.first.flush_all()
        late = self._wizard(self.second, "retired")
        with self.assertRaisesRegex(UserError, "Somebody else is changing lot 2D right now"):
            late.action_apply()
        self.second.cr.rollback()
        self.first.cr.commit()
        self.assertEqual(self._code(), "on_hold")

    def test_who_pressed_a_moment_later_sees_the_other_decision_first(self):
        late = self._wizard(self.second, "retired")
        self.second.cr.commit()
        self.second["stock.lot"].browse(self.lot_id).read(["name"])  # the snapshot is taken
        self._wizard(self.first, "on_hold").action_apply()
        self.first.cr.commit()
        with mute_logger("odoo.sql_db", "odoo.service.model"):
            answer = retrying(late.action_apply, self.second)
        self.assertEqual(answer["res_model"], "stock.lot.update.status")
        self.assertIn("changed by somebody else meanwhile", late.news)
        self.second.cr.commit()
        self.assertEqual(self._code(), "on_hold")

import odoo
from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.sql_db import db_connect
from odoo.tests import BaseCase, tagged
from odoo.tools import SQL, mute_logger

GROUPS = ("stock.group_stock_user", "stock_lot_lifecycle.stock_lot_lifecycle_group_quality_manager")


@tagged("post_install", "-at_install")
class TestTwoConfirmers(BaseCase):
    """Two real connections answer the same proposal: exactly one does, the other is told."""

    def setUp(self):
        super().setUp()
        self.connection = db_connect(odoo.tests.common.get_db_name())
        root = self._session()
        self.addCleanup(self._clean)
        groups = [(4, root.ref(name).id) for name in GROUPS]
        self.users = root["res.users"].create(
            [
                {"name": name, "login": f"confirm_{name}", "group_ids": groups}
                for name in ("Paula", "Cora", "Dan")
            ]
        )
        self.disposition = root["stock.lot.disposition"].create(
            {"name": "By two", "code": "by_two", "requires_second_person": True}
        )
        product = root["product.product"].create({"name": "By two", "tracking": "lot"})
        self.lot = root["stock.lot"].create({"name": "2C", "product_id": product.id})
        lot = self.lot.with_user(self.users[0])
        lot._set_disposition(self.disposition.with_env(lot.env), "Tests passed")
        self.request_id = self.lot.pending_request_id.id
        root.cr.commit()
        self.cora, self.dan = (self._request(user.id) for user in self.users[1:])

    def _session(self, user_id=odoo.SUPERUSER_ID):
        cursor = self.connection.cursor()
        self.addCleanup(cursor.close)
        cursor.execute(SQL("SET lock_timeout = '20s'"))
        cursor.commit()
        return api.Environment(cursor, user_id, {})

    def _request(self, user_id):
        return self._session(user_id)["stock.lot.decision.request"].browse(self.request_id)

    def _clean(self):
        for session in (self.cora.env, self.dan.env):
            session.cr.rollback()
        env = self.lot.env
        env.cr.rollback()
        env.invalidate_all()
        template = self.lot.product_id.product_tmpl_id
        env["stock.lot.decision.request"].browse(self.request_id).unlink()
        self.lot.unlink()
        template.unlink()
        self.disposition.unlink()
        self.users.unlink()
        env.cr.commit()

    def _assert_cora_alone_confirmed(self):
        env = self.lot.env
        env.cr.rollback()
        env.invalidate_all()
        request = env["stock.lot.decision.request"].browse(self.request_id)
        self.assertEqual((request.state, request.closed_by_id.name), ("confirmed", "Cora"))
        self.assertEqual(self.lot.disposition_id, self.disposition)
        events = env["stock.lot.event"].search(
            [("lot_res_id", "=", self.lot.id), ("kind", "=", "disposition")]
        )
        self.assertEqual(events.mapped("user_name"), ["Cora"])

    def test_while_one_confirms_the_other_is_told_at_once(self):
        self.cora._confirm()
        self.cora.env.flush_all()
        for answer in (self.dan._confirm, lambda: self.dan._decline("No")):
            with self.assertRaisesRegex(UserError, "Somebody else is answering this right now"):
                answer()
        self.dan.env.cr.rollback()
        self.cora.env.cr.commit()
        self._assert_cora_alone_confirmed()

    def test_who_confirms_a_moment_later_reads_who_did_it_before(self):
        self.assertEqual(self.dan.state, "pending")  # the snapshot is taken
        self.cora._confirm()
        self.cora.env.flush_all()
        self.cora.env.cr.commit()
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            self.assertRaisesRegex(UserError, "does not wait .*: Confirmed, Cora"),
        ):
            retrying(self.dan._confirm, self.dan.env)
        self._assert_cora_alone_confirmed()

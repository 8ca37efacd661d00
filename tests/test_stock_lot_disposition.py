from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
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

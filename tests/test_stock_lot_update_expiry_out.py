from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common_expiry_run import ExpiryRunCase


@tagged("post_install", "-at_install")
class TestUpdateExpiryOut(ExpiryRunCase):
    """The dialog's second tab shows what would move out, and hands it to a run."""

    def _dialog(self, role="stock_manager", **vals):
        Wizard = self.as_(role, self.env["stock.lot.update.expiry"])
        return Wizard.create({"task": "out", "scope": "filter", "lot_domain": "[]", **vals})

    def test_it_shows_lot_place_quantity_value_and_destination(self):
        shown = self._dialog().out_preview
        self.assertEqual(shown["count"], 1)
        line = shown["lines"][0]
        self.assertEqual((line["lot"], line["place"]), ("OLD", "WH/Stock"))
        self.assertEqual((line["quantity"], line["day"]), ("10 Units", "2026-06-10"))
        self.assertIn("20.00", line["value"])
        self.assertIn("place for expired stock", shown["target"])

    def test_looking_makes_no_run(self):
        self._dialog().out_preview  # noqa: B018
        self.assertFalse(self.runs.search([]))

    def test_what_stays_is_shown_with_its_reason(self):
        self._decide(self.old, self.on_hold)
        dialog = self._dialog()
        self.assertEqual(dialog.out_count, 0)
        self.assertIn("On hold", dialog.out_preview["left"][0]["why"])
        dialog.with_blocked = True
        self.assertEqual(dialog.out_count, 1)

    def test_nothing_expired_is_said(self):
        self._scrap(self.old, 10)
        self.assertIn("nothing to move out", self._dialog().out_preview["nothing"])
        with self.assertRaisesRegex(UserError, "nothing to move out"):
            self._dialog().action_post_run()

    def test_of_a_selection_only_the_selected_lots(self):
        other = self._stocked("OTHER", "2026-05-01", 5)
        dialog = self._dialog(scope="chosen", lot_domain=f'[["id", "in", [{other.id}]]]')
        self.assertEqual([line["lot"] for line in dialog.out_preview["lines"]], ["OTHER"])
        dialog.action_post_run()
        self.assertEqual(self._held(self.old), {"Stock": 10})
        self.assertNotIn("Stock", self._held(other))

    def test_the_selection_can_be_left_aside(self):
        dialog = self._dialog(
            scope="chosen", lot_domain=f'[["id", "in", [{self.new.id}]]]', only_chosen=True
        )
        self.assertEqual(dialog.out_count, 0)
        self.assertTrue(dialog.out_preview["nothing"])
        dialog.only_chosen = False
        self.assertEqual(dialog.out_count, 1)

    def test_post_moves_and_opens_the_run(self):
        action = self._dialog().action_post_run()
        run = self.runs.browse(action["res_id"])
        self.assertEqual(run.state, "posted")
        self.assertNotIn("Stock", self._held(self.old))

    def test_who_only_proposes_opens_and_prints(self):
        dialog = self._dialog("warehouse")
        run = self.runs.browse(dialog.action_open_run()["res_id"])
        self.assertEqual(run.state, "proposed")
        self.assertEqual(dialog.action_print_run()["report_name"],
                         "stock_lot_lifecycle.report_lot_expiry_run")  # fmt: skip
        with self.assertRaises(AccessError):
            dialog.action_post_run()

    def test_the_first_tab_asks_for_nothing_in_the_second(self):
        form = Form(self.as_("warehouse", self.env["stock.lot.update.expiry"]))
        form.task = "out"
        self.assertEqual(form.save().out_count, 1)

    def test_the_printed_list_names_every_line_and_what_stays(self):
        self._put(self.old, 4, self.shelf)
        self._decide(self._stocked("HELD", "2026-05-01", 1), self.on_hold)
        run = self._propose()
        run.line_ids.filtered(lambda line: line.location_id == self.shelf).is_chosen = False
        report = "stock_lot_lifecycle.report_lot_expiry_run"
        html, _type = self.env["ir.actions.report"]._render_qweb_html(report, run.ids)
        text = html.decode()
        for words in ("OLD", "WH/Stock", "10.00", "HELD", "On hold", "06/10/2026"):
            self.assertIn(words, text)
        self.assertNotIn("Shelf", text)

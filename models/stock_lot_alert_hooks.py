from odoo import models


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that tells the alerts which lots came into a company's stock, and left it."""

    _inherit = "stock.move.line"

    def _record_movement(self):
        result = super()._record_movement()
        # sudo: whoever moves goods may lack rights on lots and places
        lines = self.sudo().filtered(lambda line: line.lot_id and line._changes_holder())
        self.env["stock.lot.alert.check"]._queue(lines.lot_id._with_dates())
        return result

    def _changes_holder(self):
        """Return whether this line takes goods into a company's stock, or out of it."""
        source, target = self.location_id, self.location_dest_id
        held = [place.usage in ("internal", "transit") for place in (source, target)]
        return held[0] is not held[1] or source.company_id != target.company_id


class ProductTemplate(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A product in another category stands under other rules."""

    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if "categ_id" in vals:
            Lot = self.env["stock.lot"].sudo()  # sudo: lots of all companies stand under rules
            lots = Lot.search([("product_id.product_tmpl_id", "in", self.ids),
                               ("presence", "=", "on_hand")])  # fmt: skip
            self.env["stock.lot.alert.check"]._queue(lots)
        return result


class MailActivity(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Who does the activity of an alert has answered it."""

    _inherit = "mail.activity"

    def _action_done(self, feedback=False, attachment_ids=None):
        answered = self._get_alerts()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        answered._answer(feedback or "")
        return result

    def _get_alerts(self):
        """Return the alerts these activities ask to be answered."""
        # sudo: whoever was asked may answer, with or without rights on lots
        notices = self.env["stock.lot.alert.notice"].sudo()
        alerts = self.env["stock.lot.alert"].sudo()
        for notice in notices.search([("activity_ids", "in", self.ids)]):
            for activity in notice.activity_ids & self.sudo():  # sudo: as above
                alerts |= notice.alert_ids.filtered(
                    lambda alert: not activity.res_id or alert.lot_id.id == activity.res_id  # noqa: B023
                )
        return alerts

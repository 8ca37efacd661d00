from odoo import api, models
from odoo.fields import Command

PREVIEW_LIMIT = 80


class StockLotExpiryRun(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a run would propose, as plain values for a dialog. Writes nothing."""

    _inherit = "stock.lot.expiry.run"

    @api.model
    def _preview(self, lots=None, **options):
        """Return what a proposal with these options would show.

        :param lots: only these; all expired lots of the company otherwise
        """
        company = self.env.company
        run = self.new({"company_id": company.id, **options})
        if lots is not None:
            run.lot_ids = [Command.set(lots.ids)]
        found = run._find_expired() if lots is None or lots else []
        vals = [one._prepare_line_vals(run, ()) for one in found]
        going = [(one, line) for one, line in zip(found, vals, strict=True) if not one.code]
        staying = [(one, line) for one, line in zip(found, vals, strict=True) if one.code]
        return {
            "count": len(going),
            "value": company.currency_id.format(sum(line["value"] for _one, line in going)),
            "target": run.target_words,
            "lines": [self._preview_line(*pair) for pair in going[:PREVIEW_LIMIT]],
            "hidden": max(len(going) - PREVIEW_LIMIT, 0),
            "left": [self._preview_line(*pair) for pair in staying[:PREVIEW_LIMIT]],
            "left_count": len(staying),
            "nothing": "" if found else self._get_nothing_words(),
        }

    @api.model
    def _preview_line(self, one, line):
        product = one.lot.product_id
        digits = 2 if one.quantity % 1 else 0
        quantity = self.env["ir.qweb.field.float"].value_to_html(
            one.quantity, {"precision": digits}
        )
        day = line["expiration_day"]
        return {
            "lot": one.lot.name,
            "product": product.display_name,
            "day": day and day.isoformat(),
            "place": one.place.display_name,
            "quantity": f"{quantity} {product.uom_id.name}",
            "value": self.env.company.currency_id.format(line["value"]),
            "reserved_for": line["reserved_for"],
            "why": one.why,
        }

from odoo import api, models
from odoo.fields import Domain

from . import stock_lot_bulk_status

SAMPLE = 8
TRANSFERS = 10
LINES = 5_000


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A planned bulk decision as plain values for the screen: what will happen, with names."""

    _inherit = "stock.lot"

    @api.model
    def _preview_in_bulk(self, domain, disposition):
        """Return what the dialog shows of a bulk decision, by name of its fields."""
        plan = self._plan_disposition(domain, disposition)
        return {
            "possible_ids": self._get_possible_dispositions(domain),
            "change_count": plan.change_count,
            "refused_count": plan.refused_count,
            "outcome": self._preview_disposition(plan, disposition) if disposition else False,
        }

    @api.model
    def _preview_disposition(self, plan, disposition):
        """Return what `plan` will do: lots, refusals, reservations, what is in hand."""
        lines = self._get_lines_to_stop(plan, disposition)
        picked = lines.filtered("picked")
        return {
            "change": self._preview_change(plan, disposition),
            "same": plan.same and self._get_same_words(plan.same),
            "refused": [
                {"why": why, "count": count, "names": self._get_names(domain)}
                for why, (domain, count) in plan.refused.items()
            ],
            "released": self._preview_lines(lines - picked),
            "in_hand": self._preview_lines(picked),
            "more_lines": len(lines) >= LINES,
            "whole": plan.change_count > stock_lot_bulk_status.AT_ONCE
            and plan.is_whole(disposition),
            "pending": bool(plan.change and disposition.requires_second_person),
        }

    @api.model
    def _get_lines_to_stop(self, plan, disposition):
        # sudo: the block will count for every transfer; those of other companies stay unnamed
        Line = self.env["stock.move.line"].sudo()
        if not plan.change or not disposition.is_blocking:
            return Line
        lots = Domain("lot_id", "in", self._search(plan.domain))
        return Line._search_stopped(lots, disposition, limit=LINES)

    @api.model
    def _preview_change(self, plan, disposition):
        sample = self.search(plan.domain, limit=SAMPLE)
        return {
            "count": plan.change_count,
            "new": disposition.name,
            "lots": [
                {
                    "id": lot.id,
                    "name": lot.name,
                    "product": lot.product_id.display_name,
                    "old": lot.disposition_id.name,
                }
                for lot in sample
            ],
        }

    @api.model
    def _get_same_words(self, count):
        return self.env._(
            "%(lots)s already there: nothing changes.", lots=self._get_count_words(count)
        )

    @api.model
    def _get_names(self, domain):
        return self.search(domain, limit=SAMPLE).mapped("name")

    @api.model
    def _preview_lines(self, lines):
        """Return reserved quantities by transfer, the largest first."""
        own = lines.filtered(lambda line: line.company_id in self.env.companies)
        by_document = own.grouped(lambda line: line._get_document() or line.move_id)
        largest = sorted(
            by_document.items(), key=lambda pair: -sum(pair[1].mapped("quantity_product_uom"))
        )
        return {
            "quantity": lines._get_quantity_words(),
            "count": len(by_document),
            "others": len(lines - own),
            "transfers": [
                {
                    "id": document.id,
                    "model": document._name,
                    "name": document.display_name,
                    "partner": some._get_partner().display_name or "",
                    "quantity": some._get_quantity_words(),
                }
                for document, some in largest[:TRANSFERS]
            ],
        }

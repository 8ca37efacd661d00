from odoo import models
from odoo.fields import Domain

from .stock_lot_expiry_run_plan import KEY

NAMED = 10


class StockLotExpiryRunLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whether goods of a run are still where it put them, and where they went. Moves nothing."""

    _inherit = "stock.lot.expiry.run.line"

    def _find_moved_on(self):
        """Return in words which goods are not where the run put them, and where they went."""
        there = self._read_stock_there()
        problems = []
        for key, lines in self.grouped(lambda line: line._get_key_there()).items():
            gone = sum(lines.mapped("quantity")) - there.get(key, 0.0)
            if lines[0].uom_id.compare(gone, 0) > 0:
                problems.append(lines[0]._get_gone_words(gone, key[1]))
        closed = self.location_id.filtered(lambda place: not place.active)
        return problems + [
            self.env._("%(place)s is closed.", place=place.display_name) for place in closed
        ]

    def _get_key_there(self):
        out = self.out_line_id
        package = out.result_package_id
        return self.lot_id.id, out.location_dest_id.id, package.id, self.owner_id.id

    def _read_stock_there(self):
        """Return ``{key: quantity}`` of these lots where they went, without what is picked."""
        # sudo: all that lies there counts
        Quant = self.env["stock.quant"].sudo()
        places = Domain("location_id", "in", self.out_line_id.location_dest_id.ids)
        lots = Domain("lot_id", "in", self.lot_id.ids)
        rows = Quant._read_group(lots & places, KEY, ["quantity:sum"])
        held, _freed = self.env["stock.lot.expiry.run"]._find_reservations(self.lot_id.ids)
        taken = {key: sum(lines.mapped("quantity_product_uom")) for key, lines in held.items()}
        found = {}
        for *key, quantity in rows:
            ids = tuple(record.id for record in key)
            found[ids] = quantity - taken.get(ids, 0.0)
        return found

    def _get_gone_words(self, gone, place_id):
        # sudo: the names of documents, for who wants the goods back
        Line = self.env["stock.move.line"].sudo()
        later = Line.search(
            [
                ("lot_id", "=", self.lot_id.id),
                ("location_id", "=", place_id),
                ("id", ">", self.out_line_id.id),
                ("state", "!=", "cancel"),
                ("company_id", "in", self.env.companies.ids),
            ],
            limit=NAMED,
        )
        documents = dict.fromkeys(filter(None, (line._get_document_words() for line in later)))
        return self.env._(
            "%(line)s: %(gone)s left %(place)s. %(documents)s",
            line=self._get_words(),
            gone=f"{gone:g}",
            place=self.out_line_id.location_dest_id.display_name,
            documents=", ".join(documents),
        )

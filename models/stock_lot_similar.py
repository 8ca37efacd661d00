from odoo import api, fields, models
from odoo.tools import SQL

from ..tools import number_fold


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Numbers that look like a known one, told while they are typed. Refuses nothing."""

    _inherit = "stock.lot"

    @api.depends("name", "product_id")
    def _compute_near_duplicate_ids(self):  # pylint: disable=missing-return
        drafts = self.filtered(lambda lot: not lot.id)
        super(StockLot, self - drafts)._compute_near_duplicate_ids()
        asked = [(lot.product_id.id, lot.name, lot._origin.id) for lot in drafts]
        for lot, similar in zip(drafts, self._find_similar(asked), strict=True):
            lot.near_duplicate_ids = similar

    @api.model
    def _find_similar(self, asked):
        """Return, for each (product id, number, id to leave out), the lots that look like it.

        One query, by the index of folded numbers; only lots the user may read are told.
        """
        rows = [
            (place, product_id, number_fold.fold(number), own_id or 0)
            for place, (product_id, number, own_id) in enumerate(asked)
            if product_id and number and number_fold.fold(number)
        ]
        found = [self.browse() for _number in asked]
        if not rows:
            return found
        self.flush_model(["name", "product_id"])
        query = self._search([])
        alias = SQL.identifier(query.table)
        places, products, folded, own_ids = (list(column) for column in zip(*rows, strict=True))
        query.add_join(
            "JOIN",
            "asked",
            SQL(
                "(SELECT * FROM unnest(%s::int[], %s::int[], %s::text[], %s::int[])"
                " AS asked (place, product_id, fold, own_id))",
                places,
                products,
                folded,
                own_ids,
            ),
            SQL(
                "asked.product_id = %(lot)s.product_id AND asked.own_id <> %(lot)s.id"
                " AND %(fold)s = asked.fold",
                lot=alias,
                fold=number_fold.fold_sql(SQL("%s.name", alias)),
            ),
        )
        for place, lot_id in self.env.execute_query(
            query.select(SQL("asked.place"), SQL("%s.id", alias))
        ):
            found[place] |= self.browse(lot_id)
        return [lots.sorted("id") for lots in found]


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A receipt's line whose number looks like a known lot's says so, before it is received."""

    _inherit = "stock.move.line"

    similar_lot_id = fields.Many2one(
        "stock.lot",
        "Looks Like",
        compute="_compute_similar_lot_id",
        help="A lot of the same product whose number could be taken for this one.",
    )

    @api.depends("lot_name", "lot_id", "product_id", "state")
    def _compute_similar_lot_id(self):
        typed = self.filtered(lambda line: line.lot_name and not line.lot_id and line._is_open())
        (self - typed).similar_lot_id = False
        asked = [(line.product_id.id, line.lot_name.strip(), False) for line in typed]
        for line, lots in zip(typed, self.env["stock.lot"]._find_similar(asked), strict=True):
            known = lots.filtered(lambda lot, line=line: lot.name == line.lot_name.strip())
            line.similar_lot_id = not known and lots[:1]

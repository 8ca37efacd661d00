from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# fields of orders: their counter, the order line that a movement names, which place of the
# transfer tells, and where Odoo's own method is: the answer of another one is not known
ORDERS = {
    "sale_order_ids": (
        "sale_order_count", "sale_line_id", "target", ("customer", "transit"),
        "odoo.addons.sale_stock.models.stock",
    ),
    "purchase_order_ids": (
        "purchase_order_count", "purchase_line_id", "source", ("supplier", "transit"),
        "odoo.addons.purchase_stock.models.stock",
    ),
}  # fmt: skip


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The orders a lot was bought and sold by, for its form, in one reading. Writes nothing.

    Odoo's sales and purchases read lines, movements, transfers and places of a lot one after
    the other, of all that ever moved, each time its form opens.
    """

    _inherit = "stock.lot"

    @api.readonly
    def web_read(self, specification):
        names = [name for name in ORDERS if ORDERS[name][0] in specification]
        self._read_orders([name for name in names if self._is_known(name)])
        return super().web_read(specification)

    @api.model
    def _is_known(self, name):
        """Return whether Odoo's own method finds these orders, and no other one."""
        field = self._fields.get(name)
        method = field and getattr(type(self), str(field.compute), None)
        return getattr(method, "__module__", "") == ORDERS[name][-1]

    def _read_orders(self, names):
        """Put the orders of these lots, and how many they are, where reading finds them."""
        lots = self.browse(filter(None, self._origin._ids))
        if not (names and lots):
            return
        found = {name: {lot_id: set() for lot_id in lots._ids} for name in names}
        for lot_id, *order_ids in self.env.execute_query(lots._get_orders_sql(names)):
            for name, order_id in zip(names, order_ids, strict=True):
                if order_id:
                    found[name][lot_id].add(order_id)
        for name in names:
            lots._keep_orders(name, found[name])

    def _keep_orders(self, name, found):
        """Keep in memory what was `found`: ``{lot id: order ids}``."""
        field, count = self._fields[name], self._fields[ORDERS[name][0]]
        if name == "sale_order_ids":  # Odoo leaves out those that the user may not read
            orders = self.env["sale.order"].browse(set().union(*found.values()))
            readable = set(orders._filtered_access("read")._ids)
            found = {lot_id: order_ids & readable for lot_id, order_ids in found.items()}
        field._insert_cache(self, [tuple(sorted(found[lot_id])) for lot_id in self._ids])
        count._insert_cache(self, [len(found[lot_id]) for lot_id in self._ids])

    def _get_orders_sql(self, names):
        """Return ``SELECT lot id, order id…``, one column of orders for each name."""
        self._flush_orders(names)
        Line = self.env["stock.move.line"]
        lines = Line._search(Domain("lot_id", "in", self._ids) & Domain("state", "=", "done"))
        line = SQL.identifier(lines.table)
        links = [SQL.identifier("move", ORDERS[name][1]) for name in names]
        return SQL(
            """
            SELECT DISTINCT line.lot_id, %(orders)s
            FROM (%(lines)s) AS line
            JOIN stock_move move ON move.id = line.move_id
            LEFT JOIN stock_picking transfer ON transfer.id = move.picking_id
            LEFT JOIN stock_location source ON source.id = transfer.location_id
            LEFT JOIN stock_location target ON target.id = transfer.location_dest_id
            WHERE COALESCE(%(links)s) IS NOT NULL
            """,
            orders=SQL(", ").join(self._get_order_sql(name) for name in names),
            lines=lines.select(SQL("%s.lot_id", line), SQL("%s.move_id", line)),
            links=SQL(", ").join(links),
        )

    @api.model
    def _get_order_sql(self, name):
        """Return the order that the movement ``move`` fulfils, as Odoo counts it."""
        _count, link, place, usages, _module = ORDERS[name]
        order_line = self.env[self.env["stock.move"]._fields[link].comodel_name]
        return SQL(
            "CASE WHEN %(usage)s IN %(usages)s THEN"
            " (SELECT ordered.order_id FROM %(lines)s ordered WHERE ordered.id = %(link)s) END",
            usage=SQL.identifier(place, "usage"),
            usages=usages,
            lines=SQL.identifier(order_line._table),
            link=SQL.identifier("move", link),
        )

    @api.model
    def _flush_orders(self, names):
        links = [ORDERS[name][1] for name in names]
        move = self.env["stock.move"]
        move.flush_model(["picking_id", *links])
        for link in links:
            self.env[move._fields[link].comodel_name].flush_model(["order_id"])
        self.env["stock.picking"].flush_model(["location_id", "location_dest_id"])
        self.env["stock.move.line"].flush_model(["lot_id", "move_id", "state"])

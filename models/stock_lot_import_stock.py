from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that sets stock: opening quantities, as ordinary inventory adjustments."""

    _inherit = "stock.lot.import"

    def _set_quantities(self, rows):
        """Make the file's quantities the stock of their places; keep the moves that did it."""
        counted = [
            row
            for row in rows
            if row.get("quantity") is not None
            and row.action in ("create", "update", "revive", "quantity", "product")
        ]
        if not self.set_quantities or not counted:
            return
        self._create_locations(counted)
        counts = {
            (row.product_id, row.lot_id or False, row.location_id): float(row.values["quantity"])
            for row in counted
        }
        counts = self._without_held(counts)
        self._mark({"move_ids": [fields.Command.set(self._count_stock(counts).ids)]})

    def _create_locations(self, rows):
        """Create the places of the file that do not exist, below the warehouse's stock."""
        wanted = [row for row in rows if row.get("location") and not row.location_id]
        names = list(dict.fromkeys(row.values["location"] for row in wanted))
        if not names:
            return
        if not self.env["stock.location"].has_access("create"):
            raise AccessError(self.env._("You may not create locations. Ask an administrator."))
        parent = self._get_stock_location()
        locations = self.env["stock.location"].create(
            [{"name": name, "location_id": parent.id, "usage": "internal"} for name in names]
        )
        by_name = dict(zip(names, locations.ids, strict=True))
        for row in wanted:
            row.location_id = by_name[row.values["location"]]
        self._mark({"location_ids": [fields.Command.set(locations.ids)]})

    def _without_held(self, counts):
        """Return what must lie loose so that each place holds its count in all.

        Packages and other owners' goods are counted by the file too, but never touched.
        """
        total, loose = self._get_stock(counts), self._get_stock(counts, loose=True)
        wanted = {}
        for key, count in counts.items():
            held = total.get(key, 0.0) - loose.get(key, 0.0)
            wanted[key] = count - held
            if wanted[key] < 0 < held:
                raise UserError(
                    self.env._(
                        "%(place)s holds %(held)s of %(product)s in packages or for other owners: "
                        "more than the %(count)s of the file. Count it by hand.",
                        place=self.env["stock.location"].browse(key[2]).display_name,
                        held=held,
                        product=self.env["product.product"].browse(key[0]).display_name,
                        count=count,
                    )
                )
        return wanted

    def _count_stock(self, counts):
        """Set the loose stock to `counts`, ``{(product id, lot id, location id): quantity}``.

        What is right already is not touched. Returns the stock.move of the adjustment.
        """
        stock = self._get_stock(counts, loose=True)
        wanted = {key: count for key, count in counts.items() if stock.get(key, 0.0) != count}
        Quant = self.env["stock.quant"].with_context(inventory_mode=True, inventory_name=self.name)
        quants = Quant.create(
            [
                {
                    "product_id": product_id,
                    "lot_id": lot_id,
                    "location_id": location_id,
                    "inventory_quantity": count,
                }
                for (product_id, lot_id, location_id), count in wanted.items()
            ]
        )
        Move = self.env["stock.move"]
        last = Move.sudo().search([], order="id desc", limit=1).id or 0  # sudo: of any company
        quants._apply_inventory()
        return Move.search([("id", ">", last), ("inventory_name", "=", self.name)])

    def _get_stock(self, counts, loose=False):
        """Return ``{(product id, lot id, location id): quantity}`` of what stands there now.

        :param loose: only what is in no package and of no other owner
        """
        product_ids, lot_ids, location_ids = (list(set(ids)) for ids in zip(*counts, strict=True))
        grouped = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", product_ids),
                ("lot_id", "in", lot_ids),
                ("location_id", "in", location_ids),
                *([("package_id", "=", False), ("owner_id", "=", False)] if loose else []),
            ],
            ["product_id", "lot_id", "location_id"],
            ["quantity:sum"],
        )
        return {
            (product.id, lot.id, location.id): quantity
            for product, lot, location, quantity in grouped
        }

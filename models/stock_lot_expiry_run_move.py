from odoo import models

from .provenance import Provenance, with_provenance


class StockLotExpiryRunLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Goods that go, and goods that come back: transfers and scrap orders as people make them."""

    _inherit = "stock.lot.expiry.run.line"

    def _move_out(self):
        """Post one transfer per warehouse to the place for expired stock."""
        target = self.run_id.company_id._get_expired_place()
        for warehouse, lines in self.grouped(lambda line: line._get_warehouse()).items():
            whole = lines._get_whole_packages()
            moved = lines._transfer(
                warehouse,
                [(line.location_id, target) for line in lines],
                [(line.package_id, line.package_id & whole) for line in lines],
            )
            for line, done in zip(lines, moved, strict=True):
                line.sudo().out_line_id = done  # sudo: only the verbs write lines

    def _move_back(self):
        """Post the counter-movements of what went out."""
        for warehouse, lines in self.grouped(lambda line: line._get_warehouse()).items():
            out = lines.out_line_id
            back = lines._transfer(
                warehouse,
                [(line.out_line_id.location_dest_id, line.location_id) for line in lines],
                [(line.out_line_id.result_package_id, line.package_id) for line in lines],
                out,
            )
            for line, done in zip(lines, back, strict=True):
                line.sudo().back_line_id = done  # sudo: only the verbs write lines

    def _get_warehouse(self):
        return self.location_id.warehouse_id or self.run_id.company_id._get_first_warehouse()

    def _get_whole_packages(self):
        """Return the packages all of whose content goes: only these stay packed."""
        going = {}
        for line in self.filtered("package_id"):
            key = line.package_id, line.lot_id
            going[key] = going.get(key, 0.0) + line.quantity
        packages = self.package_id
        split = {
            quant.package_id
            for quant in packages.quant_ids
            if quant.product_uom_id.compare(
                quant.quantity, going.get((quant.package_id, quant.lot_id), 0.0)
            )
        }
        return packages.filtered(lambda package: package not in split)

    def _transfer(self, warehouse, ways, packages, origins=None):
        """Post a transfer of these lines and return its stock.move.line, in their order.

        :param ways: (source, target) of each line
        :param packages: (package before, package after) of each line
        :param origins: the stock.move.line that this takes back
        """
        run = self.run_id
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.int_type_id.id,
                "location_id": ways[0][0].id,
                "location_dest_id": ways[0][1].id,
                "origin": run.title,
                "company_id": run.company_id.id,
            }
        )
        moves = self._create_moves(picking, ways, origins)
        rows = zip(self, moves, ways, packages, strict=True)
        done = self.env["stock.move.line"].create(
            [line._prepare_move_line_vals(move, way, pack) for line, move, way, pack in rows]
        )
        done.move_id.picked = True
        picking._action_done()
        return done

    def _prepare_move_line_vals(self, move, way, packages):
        """Return the values of the stock.move.line of this line: its lot, owner and package."""
        (source, target), (package, packed) = way, packages
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.uom_id.id,
            "lot_id": self.lot_id.id,
            "quantity": self.quantity,
            "owner_id": self.owner_id.id,
            "location_id": source.id,
            "location_dest_id": target.id,
            "package_id": package.id,
            "result_package_id": packed.id,
        }

    def _create_moves(self, picking, ways, origins):
        """Return the stock.move of each line: one per product and way, or per move taken back."""
        keys = [
            (line.product_id, *way, origin.move_id)
            for line, way, origin in zip(
                self, ways, origins or [self.env["stock.move.line"]] * len(self), strict=True
            )
        ]
        sums = {}
        for line, key in zip(self, keys, strict=True):
            sums[key] = sums.get(key, 0.0) + line.quantity
        moves = self.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    "product_uom": product.uom_id.id,
                    "location_id": source.id,
                    "location_dest_id": target.id,
                    "picking_id": picking.id,
                    "company_id": picking.company_id.id,
                    "origin": picking.origin,
                    "origin_returned_move_id": taken_back.id,
                }
                for (product, source, target, taken_back), quantity in sums.items()
            ]
        )
        by_key = dict(zip(sums, moves, strict=True))
        return [by_key[key] for key in keys]

    def _scrap(self):
        """Post one scrap order per line."""
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": line.product_id.id,
                    "product_uom_id": line.uom_id.id,
                    "lot_id": line.lot_id.id,
                    "package_id": line.package_id.id,
                    "owner_id": line.owner_id.id,
                    "location_id": line.location_id.id,
                    "scrap_qty": line.quantity,
                    "company_id": line.company_id.id,
                    "origin": line.run_id.title,
                }
                for line in self
            ]
        )
        scraps.do_scrap()
        for line, scrap in zip(self, scraps, strict=True):
            line.sudo().out_line_id = scrap.move_ids.move_line_ids  # sudo: only the verbs write

    def _tell(self, kind, moved):
        """Append an event to every lot: how much went which way."""
        changes = {}
        for lot, lines in moved.grouped("lot_id").items():
            changes[lot.id] = {}, lines._get_moved_words([line._get_moved() for line in lines])
        lots = with_provenance(
            self.lot_id, Provenance("user", document=self.run_id.title)
        )
        lots.env["stock.lot.event"]._record(lots, kind, changes)

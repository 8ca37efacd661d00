from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .provenance import Provenance, with_provenance

SHOWN = 10
# documents that may name a lot before it moves: model, field
NAMING = (
    ("mrp.production", "lot_producing_ids"),
    ("repair.order", "lot_id"),
    ("stock.scrap", "lot_id"),
)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The journal an import keeps of a lot, as plain values."""

    _inherit = "stock.lot"

    def _get_journal(self, names):
        self.ensure_one()
        journal = {}
        for name in names:
            field = self._fields[name]
            value = self[name]
            if field.type == "many2one":
                journal[name] = value.id
            elif field.type in ("date", "datetime"):
                journal[name] = field.to_string(value) if value else False
            else:
                journal[name] = str(value) if value and field.type == "html" else value
        return journal


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that takes back: all that the import did, or nothing when it has been used."""

    _inherit = "stock.lot.import"

    def _undo(self):
        """Take the import back.

        Lots that never moved are deleted; the others' stock is corrected and they are retired.
        Known lots get back what they had. What was used since is never taken away: then the
        undo is refused, with what moved on.
        """
        self.ensure_one()
        self._require_state("done")
        self._check_may_apply()
        lines = self.env["stock.lot.import.line"].search(
            [("import_id", "=", self.id), ("action", "in", ("create", "update", "revive"))]
        )
        self._check_unused(lines)
        document = self.with_company(self.company_id)
        document._undo_quantities()
        document._undo_updates(lines)
        document._undo_lots(lines.filtered(lambda line: line.action != "update").lot_id)
        document._undo_masters()
        self._mark({"state": "undone", "undone_at": fields.Datetime.now()})

    def _check_unused(self, lines):
        problems = self._get_used_since() + self._get_changed_since(lines)
        if problems:
            more = len(problems) - SHOWN
            if more > 0:
                problems = problems[:SHOWN] + [self.env._("… and %(count)s more", count=more)]
            raise UserError(
                self.env._(
                    "%(document)s cannot be undone, because what it imported has been used "
                    "since:\n%(problems)s\nCorrect or retire these lots one by one instead.",
                    document=self.name,
                    problems="\n".join(problems),
                )
            )

    def _get_used_since(self):
        """Return a text for each move that touched the lots, or the stock set, since then."""
        Line = self.env["stock.move.line"].sudo()  # sudo: moves of every company count
        own = self.sudo().move_ids.move_line_ids  # sudo: as above
        domain = Domain("lot_id", "in", self._get_new_lots().ids)
        if own:
            domain |= (
                Domain("product_id", "in", own.product_id.ids)
                & Domain("lot_id", "in", own.lot_id.ids + [False])
                & Domain("id", ">", max(own.ids))
            )
        used = Line.search(
            domain & Domain("id", "not in", own.ids) & Domain("state", "!=", "cancel"),
            order="id",
        )
        undone = self.sudo().search([("state", "=", "undone")]).move_ids  # sudo: as above
        return self._get_documents_naming() + [
            self.env._(
                "%(lot)s: %(quantity)s moved from %(origin)s to %(target)s (%(document)s)",
                lot=line.lot_id.name or line.product_id.display_name,
                quantity=line.quantity,
                origin=line.location_id.display_name,
                target=line.location_dest_id.display_name,
                document=line.reference or line.move_id.display_name,
            )
            for line in used
            if not self._is_of_undone(line, undone)
        ]

    def _get_documents_naming(self):
        """Return a text for each document that names a new lot without having moved it yet."""
        lots = self._get_new_lots().sudo()  # sudo: as below, only to name them
        texts = []
        for model, field in NAMING:
            if model in self.env and field in self.env[model]._fields:
                # sudo: documents of every company count
                found = self.env[model].sudo().search(
                    [(field, "in", lots.ids), ("state", "!=", "cancel")], limit=SHOWN
                )
                texts += [
                    self.env._(
                        "%(lot)s: named by %(document)s",
                        lot=", ".join((document[field] & lots).mapped("name")),
                        document=document.display_name,
                    )
                    for document in found
                ]
        return texts

    def _is_of_undone(self, line, undone):
        """Say whether a move belongs to an earlier import of these lots that was undone."""
        return line.move_id in undone

    def _get_new_lots(self):
        lines = self.env["stock.lot.import.line"].search(
            [("import_id", "=", self.id), ("action", "in", ("create", "revive"))]
        )
        return lines.lot_id

    def _get_changed_since(self, lines):
        """Return a text for each known lot whose imported values were changed again."""
        texts = []
        for line in lines:
            after = (line.changes or {}).get("after")
            if after and line.lot_id._get_journal(after) != after:
                texts.append(self.env._("%(lot)s: changed since", lot=line.lot_id.name))
        return texts

    def _undo_quantities(self):
        moved = self.move_ids.move_line_ids
        if not moved:
            return
        differences = {}
        for line in moved:
            for location, sign in ((line.location_dest_id, 1), (line.location_id, -1)):
                if location.usage == "internal":
                    key = (line.product_id.id, line.lot_id.id, location.id)
                    quantity = sign * line.quantity_product_uom
                    differences[key] = differences.get(key, 0.0) + quantity
        stock = self._get_stock(differences, loose=True)
        counts = {key: stock.get(key, 0.0) - less for key, less in differences.items()}
        moves = self._count_stock(counts)
        self._mark({"move_ids": [fields.Command.link(move_id) for move_id in moves.ids]})

    def _undo_updates(self, lines):
        for line in lines:
            before = (line.changes or {}).get("before")
            if before:
                provenance = Provenance("import", document=self.name, kind="import_undone")
                with_provenance(line.lot_id, provenance).write(before)

    def _undo_lots(self, lots):
        """Delete the lots that never moved, retire the others."""
        lines = self.env["stock.move.line"].sudo()  # sudo: lines of every company
        moved = lines._read_group(
            [("lot_id", "in", lots.ids), ("state", "!=", "cancel")], ["lot_id"]
        )
        kept = self.env["stock.lot"].browse([lot.id for (lot,) in moved])
        provenance = Provenance("import", document=self.name)
        # sudo: a user may create lots but not delete them; these were made by this import only
        with_provenance(lots - kept, provenance).sudo().unlink()
        kept._set_disposition(
            self.env.ref("stock_lot_lifecycle.stock_lot_disposition_retired"),
            self.env._("%(document)s was undone", document=self.name),
            source="import",
        )

    def _undo_masters(self):
        """Delete the products created and unused; archive those that have a history."""
        if not self.product_ids:
            return
        # sudo: stock that the user cannot see is stock
        left = self.product_ids.sudo().filtered(lambda product: product.qty_available)
        (self.product_ids - left)._unlink_or_archive()

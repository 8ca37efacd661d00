import re

from odoo import api, fields, models

from .provenance import Provenance, with_provenance

ANSWERS = [
    ("keep", "Keep what the lot says"),
    ("take", "Take what the receipt says"),
    ("new", "Receive it as a new lot"),
]
SUFFIX = re.compile(r"-(\d+)$")


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Receiving a number that exists: the policy, and what differs. Nothing is silently dropped."""

    _inherit = "stock.move.line"

    known_lot_answer = fields.Selection(
        ANSWERS,
        string="If the Lot Says Otherwise",
        copy=False,
        help="What counts where a lot is known and what is written here differs from it.",
    )

    def _action_done(self):
        arriving = self._get_arriving()
        again = arriving._follow_known_lot_policy(arriving._find_known_lots())
        result = super()._action_done()
        arriving = arriving.exists()
        arriving._tell_lots()
        arriving._inspect_again(again)
        return result

    def _get_arriving(self):
        """Return the lines that bring tracked goods in from outside."""
        named = self.filtered(
            lambda line: line.quantity > 0
            and line.product_id.tracking != "none"
            and (line.lot_id or line.lot_name)
        )
        ways = named.grouped(lambda line: (line.move_id, line.location_id, line.location_dest_id))
        return self.browse(
            line_id
            for lines in ways.values()
            if lines[0]._get_movement_kind() == "receipt"
            for line_id in lines._ids
        )

    def _find_lots(self):
        """Return ``{line: lot}`` of the lots these lines name, be they chosen or typed."""
        typed = self.filtered(lambda line: not line.lot_id and line.lot_name)
        # sudo: who receives may lack rights on lots
        Lot = self.env["stock.lot"].sudo()
        names = {name.strip() for name in typed.mapped("lot_name")}
        domain = [("product_id", "in", typed.product_id.ids), ("name", "in", list(names))]
        by_key = {
            (lot.product_id, lot.name, company): lot
            for lot in (Lot.search(domain, order="company_id desc") if typed else Lot)
            for company in (lot.company_id or typed.company_id)
        }
        found = {
            line: line.lot_id.sudo()  # sudo: as above
            or by_key.get((line.product_id, (line.lot_name or "").strip(), line.company_id))
            for line in self
        }
        return {line: lot for line, lot in found.items() if lot}

    def _find_known_lots(self):
        """Return ``{line: lot}`` of the lots that were here before, or count as such."""
        return {
            line: lot
            for line, lot in self._find_lots().items()
            if lot._was_here() or line.known_lot_answer == "new"
        }

    # the policy

    def _get_known_lot_policy(self):
        self.ensure_one()
        if self.known_lot_answer == "new":
            return "suffix"
        # sudo: the policy of the product counts for whoever receives it
        product = self.product_id.sudo().with_company(self.company_id)
        return product._get_known_lot_policy()

    def _follow_known_lot_policy(self, known):
        """Change what is about to be done, and return the lines whose lot is inspected again."""
        again = self.browse()
        renamed = {}
        for line, lot in known.items():
            policy = line._get_known_lot_policy()
            place = line._get_inspection_place() if policy == "place" else None
            if policy == "suffix":
                renamed.setdefault(lot, []).append(line.id)
            elif place:
                line.location_dest_id = place
            elif policy in ("place", "quarantine"):
                again |= line
        for lot, line_ids in renamed.items():
            self.browse(line_ids)._receive_as_new(lot)
        return again

    def _get_inspection_place(self):
        """Return the place of this warehouse for what is not released; empty if there is none."""
        # sudo: what stands over a place counts for whoever receives
        target = self.location_dest_id.sudo()
        if target._get_standing_disposition().is_blocking:
            return target
        first = self.product_id.sudo().with_company(self.company_id)._get_lot_disposition()
        places = target.search(
            [
                ("id", "child_of", target.warehouse_id.view_location_id.ids),
                ("usage", "=", "internal"),
                ("disposition_id.is_blocking", "=", True),
                ("company_id", "in", [self.company_id.id, False]),
            ],
            order="id",
        )
        place = places.filtered(lambda place: place.disposition_id == first) or places
        return place[:1].sudo(False)

    def _receive_as_new(self, lot):
        """Give these lines a new lot, named after the known one."""
        name = self._get_free_number(lot)
        self.write({"lot_id": False, "lot_name": name})
        reason = self.env._("%(lot)s was received before.", lot=lot.name)
        provenance = Provenance("policy", reason, self[0].reference or "")
        # sudo: who receives may lack rights on lots
        with_provenance(self.sudo(), provenance)._create_and_assign_production_lot()

    @api.model
    def _get_free_number(self, lot):
        """Return the first number of the form L1-2, L1-3… that no lot of the product has."""
        base = SUFFIX.sub("", lot.name) if SUFFIX.search(lot.name) else lot.name
        # sudo: numbers of all companies are taken
        taken = self.env["stock.lot"].sudo().search(
            [("product_id", "=", lot.product_id.id), ("name", "=like", f"{base}-%")]
        )  # fmt: skip
        names = set(taken.mapped("name")) | {lot.name}
        number = 2
        while f"{base}-{number}" in names:
            number += 1
        return f"{base}-{number}"

    def _inspect_again(self, lines):
        """Put lots that were received again back under what new lots stand under."""
        for (company, product), some in lines.grouped(
            lambda line: (line.company_id, line.product_id)
        ).items():
            # sudo: the policy decides, whoever receives
            lots = some.lot_id.sudo().filtered(lambda lot: not lot.disposition_id.is_blocking)
            stand = product.sudo().with_company(company)._get_lot_disposition()
            if not stand.is_blocking:
                stand = self.env.ref("stock_lot_lifecycle.stock_lot_disposition_quarantine").sudo()
            document = some[0].reference or some[0].move_id.display_name
            reason = self.env._("Received again with %(document)s", document=document)
            if lots:
                lots._set_disposition(stand, reason, source="policy")

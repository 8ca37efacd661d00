from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from .provenance import Provenance, get_provenance, with_provenance

MANAGER = "stock.group_stock_manager"
# goods may gain a date by a merge, but never lose one nor get another
KEPT_DAYS = ("expiration_day", "best_before_day", "retest_date")
NAMED = 5


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Two numbers of the same goods become one: the stock moves over, the history stays.

    It decides nothing: lots that stand under different dispositions are not merged.
    """

    _inherit = "stock.lot"

    merged_into_id = fields.Many2one(
        "stock.lot",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The lot that has the stock of this one since they were merged.",
    )
    merged_lot_ids = fields.One2many("stock.lot", "merged_into_id", "Merged Lots", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get("merged_into_id") for vals in vals_list):
            self._refuse_merge_by_hand()
        # said in the values, so that no default_… key of the context can say otherwise
        return super().create([{"merged_into_id": False, **vals} for vals in vals_list])

    def write(self, vals):
        if {"merged_into_id", "merged_lot_ids"} & vals.keys():
            self._refuse_merge_by_hand()
        return super().write(vals)

    def _refuse_merge_by_hand(self):
        if not get_provenance(self.env).decides:
            raise UserError(
                self.env._("Lots are merged by Merge Lots, which moves their stock as well.")
            )

    def _merge_into(self, target, reason):
        """Relabel all stock of these lots as `target`, and return the movements that did it.

        :param target: one stock.lot of the same product
        :param reason: why, in the person's words
        :raises AccessError: the user is no inventory administrator
        :raises UserError: a reason is missing, or the lots cannot become one
        """
        target.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._("Only an inventory administrator may merge lots. Ask one of them.")
            )
        (self | target).check_access("write")
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why these lots are the same."))
        (self | target).lock_for_update(allow_referencing=True)
        refusal = self._get_merge_refusal(target)
        if refusal:
            raise UserError(refusal)
        moves, quantities = self._relabel(target)
        self._record_merge(target, reason, quantities)
        return moves

    def _relabel(self, target):
        """Move the stock of these lots to `target`, place by place; return moves and amounts."""
        moves, quantities = self.env["stock.move"], {}
        for quant in self._get_relabelled():
            name = self.env._("Merged: %(lot)s → %(into)s", lot=quant.lot_id.name, into=target.name)
            taken, given = moves.with_context(inventory_name=name).create(
                quant._prepare_relabel_vals(target)
            )
            since, lot, quantity = quant.in_date, quant.lot_id, quant.quantity
            place = quant.location_id, quant.package_id, quant.owner_id
            (taken | given)._action_done()
            given.move_line_ids.consume_line_ids = taken.move_line_ids
            target._keep_since(since, *place)
            quantities[lot.id] = quantities.get(lot.id, 0.0) + quantity
            moves |= taken | given
        return moves, quantities

    def _get_relabelled(self):
        """Return the stock that gets another number: what is ours, here or on its way."""
        # sudo: stock of every company counts; what the user may not move is refused before
        return self.sudo().quant_ids.filtered(
            lambda quant: quant.location_id.usage in ("internal", "transit") and quant.quantity
        ).with_env(self.env)

    def _keep_since(self, since, place, package, owner):
        """Let the goods keep the day since when they lie there, for first in, first out."""
        quants = self.env["stock.quant"]._gather(
            self.product_id, place, self, package, owner, strict=True
        )
        # sudo: nobody writes this date by hand
        quants.sudo().filtered(lambda quant: quant.in_date > since).in_date = since

    def _record_merge(self, target, reason, quantities):
        """Say in both stories what became what; the merged lots are closed by it."""
        provenance = Provenance("user", reason, decides=True)
        lots = with_provenance(self, provenance)
        into = {"merged_into_id": {"id": target.id, "name": target.name}}
        names = [{"id": lot.id, "name": lot.name} for lot in self]
        Event = self.env["stock.lot.event"].with_env(lots.env)
        Event._record(
            self,
            "merged",
            dict.fromkeys(self.ids, ({}, into)),
            per_lot={lot.id: {"quantity": quantities.get(lot.id, 0.0)} for lot in self},
        )
        Event._record(
            target,
            "merged",
            {target.id: ({}, {"merged_lot_ids": names})},
            quantity=sum(quantities.values()),
        )
        lots.write({"merged_into_id": target.id})
        self._refresh_presence()

    # why not

    def _get_merge_refusal(self, target):
        """Return why these lots cannot become `target`, in words; empty when they can."""
        if not self or target in self:
            return self.env._("Choose the lots to merge, and another one that stays.")
        for lot in self:
            refusal = (
                lot._get_identity_refusal(target)
                or lot._get_decision_refusal(target)
                or lot._get_stock_refusal()
            )
            if refusal:
                return refusal
        return self._get_serial_refusal(target)

    def _get_identity_refusal(self, target):
        names = {"lot": self.name, "target": target.name}
        if self.product_id != target.product_id:
            return self.env._("%(lot)s and %(target)s are lots of different products.", **names)
        if self.company_id != target.company_id:
            return self.env._(
                "%(lot)s and %(target)s do not belong to the same company. Correct the company "
                "of one of them first.",
                **names,
            )
        for lot in (self, target):
            if lot.merged_into_id:
                return self.env._(
                    "%(lot)s was merged into %(target)s already. Merge with that one.",
                    lot=lot.name,
                    target=lot.merged_into_id.name,
                )
        return ""

    def _get_decision_refusal(self, target):
        """Return why what holds for this lot would be lost; a merge frees nothing."""
        names = {"lot": self.name, "target": target.name}
        if self.disposition_id != target.disposition_id:
            return self.env._(
                "%(lot)s is %(status)s, %(target)s is %(other)s. Decide on one of them first, so "
                "that both stand alike.",
                status=self.disposition_id.name,
                other=target.disposition_id.name,
                **names,
            )
        for name in KEPT_DAYS:
            if self[name] and self[name] != target[name]:
                return self.env._(
                    "%(lot)s and %(target)s differ in “%(field)s”. Correct the date of one of "
                    "them first.",
                    field=self._fields[name]._description_string(self.env),
                    **names,
                )
        return ""

    def _get_stock_refusal(self):
        stock = self._get_relabelled().sudo()  # sudo: stock of every company counts
        if any(quant.quantity < 0 for quant in stock):
            return self.env._(
                "%(lot)s has less than nothing in a place. Count it first.", lot=self.name
            )
        if stock.company_id - self.env.companies:
            return self.env._(
                "%(lot)s lies in a company you do not work in now. Switch that company on, or "
                "ask somebody who may.",
                lot=self.name,
            )
        # sudo: whoever uses it
        lines = self.env["stock.move.line"].sudo().search(
            [("lot_id", "=", self.id), ("state", "not in", ("done", "cancel"))]
        )
        if lines or any(quant.reserved_quantity for quant in stock):
            documents = dict.fromkeys(filter(None, lines.mapped("reference")))
            return self.env._(
                "%(lot)s is reserved or named in documents that are open: %(documents)s. Finish "
                "them, or take the lot out of them.",
                lot=self.name,
                documents=format_list(self.env, list(documents)[:NAMED] or ["–"]),
            )
        return ""

    def _get_serial_refusal(self, target):
        """A serial number is one piece: only one of the numbers may ever have been one."""
        if target.product_id.tracking != "serial":
            return ""
        # sudo: pieces of every company count
        pieces = (self | target).sudo().quant_ids.filtered(
            lambda quant: quant.location_id.usage in ("internal", "transit", "customer")
            and quant.quantity > 0
        )
        if len(pieces.lot_id) < 2:
            return ""
        return self.env._(
            "%(numbers)s are pieces of their own: %(target)s cannot be several. Rename the wrong "
            "one instead.",
            numbers=format_list(self.env, pieces.lot_id.mapped("name")),
            target=target.name,
        )


class StockQuant(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Stock of a lot that becomes another lot where it lies."""

    _inherit = "stock.quant"

    def _prepare_relabel_vals(self, target):
        """Return the values of two movements: out of this lot, and into `target`."""
        self.ensure_one()
        product = self.product_id.with_company(self.company_id or self.env.company)
        loss, place = product.property_stock_inventory, self.location_id
        taken = self._get_inventory_move_values(self.quantity, place, loss, self.package_id)
        given = self._get_inventory_move_values(
            self.quantity, loss, place, package_dest_id=self.package_id
        )
        given["move_line_ids"][0][2]["lot_id"] = target.id
        return [taken, given]

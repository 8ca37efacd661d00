from odoo import api, fields, models
from odoo.fields import Domain

from .isolation import each_apart
from .stock_lot_in_hand import LIVE

GATES = {"blocks_delivery", "blocks_production", "allows_rework"}


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Reservations that a block stops: taken back, or named. Decides nothing itself."""

    _inherit = "stock.move.line"

    @api.model
    def _search_stopped(self, domain, disposition=None, limit=None):
        """Return the lines of `domain` that are reserved or picked, but cannot move as planned.

        :param disposition: what their lots would stand under; else what they do stand under
        :param limit: how many lines to look at
        """
        Quant = self.env["stock.quant"]
        stopped = []
        lines = self.search(Domain(domain) & LIVE, order="id", limit=limit)
        for kind, alike in lines.grouped(lambda line: line._get_movement_kind()).items():
            if disposition is None:
                stopped += alike.filtered_domain(Quant._domain_blocked(kind)).ids
            elif disposition in disposition._get_stopping(kind):
                stopped += alike.ids
        return self.browse(sorted(stopped))

    @api.model
    def _release_stopped(self, domain):
        """Take back every reservation of `domain` that cannot move as planned.

        What somebody holds already, or another module does not let go, is theirs to put back:
        they are told. Nothing that goes wrong here undoes the block.
        """
        # sudo: a block counts for every transfer, whatever its decider may do with transfers
        stopped = self.sudo()._search_stopped(domain)
        free = stopped.filtered(lambda line: not line.picked)
        moves = free.move_id
        kept = free._unreserve()
        self.env["stock.lot.reassignment"]._queue(moves)
        each_apart((stopped - free) | kept, lambda lines: lines._warn_holders())

    def _unreserve(self):
        """Delete these lines as Odoo does; return those it could not."""
        failed = each_apart(self._with_quants(), lambda lines: lines.unlink())
        return self.browse().concat(*(line.with_env(self.env) for line, _error in failed))

    def _with_quants(self):
        """Return the lines with their stock at hand, so that Odoo need not look for each."""
        quants = self.env["stock.quant"]._get_quants_by_products_locations(
            self.product_id,
            self.location_id,
            extra_domain=["|", ("lot_id", "in", self.lot_id.ids), ("lot_id", "=", False)],
        )
        # pylint: disable-next=context-overridden  # the argument core's own verbs pass this way
        return self.with_context(quants_cache=quants)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What follows when a decision on a lot was taken; the decision itself is not made here."""

    _inherit = "stock.lot"

    in_hand_notice = fields.Char(compute="_compute_in_hand_notice")

    @api.depends("disposition_id")
    @api.depends_context("allowed_company_ids")
    def _compute_in_hand_notice(self):
        Line = self.env["stock.move.line"].sudo()  # sudo: what is in hand shows to who sees the lot
        blocked = self.filtered(lambda lot: lot.disposition_id.is_blocking)
        held = Domain("lot_id", "in", blocked._origin.ids) & Domain("picked", "=", True)
        lines = Line._search_stopped(held)
        by_lot = lines.grouped("lot_id")
        for lot in self:
            held = by_lot.get(lot._origin)
            lot.in_hand_notice = held and held._get_in_hand_words(self.env.companies)

    def _after_decision(self, old, new):
        """Take back what the decision stops; have those who waited for these lots look again.

        :param old: the dispositions the lots stood under
        :param new: the disposition they stand under now
        """
        if new.is_blocking:
            self.env["stock.move.line"]._release_stopped(Domain("lot_id", "in", self.ids))
        if old._frees_when(new):
            # sudo: transfers of every company wait for a shared lot
            products = Domain("product_id", "in", self.sudo().product_id.ids)
            self.env["stock.lot.reassignment"]._queue_waiting(products)
            self.env["stock.move.line"]._settle_warnings(Domain("lot_id", "in", self.ids))


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A change of what a disposition blocks counts at once, for all that stand under it."""

    _inherit = "stock.lot.disposition"

    def write(self, vals):
        gated = self if GATES & vals.keys() else self.browse()
        before = {row: row._get_gates() for row in gated}
        result = super().write(vals)
        for row, gates in before.items():
            if gates != row._get_gates():
                row._after_change(gates)
        return result

    def _get_gates(self):
        """Return by name of the column what it closes."""
        return {name: self[name] != (name == "allows_rework") for name in GATES}

    def _after_change(self, before):
        under = self.env["stock.quant"]._domain_under(self)
        self.env["stock.move.line"]._release_stopped(under)
        now = self._get_gates()
        if any(before[name] > now[name] for name in GATES):
            self.env["stock.move.line"]._settle_warnings(under)
        # sudo: as for the lines: all that stands under it, whoever configures
        found = self.env["stock.quant"].sudo()._read_group(under, ["product_id"])
        products = Domain("product_id", "in", [product.id for [product] in found])
        self.env["stock.lot.reassignment"]._queue_waiting(products)

    def _frees_when(self, new):
        """Return whether something these stop may move under `new`."""
        return any(
            row.blocks_delivery > new.blocks_delivery
            or row.blocks_production > new.blocks_production
            or (new.allows_rework and row.blocks_production > row.allows_rework)
            for row in self
        )


class StockLocation(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A place that comes under a disposition, or out of it, has the same consequences."""

    _inherit = "stock.location"

    def write(self, vals):
        if not {"disposition_id", "location_id"} & vals.keys():
            return super().write(vals)
        old = self._get_standing_disposition()
        result = super().write(vals)
        self._after_decision(old)
        return result

    def _after_decision(self, old):
        """See ``stock.lot._after_decision``; `old` are the dispositions that stood over them."""
        here = Domain("location_id", "child_of", self.ids)
        self.env["stock.move.line"]._release_stopped(here)
        if old.filtered("is_blocking"):
            self.env["stock.move.line"]._settle_warnings(here)
            # sudo: stock of every company may wait here
            found = self.env["stock.quant"].sudo()._read_group(here, ["product_id"])
            products = Domain("product_id", "in", [product.id for [product] in found])
            self.env["stock.lot.reassignment"]._queue_waiting(products)

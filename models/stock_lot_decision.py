from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .provenance import Provenance, get_provenance, with_provenance

CHECKED_SOURCES = ("user", "import")
DERIVED = {"presence", "closed_reason", "status", "inactive_reason"}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that sets a lot's disposition; nobody else writes it."""

    _inherit = "stock.lot"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        default=lambda self: self._default_disposition_id(),
        ondelete="restrict",
        readonly=True,
        copy=False,
        index=True,
        check_company=True,
        help="The quality decision on this lot. Changed by Update Lot Status.",
    )

    @api.model
    def _default_disposition_id(self):
        return self.env.ref("stock_lot_lifecycle.stock_lot_disposition_released", False)

    @api.model_create_multi
    def create(self, vals_list):
        # asked once for the batch
        default_id = self._default_disposition_id().id
        vals_list = [{"disposition_id": default_id, **vals} for vals in vals_list]
        if any(vals["disposition_id"] != default_id or DERIVED & vals.keys() for vals in vals_list):
            self._check_decides()
        # no default_… key of the context may slip in what the values may not say
        defaults = {f"default_{name}" for name in DERIVED}
        context = {key: value for key, value in self.env.context.items() if key not in defaults}
        # pylint: disable-next=context-overridden  # the only way to take a key out
        return super(StockLot, self.with_context(context)).create(vals_list)

    def write(self, vals):
        if "disposition_id" in vals or DERIVED & vals.keys():
            self._check_decides()
        return super().write(vals)

    def _check_decides(self):
        """Refuse to write a guarded field outside its verb, whatever the path."""
        if not get_provenance(self.env).decides:
            raise UserError(
                self.env._(
                    "The status of a lot follows from its stock, its dates and decisions with "
                    "a reason; nobody writes it directly. Use Update Lot Status instead."
                )
            )

    def _set_disposition(self, disposition, reason="", source="user"):
        """Put the lots under `disposition` and return those that changed.

        :param disposition: one stock.lot.disposition
        :param reason: why, in the person's words; required where the disposition asks
        :param source: user, policy, seam, recall or import; the role is checked for user
            and import
        :raises AccessError: the user may not set it, or not lift what stands now
        :raises UserError: a reason is missing
        """
        disposition.ensure_one()
        lots = self.filtered(lambda lot: lot.disposition_id != disposition)
        if not lots:
            return lots
        if source in CHECKED_SOURCES:
            lots._check_may_decide(disposition)
        reason = (reason or "").strip()
        if disposition.requires_reason and not reason:
            raise UserError(
                self.env._("Say why the lots become %(status)s.", status=disposition.name)
            )
        changes = {
            lot.id: ({"disposition_id": lot.disposition_id.code},
                     {"disposition_id": disposition.code})
            for lot in lots
        }  # fmt: skip
        lots = with_provenance(lots, Provenance(source, reason, decides=True))
        lots.write({"disposition_id": disposition.id})
        self.env["stock.lot.event"].with_env(lots.env)._record(lots, "disposition", changes)
        return lots.with_env(self.env)

    def _check_may_decide(self, disposition):
        self.check_access("write")
        for step in self.disposition_id | disposition.with_env(self.env):
            refusal = step._get_refusal()
            if refusal:
                raise AccessError(refusal)

    def _sort_by_outcome(self, disposition):
        """Return what setting `disposition` would do, for a preview.

        :return: lots that change, lots already there, and ``{why: lots that are refused}``
        """
        disposition = disposition.with_env(self.env)
        same = self.filtered(lambda lot: lot.disposition_id == disposition)
        change, refused = self.browse(), {}
        for stand, lots in (self - same).grouped("disposition_id").items():
            refusal = disposition._get_refusal() or stand._get_refusal()
            if refusal:
                refused[refusal] = refused.get(refusal, self.browse()) | lots
            else:
                change |= lots
        return change, same, refused

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
        default=lambda self: self._get_released(),
        ondelete="restrict",
        readonly=True,
        copy=False,
        index=True,
        check_company=True,
        help="The quality decision on this lot. Changed by Update Lot Status.",
    )

    @api.model
    def _get_released(self):
        """Return the disposition under which lots may go everywhere."""
        return self.env.ref("stock_lot_lifecycle.stock_lot_disposition_released", False)

    @api.model_create_multi
    def create(self, vals_list):
        proposed = list(self._get_first_dispositions(vals_list))
        guarded = DERIVED | {"disposition_id"}
        for vals, disposition in zip(vals_list, proposed, strict=True):
            if any(vals[name] != disposition.id for name in guarded & vals.keys()):
                self._check_decides()
        vals_list = [
            {"disposition_id": disposition.id, **vals}
            for vals, disposition in zip(vals_list, proposed, strict=True)
        ]
        # no default_… key of the context may slip in what the values may not say
        defaults = {f"default_{name}" for name in DERIVED}
        context = {key: value for key, value in self.env.context.items() if key not in defaults}
        # pylint: disable-next=context-overridden  # the only way to take a key out
        return super(StockLot, self.with_context(context)).create(vals_list)

    @api.model
    def _get_first_dispositions(self, vals_list):
        """Return, for each dict of values, the disposition its product's policy gives."""
        # sudo: the policy of the product counts for whoever receives it
        Product = self.env["product.product"].sudo()
        found = {}
        for vals in vals_list:
            key = vals.get("product_id"), vals.get("company_id")
            if key not in found:
                product = Product.browse(key[0])
                company = self.env["res.company"].browse(key[1]) or product._get_policy_company()
                found[key] = product.with_company(company)._get_lot_disposition()
            yield found[key]

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

    def _set_disposition(self, disposition, reason="", source="user", signature=None, request=None):
        """Put the lots under `disposition` and return those that changed.

        Lots that stand there already are left out; where it is signed, those are signed again
        whose signature does not hold any more.

        Where the disposition asks for a second person, nothing changes yet: the decision waits
        as a stock.lot.decision.request, and no lot is returned.

        :param disposition: one stock.lot.disposition
        :param reason: why, in the person's words; required where the disposition asks
        :param source: user, policy, seam, recall or import; role, signature and second person
            are asked of user and import
        :param signature: one stock.lot.signature of `_sign_decision`, required where the
            disposition asks
        :param request: the stock.lot.decision.request that this call confirms
        :raises AccessError: the user may not set it, or not lift what stands now
        :raises UserError: a reason or a signature is missing, or does not hold
        """
        disposition.ensure_one()
        lots = self._get_to_decide(disposition, bool(signature))
        if not lots:
            return lots
        asked = source in CHECKED_SOURCES
        if asked:
            lots._check_may_decide(disposition)
        reason = lots._check_reason(disposition, reason)
        needed = asked and disposition.requires_signature
        facts = lots._take_signature(disposition, reason, signature, needed)
        if request:
            facts = request._check_confirms(lots, disposition, reason, facts)
        elif asked and disposition.requires_second_person:
            lots._propose(disposition, reason, source, signature, facts)
            return self.browse()
        return lots._decide(disposition, Provenance(source, reason, decides=True), facts, request)

    def _check_reason(self, disposition, reason):
        reason = (reason or "").strip()
        if disposition.requires_reason and not reason:
            raise UserError(
                self.env._("Say why the lots become %(status)s.", status=disposition.name)
            )
        return reason

    def _decide(self, disposition, provenance, facts, request):
        """Write the decision and its events; what else waited for these lots is overtaken."""
        lots = with_provenance(self, provenance)
        moved = lots.filtered(lambda lot: lot.disposition_id != disposition)
        old, changes = moved.disposition_id, moved._get_decision_changes(disposition)
        moved.write({"disposition_id": disposition.id})
        Event = self.env["stock.lot.event"].with_env(lots.env)
        Event._record(moved, "disposition", changes, **facts)
        Event._record(lots - moved, "signed", **facts)
        self.invalidate_recordset(["signature_state", "signature_words"], flush=False)
        self.env["stock.lot.decision.request"]._settle(self, request)
        if moved:
            moved.with_env(self.env)._after_decision(old, disposition)
        return self

    def _get_decision_changes(self, disposition):
        """Return ``{lot id: (old, new)}``, as events carry what is decided."""
        new = {"disposition_id": disposition.code}
        return {lot.id: ({"disposition_id": lot.disposition_id.code}, new) for lot in self}

    def _check_may_decide(self, disposition):
        self.check_access("write")
        stands = self.disposition_id
        if disposition in stands:
            # who signs again may do what was signed
            stands = stands - disposition | self._get_stood_before()
        for stand in stands or [None]:
            refusal = disposition.with_env(self.env)._get_refusal(stand)
            if refusal:
                raise AccessError(refusal)

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..tools.hash_chain import canonical
from ..tools.movement_kind import place_kind
from ..tools.signed_facts import digest
from .provenance import Provenance, get_provenance, with_provenance
from .stock_lot_decision import CHECKED_SOURCES
from .stock_lot_gate import STANDING


class StockLocation(models.Model):
    """A place can stand under a disposition: what lies there is blocked, not the whole lot."""

    _inherit = "stock.location"

    disposition_id = fields.Many2one(
        "stock.lot.disposition",
        ondelete="restrict",
        index="btree_not_null",
        check_company=True,
        help="What lies here stands under this disposition too, such as customer returns that "
        "nobody has looked at yet. Empty: as the place around it; where none has one, only the "
        "lots decide.",
    )
    disposition_color = fields.Integer(related="disposition_id.color")

    def write(self, vals):
        if not STANDING & vals.keys():
            return super().write(vals)
        before = self._get_standing()
        result = super().write(vals)
        self.env["stock.quant"]._forget_availability()
        asked = not (get_provenance(self.env).decides or self.env.user._is_superuser())
        rows = self.env["stock.lot.disposition"]
        for place in self:
            old = rows.browse(before.get(place.id)).sudo()  # sudo: policy, for whoever meets it
            new = place._get_standing_disposition().sudo()  # sudo: as above
            if old == new:
                continue
            if asked:
                place._check_written(old, new)
            place._record_disposition(old, new, before)
        return result

    def _set_disposition(self, disposition, reason="", source="user", signature=None):
        """Put the places under `disposition` and return those that changed.

        Every lot that lies there gets an event. Places are not proposed to a second person:
        what needs two is refused while goods lie there, and decided on the lots instead.

        :param disposition: one stock.lot.disposition, or an empty one: as the place around
        :param reason: why, in the person's words; required where the disposition asks
        :param source: as of ``stock.lot._set_disposition``
        :param signature: one stock.lot.signature of `_sign_disposition`
        :raises AccessError: the user may not set it, or not lift what stands now
        :raises UserError: a reason, a signature or a second person is missing
        """
        places = self.filtered(lambda place: place.disposition_id != disposition)
        places.check_access("write")
        for place in places if source in CHECKED_SOURCES else ():
            wanted = place._get_wanted(disposition)
            # sudo: what stands over a place is judged, whoever may read it
            place._check_may_decide(place._get_standing_disposition().sudo(), wanted)
            reason = self.env["stock.lot"]._check_reason(wanted, reason)
            if wanted.requires_signature and not signature:
                raise UserError(wanted._get_place_words())
        facts = places._take_signature(disposition, reason, signature)
        provenance = Provenance(source, reason, decides=True, facts=facts)
        with_provenance(places, provenance).write({"disposition_id": disposition.id})
        return places

    def _get_wanted(self, disposition):
        """Return what would stand here under `disposition`; Released where nothing does."""
        around = self.location_id._get_standing_disposition()
        # sudo: policy, for whoever meets it
        return (disposition or around or self.env["stock.lot"]._get_released()).sudo()

    def _check_written(self, old, new):
        """Refuse a plain write of what asks for a reason, a signature or a second person."""
        released = self.env["stock.lot"]._get_released().sudo()  # sudo: as above
        wanted = new or released
        if wanted == (old or released):
            return
        self._check_may_decide(old, wanted)
        if wanted.requires_reason or wanted.requires_signature:
            raise UserError(wanted._get_place_words())

    def _check_may_decide(self, stand, wanted):
        """Refuse what policy does not let this user decide here.

        :param stand: the disposition that stands over the place, may be empty
        :param wanted: the disposition it would have
        """
        refusal = wanted._get_refusal(stand) if stand != wanted else ""
        if refusal:
            raise AccessError(refusal)
        if wanted.requires_second_person and self._get_lots_here(self._get_inner_ids()):
            raise UserError(
                self.env._(
                    "%(status)s needs a second person, and nobody can propose it for a place. "
                    "Decide on the lots that lie in %(place)s, or empty the place first.",
                    status=wanted.name,
                    place=self.display_name,
                )
            )

    def _sign_disposition(self, disposition, reason, meaning, secret):
        """Return the running user's signature under this decision, to hand to the verb."""
        subject = self._get_decision_subject(disposition, reason)
        return self.env["stock.lot.signature"]._sign(subject, meaning, secret)

    def _take_signature(self, disposition, reason, signature):
        """Spend the signature and return what the events say of it."""
        if not signature:
            return {}
        subject = self._get_decision_subject(disposition, reason)
        signature.with_env(self.env)._use(subject)
        return {"signatures": signature._get_event_facts()}

    def _get_decision_subject(self, disposition, reason):
        """Return the canonical text that a decision on these places has, as things stand now."""
        lines = (  # sudo: its code is signed, whoever may read the rest
            canonical({"id": place.id, "name": place.complete_name,
                       "stands": place._get_standing_disposition().sudo().code or ""})
            for place in self.sorted("id")
        )  # fmt: skip
        facts = {"verb": "set_place_disposition", "disposition": disposition.code or ""}
        facts |= {"reason": (reason or "").strip(), "count": len(self)}
        return canonical({**facts, "places": digest("\n".join(lines))})

    def _record_disposition(self, old, new, before):
        """Append an event to each lot in the part of this place that stands otherwise now."""
        after = self._get_standing()
        changed = [
            place for place in self._get_inner_ids() if before.get(place) != after.get(place)
        ]
        lots = self._get_lots_here(changed)
        change = [
            {"place_status": {"id": row.id, "code": row.code, "name": row.name} if row else None}
            for row in (old, new)
        ]
        facts = get_provenance(self.env).facts or {}
        place = {"id": self.id, "name": self.complete_name}
        changes = dict.fromkeys(lots.ids, change)
        self.env["stock.lot.event"]._record(lots, "place", changes, place=place, **facts)

    def _get_inner_ids(self):
        """Return the ids of these places and all within them."""
        # sudo: all of them, also those of another company and those put away
        every = self.sudo().with_context(active_test=False)
        return every.search([("id", "child_of", self.ids)]).ids

    @api.model
    def _get_lots_here(self, place_ids):
        """Return the lots with stock in these places, in this environment."""
        here = [("location_id", "in", place_ids), ("lot_id", "!=", False)]
        # sudo: stock of every company may lie here
        found = self.env["stock.quant"].sudo()._read_group(
            [*here, ("quantity", "!=", 0)], ["lot_id"]
        )
        return self.env["stock.lot"].browse(sorted(lot.id for [lot] in found))

    def action_change_status(self):
        """Ask for the new status of this place, and why."""
        self.ensure_one()
        actions = self.env["ir.actions.act_window"]
        action = actions._for_xml_id("stock_lot_lifecycle.stock_location_update_status_action")
        return {**action, "context": {"default_location_id": self.id}}

    def _get_place_kind(self):
        """Return what this place is to us, as tools.movement_kind names it."""
        # sudo: the places of another company are told apart too
        subcontractors = self.sudo().company_id._get_subcontractors_place()
        is_subcontractor = bool(subcontractors) and self._child_of(subcontractors)
        return place_kind(self.usage, bool(self.company_id), is_subcontractor)


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a disposition asks of whoever puts a place under it."""

    _inherit = "stock.lot.disposition"

    def _get_place_words(self):
        if self.requires_signature:
            return self.env._(
                "%(status)s needs a signature. Open the place, use Change Status and sign with "
                "your password or PIN.",
                status=self.name,
            )
        return self.env._(
            "%(status)s needs a reason. Open the place and use Change Status.", status=self.name
        )

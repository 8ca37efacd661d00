from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date, format_list, formatLang

from ..tools import calendar_day
from .stock_lot_gate import Reason, Reservation

ALTERNATIVES = 3


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The words of the gate: what stands against a movement, and what to do. Decides nothing."""

    _inherit = "stock.lot"

    def _get_verdict(self, kind):
        """Return the sentence that says what the goods cannot do."""
        verdicts = {
            "delivery": self.env._("It cannot be delivered."),
            "consumption": self.env._("It cannot be used in a production."),
            "rework": self.env._("It cannot be taken apart or repaired."),
            "receipt": self.env._("It cannot be received."),
        }
        return verdicts.get(kind) or self.env._("It cannot be moved.")

    def _get_decision_reasons(self, kind):
        """Return the reasons of lots whose disposition stops a movement of `kind`."""
        decisions = self._get_last_decisions()
        return [
            Reason(
                lot=lot,
                place=None,
                code="disposition",
                words=f"{lot._get_blocked_words(decisions.get(lot.id))} {lot._get_verdict(kind)}",
                remedy=lot.disposition_id._get_lift_words(),
                product=lot.product_id,
            )
            for lot in self
        ]

    def _get_blocked_words(self, event):
        zone = self.company_id._get_lot_tz()
        at = event.at if event else self.create_date
        words = {
            "lot": self.name,
            "status": self.disposition_id.name,
            "day": format_date(self.env, calendar_day.day_of(at, zone)),
            "why": ": ".join(filter(None, (event.user_name, event.reason))) if event else "",
        }
        if words["why"]:
            return self.env._(
                "Lot %(lot)s has the status %(status)s since %(day)s (%(why)s).", **words
            )
        return self.env._("Lot %(lot)s has the status %(status)s since %(day)s.", **words)

    def _get_refusal_words(self, refusals, lines=None):
        """Return one message for ``[(kind, reasons)]``, one line for each reason."""
        found, messages = {}, []
        for kind, reasons in refusals:
            for reason in reasons:
                key = kind, reason.product
                if reason.product and key not in found:
                    others = {other.lot for other in reasons if other.product == reason.product}
                    found[key] = self._get_alternatives(kind, reason.product, others, lines)
                messages.append(self._get_reason_words(reason, found.get(key, "")))
        return "\n".join(messages)

    def _get_reason_words(self, reason, others):
        remedy = reason.remedy
        if others and remedy:
            remedy = self.env._(
                "%(remedy)s, or pick another lot: %(lots)s.", remedy=remedy, lots=others
            )
        elif others:
            remedy = self.env._("Pick another lot: %(lots)s.", lots=others)
        elif remedy:
            remedy = f"{remedy}."
        return " ".join(filter(None, (reason.words, remedy)))

    def _get_alternatives(self, kind, product, refused, lines=None, reservation=None):
        """Return up to three free lots of `product` as words, the first to expire first.

        :param reservation: what may be proposed, where there are no lines to say so
        """
        Quant = self.env["stock.quant"].sudo()  # sudo: numbers and quantities, as words
        lines = (lines or self.env["stock.move.line"]).filtered(
            lambda line: line.product_id == product
        )
        sources = lines.move_id.location_id or lines.location_id
        companies = lines.company_id or self.env.company
        places = (
            Domain("location_id", "child_of", sources.ids)
            if sources
            else Domain("location_id.usage", "=", "internal")
        )
        domain = (
            Domain("product_id", "=", product.id)
            & Domain("lot_id", "not in", [False, *(lot.id for lot in refused)])
            & Domain("company_id", "in", companies.ids)
            & places
            & Quant._domain_reservable(reservation or self._get_offered(kind, lines))
            & Domain("lot_id", "any!", self._domain_expired(False))
            & Domain.custom(to_sql=_is_available)
        )
        rows = Quant._read_group(
            domain,
            ["lot_id"],
            ["quantity:sum", "reserved_quantity:sum"],
            order="removal_date:min, in_date:min, lot_id",
            limit=ALTERNATIVES,
        )
        words = [lot._get_offer_words(total - taken) for lot, total, taken in rows]
        return format_list(self.env, words, style="or") if words else ""

    @api.model
    def _get_offered(self, kind, lines):
        """Return the Reservation of what may be offered instead of these lines."""
        for move in lines.move_id[:1]:
            return move._get_reservation()._replace(kind=kind, kept=())
        return Reservation(kind)

    def _get_offer_words(self, quantity):
        digits = 0 if quantity == int(quantity) else 2
        words = {
            "lot": self.name,
            "quantity": formatLang(self.env, quantity, digits=digits),
            "unit": self.product_id.uom_id.name,
        }
        if not self.expiration_day:
            return self.env._("%(lot)s (%(quantity)s %(unit)s)", **words)
        day = format_date(self.env, self.expiration_day)
        return self.env._("%(lot)s (%(quantity)s %(unit)s, expires %(day)s)", day=day, **words)


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Whom to ask to lift it."""

    _inherit = "stock.lot.disposition"

    def _get_lift_words(self):
        groups = self.sudo().lift_group_ids  # sudo: roles are policy, told to all who meet it
        if not groups:
            return self.env._("Release it with Update Lot Status")
        roles = format_list(self.env, groups.mapped("name"), style="or")
        return self.env._("Ask a %(roles)s to release it", roles=roles)


def _is_available(model, alias, query):
    return SQL(
        "%s > %s",
        model._field_to_sql(alias, "quantity", query),
        model._field_to_sql(alias, "reserved_quantity", query),
    )

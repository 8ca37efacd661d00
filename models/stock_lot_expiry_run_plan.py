from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from .isolation import each_apart
from .stock_lot_in_hand import LIVE

KEY = ("lot_id", "location_id", "package_id", "owner_id")
LEAVING_KINDS = ("supplier_return", "scrap")  # goods on their way out keep their reservation


class Expired(NamedTuple):
    """Expired stock of one lot in one place, one package, of one owner.

    :param quantity: how much would move, or stays
    :param code: why it stays (owner, blocked, transit, held); empty when it would move
    :param why: the same in words
    :param lines: the reserved stock.move.line that lose it, or hold it
    """

    lot: models.BaseModel
    place: models.BaseModel
    package: models.BaseModel
    owner: models.BaseModel
    quantity: float
    code: str = ""
    why: str = ""
    lines: models.BaseModel | tuple = ()

    def _get_key(self):
        return self.lot.id, self.place.id, self.package.id, self.owner.id

    def _prepare_line_vals(self, run, left):
        """Return the values of the run's line.

        :param left: keys of lines that somebody unticked
        """
        unit_value = 0 if self.owner else self.lot._get_unit_value(run.company_id)
        documents = sorted({line._get_document_words() or "" for line in self.lines})
        return {
            "run_id": run.id,
            "lot_id": self.lot.id,
            "lot_name": self.lot.name,
            "product_id": self.lot.product_id.id,
            "expiration_day": self.lot.expiration_day,
            "location_id": self.place.id,
            "package_id": self.package.id,
            "owner_id": self.owner.id,
            "quantity": self.quantity,
            "value": self.quantity * unit_value,
            "reserved_for": ", ".join(filter(None, documents)),
            "code": self.code,
            "why": self.why,
            "is_chosen": not self.code and self._get_key() not in left,
            "outcome": "left_out" if self.code else "proposed",
        }


class StockLotExpiryRun(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What has expired with stock left, and what of it stays where it is. Writes nothing."""

    _inherit = "stock.lot.expiry.run"

    def _find_expired(self):
        """Return the Expired of this run, those that stay last."""
        rows = self.env["stock.quant"]._read_group(
            self._domain_of_stock(), KEY, ["quantity:sum"], order=", ".join(KEY)
        )
        held, freed = self._find_reservations([row[0].id for row in rows])
        found = []
        for *key, quantity in rows:
            ids = tuple(record.id for record in key)
            found += self._judge(key, quantity, held.get(ids), freed.get(ids, ()))
        return sorted(found, key=lambda one: bool(one.code))

    def _domain_of_stock(self):
        """Return the stock.quant of this run's expired lots that can be moved out of its place."""
        Lot = self.env["stock.lot"]
        lots = Lot._domain_expired()
        if self.lot_ids:
            lots &= Domain("id", "in", self.lot_ids.ids)
        stock = Domain("company_id", "=", self.company_id.id) & Domain("quantity", ">", 0)
        stock &= Domain("location_id", "any", Lot._domain_places_on_hand())
        stock &= Domain("lot_id", "any", lots)
        place = self.company_id.sudo().lot_expired_location_id  # sudo: which place it is
        if self.move_to == "place" and place:
            stock &= ~Domain("location_id", "child_of", place.id)
        return stock

    @api.model
    def _find_reservations(self, lot_ids):
        """Return the reserved lines by key: those that keep their goods, those that lose them."""
        # sudo: every transfer that counts on expired goods loses them, whoever may open it
        lines = self.env["stock.move.line"].sudo().search(LIVE & Domain("lot_id", "in", lot_ids))
        held = lines.filtered(
            lambda line: line.picked or line._get_movement_kind() in LEAVING_KINDS
        )
        return held.grouped(_get_ids), (lines - held).grouped(_get_ids)

    def _judge(self, key, quantity, held, freed):
        """Return the Expired of one heap: what would move, what somebody holds already."""
        code, why = self._get_exclusion(*key)
        if code:
            return [Expired(*key, quantity, code, why)]
        kept = min(sum(held.mapped("quantity_product_uom")) if held else 0.0, quantity)
        unit, parts = key[0].product_id.uom_id, []
        if unit.compare(quantity, kept) > 0:
            parts.append(Expired(*key, unit.round(quantity - kept), lines=freed))
        if not unit.is_zero(kept):
            words = ", ".join(sorted({line._get_document_words() for line in held}))
            parts.append(Expired(*key, kept, "held", self._get_held_words(words), held))
        return parts

    def _get_held_words(self, documents):
        return self.env._("Picked or on its way out: %(documents)s", documents=documents)

    def _get_exclusion(self, lot, place, _package, owner):
        """Return why goods stay where they are: a stable code and words; empty when they go."""
        if place.usage == "transit":
            return "transit", self.env._("On its way: receive it first.")
        if owner and not self.with_owners:
            return "owner", self.env._("It belongs to %(owner)s.", owner=owner.display_name)
        # sudo: a block counts, whoever may read the disposition
        of_place, of_lot = place._get_standing_disposition().sudo(), lot.sudo().disposition_id
        if self.with_blocked or not (of_place | of_lot).filtered("is_blocking"):
            return "", ""
        if of_lot.is_blocking:
            return "blocked", self.env._("The lot is blocked: %(status)s", status=of_lot.name)
        return "blocked", self.env._("The place is blocked: %(status)s", status=of_place.name)


class StockLotExpiryRunLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Reservations that count on goods which go."""

    _inherit = "stock.lot.expiry.run.line"

    def _release(self):
        """Take back what is reserved of these goods; those who lose it look for other lots."""
        wanted = {line._get_key() for line in self}
        _held, freed = self.env["stock.lot.expiry.run"]._find_reservations(self.lot_id.ids)
        # sudo: as for those that were found
        lines = self.env["stock.move.line"].sudo()
        lines = lines.concat(*(some for key, some in freed.items() if key in wanted))
        moves = lines.move_id
        kept = lines._unreserve()
        if moves:
            self.env["stock.lot.reassignment"]._queue(moves)
        each_apart(kept, lambda some: some._warn_holders())


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a lot is worth."""

    _inherit = "stock.lot"

    def _get_unit_value(self, company):
        """Return the value of one unit for `company`, the lot's own where lots have one."""
        lot = self.with_company(company).sudo()  # sudo: costs are shown to who plans the stock
        if "lot_valuated" in lot.product_id._fields and lot.product_id.lot_valuated:
            return lot.standard_price
        return lot.product_id.standard_price


def _get_ids(line):
    return tuple(line[name].id for name in KEY)

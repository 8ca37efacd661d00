from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .transaction_memo import forget, remember

RESERVATION = "stock_lot_lifecycle_reservation"
CORE_AGE = "with_expiration"  # core's own key: stock whose removal date has come is not seen
STANDING = {"disposition_id", "location_id"}


class BlockedError(UserError):
    """A movement is refused because goods or places are blocked; the screen says so as title."""


class ReasonNeededError(BlockedError):
    """A movement may pass with a reason, and nobody was asked; the screen offers to give one."""

    def __init__(self, message, line_ids=()):
        super().__init__(message)
        self.context = {"line_ids": list(line_ids)}  # what the screen is told of it


class Movement(NamedTuple):
    """One kind of movement, and the flags of a disposition that together stop it.

    :param kind: stable code
    :param stopped_by: domain on stock.lot.disposition; ``Domain.FALSE``: it always passes
    """

    kind: str
    stopped_by: Domain


class Reservation(NamedTuple):
    """What stock is looked for; an object in the context, so nobody can send one from outside.

    :param kind: a key of MOVEMENTS
    :param kept: ids of places whose stock is not taken, although the movement itself passes
    :param lots: Domain on stock.lot of the lots that may be proposed; None: all of them
    :param only: ids of the stock that suffices; None: all of it is looked at
    """

    kind: str
    kept: tuple = ()
    lots: Domain | None = None
    only: tuple | None = None


class Reason(NamedTuple):
    """One thing that stands against a movement.

    :param lot: the lot, empty for a product without lots
    :param place: the place that blocks, None when it is the lot itself
    :param code: stable code: disposition, place or place_left
    :param words: what it is and what cannot be done, sentences in the user's language
    :param remedy: what to do, without a full stop; other lots are added to it
    :param product: the product, for other lots of it
    :param severity: block, or warn: it may pass with a reason
    :param facts: what an event says of it, a dict of plain values
    :param label: two words for a badge
    :param lines: the stock.move.line it stands against, where it is not all those of the lot
    """

    lot: models.BaseModel
    place: models.BaseModel | None
    code: str
    words: str
    remedy: str = ""
    product: models.BaseModel | None = None
    severity: str = "block"
    facts: dict | None = None
    lines: models.BaseModel | None = None
    label: str = ""


DELIVERY = Domain("blocks_delivery", "=", True)
PRODUCTION = Domain("blocks_production", "=", True)
MOVEMENTS = {
    movement.kind: movement
    for movement in (
        Movement("receipt", Domain.FALSE),
        Movement("production", Domain.FALSE),
        Movement("delivery", DELIVERY),
        Movement("consumption", PRODUCTION),
        Movement("rework", PRODUCTION & Domain("allows_rework", "=", False)),
        Movement("internal", Domain.FALSE),
        Movement("scrap", Domain.FALSE),
        Movement("supplier_return", Domain.FALSE),
        Movement("customer_return", Domain.FALSE),
        Movement("inventory", Domain.FALSE),
        Movement("relabel", Domain.FALSE),
    )
}
AGED = ("delivery", "consumption")  # what old goods may not do
LEAVING = ("internal", "rework")  # goods stay ours: they may not get where less is blocked


def get_reservation(env):
    """Return what stock the running call looks for; None when it looks for none in particular."""
    reservation = env.context.get(RESERVATION)
    return reservation if isinstance(reservation, Reservation) else None


def without_reservation(records):
    """Return `records` in a context that sees all stock, old stock too."""
    if get_reservation(records.env) or records.env.context.get(CORE_AGE):
        return records.with_context(**{RESERVATION: None, CORE_AGE: False})
    return records


class StockLotDisposition(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Which dispositions stop a kind of movement; the one place that knows."""

    _inherit = "stock.lot.disposition"

    @api.model
    def _get_stopping(self, kind):
        """Return the dispositions that stop a movement of `kind` (a key of MOVEMENTS)."""
        stopped = self._get_stopped_kinds()
        # sudo: a block counts, whichever company's disposition it is
        return self.sudo().browse(row for row, kinds in stopped.items() if kind in kinds)

    @api.model
    def _get_stopped_kinds(self):
        """Return ``{disposition id: kinds it stops}``, in the order of the dispositions."""
        return remember(self.env, "stopped_kinds", self._find_stopped_kinds)

    @api.model
    def _find_stopped_kinds(self):
        every = Domain("id", "!=", False)  # a handful
        rows = self.sudo().search(every)  # sudo: as above
        stopped = {
            kind: set(rows.filtered_domain(movement.stopped_by)._ids)
            for kind, movement in MOVEMENTS.items()
        }
        return {row.id: frozenset(k for k in stopped if row.id in stopped[k]) for row in rows}

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        forget(self.env)
        return rows

    def write(self, vals):
        result = super().write(vals)
        forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result


class StockLocation(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What stands over a place: its own disposition, else that of the nearest place around it."""

    _inherit = "stock.location"

    @api.model_create_multi
    def create(self, vals_list):
        places = super().create(vals_list)
        standing = self._get_standing()
        if any(place.disposition_id or place.location_id.id in standing for place in places):
            forget(self.env)
        return places

    def write(self, vals):
        result = super().write(vals)
        if STANDING & vals.keys():
            forget(self.env)
        return result

    def unlink(self):
        result = super().unlink()
        forget(self.env)
        return result

    @api.model
    def _get_standing(self):
        """Return ``{place id: disposition id}`` of the places that stand under one."""
        return remember(self.env, "standing", self._find_standing)

    @api.model
    def _find_standing(self):
        Location = self.sudo().with_context(active_test=False)  # sudo: a block counts for all
        marked = Location.search([("disposition_id", "!=", False)])
        inner = Location.search([("id", "child_of", marked.ids)]) if marked else marked
        standing = {}
        for place in inner.sorted(lambda place: place.parent_path.count("/")):
            standing[place.id] = place.disposition_id.id or standing[place.location_id.id]
        return standing

    def _get_standing_disposition(self):
        """Return the dispositions that stand over these places; empty when none does."""
        standing = self._get_standing()
        found = dict.fromkeys(standing[place] for place in self._origin._ids if place in standing)
        return self.env["stock.lot.disposition"].browse(found)

    @api.model
    def _get_ids_under(self, dispositions):
        """Return the ids of the places that stand under one of `dispositions`."""
        wanted = set(dispositions._ids)
        return [place for place, stand in self._get_standing().items() if stand in wanted]

    @api.model
    def _get_blocking_ids(self, kind):
        """Return the ids of the places that stop a movement of `kind`."""
        return self._get_ids_under(self.env["stock.lot.disposition"]._get_stopping(kind))

    @api.model
    def _get_freeing_ids(self, target):
        """Return the ids of the places that block more than `target` does."""
        standing = self._get_standing()
        if not standing:
            return []
        stopped = self.env["stock.lot.disposition"]._get_stopped_kinds()
        kept = stopped.get(standing.get(target.id), frozenset())
        return [place for place, stand in standing.items() if stopped[stand] - kept]


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that says whether lots may move, and why not."""

    _inherit = "stock.lot"

    def _blocking_reasons(self, kind, lines=None, **facts):
        """Return what stands against moving these lots as `kind`: a list of Reason.

        Further rules add theirs by overriding this.

        :param kind: a key of MOVEMENTS
        :param lines: the stock.move.line about to move; their places count too, also
            for products without lots
        :param facts: what further rules know of the movement
        """
        stopping = set(self.env["stock.lot.disposition"]._get_stopping(kind)._ids)
        # sudo: who delivers, sells or produces may lack rights on lots
        blocked = self.sudo().filtered(lambda lot: lot.disposition_id.id in stopping)
        reasons = blocked._get_decision_reasons(kind) if blocked else []
        return reasons + (lines._get_place_reasons(kind) if lines else [])

    def _check_may_move(self, kind, lines=None, **facts):
        """Refuse the movement, naming each lot and place that stands against it.

        :raises UserError: what is blocked, why, since when, by whom and what to do
        """
        reasons = self._blocking_reasons(kind, lines=lines, **facts)
        if reasons:
            raise BlockedError(self._get_refusal_words([(kind, reasons)], lines))

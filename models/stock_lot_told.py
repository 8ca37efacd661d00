from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_list

from ..tools import calendar_day
from .provenance import Provenance, with_provenance
from .stock_move_line_said import SAID


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What a lot already says of itself, when goods arrive that say it too."""

    _inherit = "stock.lot"

    def _was_here(self):
        """Return whether goods of this lot were ever in a warehouse of ours."""
        return bool(self.received_date) or self.presence != "new"

    def _get_told(self, name):
        """Return a fact as lines write it: days and texts as they are, records by their id."""
        value = self[name]
        return value.id if isinstance(value, models.BaseModel) else value

    def _is_only_proposed(self, name):
        """Return whether a date of a lot that never moved is only what its product gives."""
        if self._was_here() or name not in ("expiration_day", "best_before_day"):
            return False
        product = self.product_id
        if name == "best_before_day":
            return self.best_before_day == calendar_day.shifted(
                self.expiration_day, -product.use_time
            )
        return self._has_products_expiry()

    def _has_products_expiry(self):
        """Return whether the expiry is what the product gives a lot made or entered when it was."""
        product = self.product_id
        created = calendar_day.day_of(self.create_date, self._get_zones()[self])
        starts = (self.production_date or created, created)
        return self.expiration_day in [
            calendar_day.shifted(day, product.expiration_time) for day in starts
        ]

    def _get_differences(self, said):
        """Return those facts of `said` (field: value) of which the lot says something else."""
        return {
            name: value
            for name, value in said.items()
            if self._get_told(name)
            and self._get_told(name) != value
            and not self._is_only_proposed(name)
        }

    def _get_difference_words(self, differences):
        """Return what the lot says and what the receipt says, field by field."""
        labels = self.fields_get(differences, ["string"])
        return format_list(
            self.env,
            [
                self.env._(
                    "%(field)s %(ours)s, the receipt says %(theirs)s",
                    field=labels[name]["string"],
                    ours=self._get_told_words(name, self._get_told(name)),
                    theirs=self._get_told_words(name, value),
                )
                for name, value in differences.items()
            ],
        )

    def _get_told_words(self, name, value):
        if name == "origin_country_id":
            return self.env["res.country"].browse(value).display_name
        return value if isinstance(value, str) else format_date(self.env, value)


class StockMoveLine(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Brings what stands on goods to their lots; what nobody decided stops the receipt."""

    _inherit = "stock.move.line"

    def _find_unanswered(self):
        """Return ``{line: (lot, differences)}`` that somebody has to decide beforehand."""
        found = {}
        for line, lot in self._get_arriving()._find_lots().items():
            new = lot._was_here() and line._get_known_lot_policy() == "suffix"
            differences = not line.known_lot_answer and lot._get_differences(line._get_said())
            if differences and not new:
                found[line] = (lot, differences)
        return found

    def _tell_lots(self):
        """Bring what the goods say to their lots, and refuse what nobody has decided."""
        alike = {}
        for lot, lines in self.filtered("lot_id").grouped("lot_id").items():
            lines._check_agree(lot)
            # sudo: who receives may lack rights on lots
            lot = lot.sudo()
            vals, kept = lines._get_news(lot)
            if kept:
                lines[0]._record_kept(lot, kept)
            if vals:
                key = (lines[0].move_id, tuple(sorted(vals.items())))
                alike.setdefault(key, (lines[0], vals, []))[2].append(lot.id)
        for line, vals, lot_ids in alike.values():
            document = line.reference or line.move_id.display_name
            # sudo: as above
            lots = self.env["stock.lot"].sudo().browse(lot_ids).with_company(line.company_id)
            with_provenance(lots, Provenance("seam", document=document)).write(vals)

    def _get_news(self, lot):
        """Return what is written to `lot`, and what the goods say but the lot does not take."""
        vals, kept = {}, {}
        for line in self:
            said = line._get_said()
            differences = lot._get_differences(said)
            if differences and line.known_lot_answer == "keep":
                kept |= differences
            elif differences and line.known_lot_answer != "take":
                raise UserError(line._get_unanswered_words(lot, differences))
            vals |= {name: value for name, value in said.items() if lot._get_told(name) != value}
        weight = sum(self.mapped("lot_weight"))
        if weight:
            vals["weight"] = weight + (lot.weight if lot.received_date else 0)
        return {name: value for name, value in vals.items() if name not in kept}, kept

    def _check_agree(self, lot):
        """Refuse lines of one lot that contradict each other."""
        for name, lot_name in SAID.items():
            told = {line._get_said().get(lot_name) for line in self} - {None}
            if len(told) > 1:
                words = sorted(lot._get_told_words(lot_name, value) for value in told)
                raise UserError(
                    self.env._(
                        "Two lines of lot %(lot)s say different things of it: %(field)s "
                        "%(values)s. Correct one of them, or give the goods two numbers.",
                        lot=lot.name,
                        field=self.fields_get([name], ["string"])[name]["string"],
                        values=format_list(self.env, words),
                    )
                )

    def _get_unanswered_words(self, lot, differences):
        return self.env._(
            "Lot %(lot)s of %(product)s is known: %(differences)s. Say in the receipt what counts "
            "(If the Lot Says Otherwise), or give the goods another number.",
            lot=lot.name,
            product=lot.product_id.display_name,
            differences=lot._get_difference_words(differences),
        )

    def _record_kept(self, lot, kept):
        """Keep in the life story what the goods said and the lot did not take."""
        document = self.reference or self.move_id.display_name
        reason = self.env._(
            "%(differences)s; the lot's counts.", differences=lot._get_difference_words(kept)
        )
        provenance = Provenance("seam", reason, document)
        Event = with_provenance(self.env["stock.lot.event"], provenance)
        Event.with_company(self.company_id)._record(
            lot, "received", partner=self._get_partner().display_name
        )

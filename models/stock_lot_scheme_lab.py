from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ..tools import gs1
from ..tools.number_pattern import Pattern
from ..tools.number_range import find_gaps
from ..tools.number_tokens import DATES, PatternError
from .stock_lot_scheme_draw import LIKE
from .stock_lot_scheme_facts import Occasion
from .stock_lot_scheme_words import describe

SHOWN, AHEAD, MOST_READ, DAYS = 5, 100, 50_000, 90
JUMP = 100  # a gap of so many numbers is no lost form any more
GS1_LENGTH = 20


class StockLotScheme(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The laboratory: what a pattern would do, before it does it. It draws nothing."""

    _inherit = "stock.lot.scheme"

    sample_product_id = fields.Many2one(
        "product.product",
        "Try With",
        domain="[('tracking', '!=', 'none')]",
        check_company=True,
        help="The laboratory shows the numbers this product's next lots would get.",
    )
    laboratory = fields.Json(compute="_compute_laboratory")

    @api.depends("pattern", "reset", "scope", "company_id", "sample_product_id")
    def _compute_laboratory(self):
        for scheme in self:
            try:
                pattern = Pattern(scheme.pattern or "")
                scheme.laboratory = scheme._try_out(pattern)
            except PatternError as error:
                problem = describe(self.env, error, scheme.pattern or "")
                scheme.laboratory = {"problem": problem, "position": error.position}

    def _try_out(self, pattern):
        """Return what the screen shows of a pattern that can be read."""
        occasion = self._get_sample()
        facts, missing = self._get_sample_facts(occasion, pattern)
        frame = pattern.frame(facts)
        counter = self.env["stock.lot.counter"]
        start = counter._peek_key(self._origin, *self._get_counter_key(occasion))
        own, used = self._read_used(occasion, frame)
        free = [value for value in range(start, start + AHEAD) if value not in own][:SHOWN]
        free = [value for value in free if not pattern.capacity or value <= pattern.capacity]
        numbers = [frame.number(value) for value in free]
        left, runs_out = self._estimate(pattern, start, used)
        anew = self.reset != "never" and self._get_next_start(occasion).date()
        lasts = bool(left and anew and (not runs_out or runs_out >= anew))
        return {
            "product": occasion.product.display_name or "",
            "numbers": numbers,
            "length": max(map(len, numbers), default=0),
            "left": left,
            "runs_out": format_date(self.env, runs_out) if runs_out and not lasts else "",
            "lasts": lasts,
            "notes": [
                *self._get_fact_notes(missing),
                *self._get_collision_notes(frame, own, start),
                *self._get_gs1_notes(occasion, numbers),
                *self._get_reset_notes(occasion, pattern, facts),
                *self._get_end_notes(left, runs_out, anew),
            ],
            **self._get_gaps(frame, used),
        }

    def _get_sample(self):
        product = self.sample_product_id or self.env["product.product"]
        company = self.company_id or self.env.company
        return Occasion(product.with_company(company), company)

    def _get_sample_facts(self, occasion, pattern):
        """Return the facts, with stand-ins for those that only a real lot brings."""
        facts, missing = self._get_facts(occasion, pattern.needs), []
        today = self._get_now(occasion).date()
        for name in sorted(pattern.needs):
            if not facts[name]:
                missing.append(name)
                facts[name] = today if name in DATES else name.partition(".")[2] or name
        return facts, missing

    def _read_used(self, occasion, frame):
        """Return the values that the product's lots have, and ``{value: day}`` of all lots."""
        rows = self.env.execute_query(
            SQL(
                "SELECT product_id, name, create_date::date FROM stock_lot WHERE name LIKE %s"
                " ORDER BY id DESC LIMIT %s",
                frame.before.translate(LIKE) + "%",
                MOST_READ,
            )
        )
        own, used = set(), {}
        for product_id, name, day in rows:
            value = frame.value(name)
            if value is not None:
                used[value] = day
                if product_id == occasion.product.id:
                    own.add(value)
        return own, used

    def _estimate(self, pattern, start, used):
        """Return how many numbers are left, and the day they run out at the current rate."""
        if pattern.capacity is None:
            return None, None
        left = max(pattern.capacity - start + 1, 0)
        today = fields.Date.today()
        since = today - timedelta(days=DAYS)
        recent = [day for day in used.values() if day and day > since]
        if not recent:
            return left, None
        days = left * (max((today - min(recent)).days, 0) + 1) // len(recent)
        return left, today + timedelta(days=min(days, 36500))

    def _get_fact_notes(self, missing):
        if missing:
            text = self.env._(
                "Known only when a lot is made, an example stands here: %(names)s.",
                names=", ".join(missing),
            )
            yield {"level": "info", "text": text}

    def _get_collision_notes(self, frame, own, start):
        met = sorted(value for value in own if start <= value < start + AHEAD)
        if met:
            text = self.env._(
                "%(count)s of the next %(ahead)s numbers exist already and will be left out, the "
                "first is %(number)s.",
                count=len(met),
                ahead=AHEAD,
                number=frame.number(met[0]),
            )
            yield {"level": "warning", "text": text}

    def _get_gs1_notes(self, occasion, numbers):
        longest = max(numbers, key=len, default="")
        level = "warning" if gs1.is_gtin(occasion.product.barcode or "") else "info"
        if len(longest) > GS1_LENGTH:
            text = self.env._(
                "%(number)s has %(length)s signs: a GS1 code holds at most 20 of a lot or serial "
                "number.",
                number=longest,
                length=len(longest),
            )
            yield {"level": level, "text": text}
        wrong = sorted({sign for sign in longest if not gs1.TEXT.fullmatch(sign)})
        if wrong:
            text = self.env._(
                "A GS1 code cannot hold these signs: %(signs)s", signs=" ".join(wrong)
            )
            yield {"level": level, "text": text}

    def _get_reset_notes(self, occasion, pattern, facts):
        """Warn where a counter begins anew and the number does not show it."""
        if self.reset != "never" and "date" not in pattern.needs:
            shown = False
        else:
            later = {**facts, "date": facts.get("date") and self._get_next_start(occasion)}
            shown = self.reset == "never" or not pattern.frame(facts).is_like(pattern.frame(later))
        if not shown:
            text = self.env._(
                "The counter begins anew, but nothing in the pattern changes then: numbers that "
                "exist are left out. Add the date, for instance {date:%%y%%j}."
            )
            yield {"level": "warning", "text": text.replace("%%", "%")}
        if self.scope in ("supplier", "workcenter") and not any(
            name.startswith(self.scope) for name in pattern.needs
        ):
            text = self.env._(
                "Counted apart (%(scope)s), but the pattern does not show for which one: two of "
                "them would reach the same numbers, and the second leaves them out.",
                scope=dict(self._fields["scope"]._description_selection(self.env))[self.scope],
            )
            yield {"level": "warning", "text": text}

    def _get_next_start(self, occasion):
        """Return the instant at which the counter begins anew after now."""
        now = self._get_now(occasion).replace(hour=0, minute=0)
        if self.reset == "week":
            return now + timedelta(days=7 - now.weekday())
        if self.reset == "month":
            return (now.replace(day=1) + timedelta(days=32)).replace(day=1)
        if self.reset == "year":
            return now.replace(year=now.year + 1, month=1, day=1)
        return now + timedelta(days=1)

    def _get_end_notes(self, left, runs_out, anew):
        if left == 0:
            yield {"level": "danger", "text": self.env._("Every number of this width is used up.")}
        elif runs_out:
            if anew and runs_out < anew:
                text = self.env._(
                    "At the current rate the numbers do not last until the next start."
                )
                yield {"level": "warning", "text": text}
            elif not anew and runs_out < fields.Date.today() + timedelta(days=365):
                text = self.env._("At the current rate the numbers do not last a year.")
                yield {"level": "warning", "text": text}

    @api.model
    def _get_gaps(self, frame, used):
        """Return the missing stretches in words, and how many numbers and jumps there are."""
        gaps = find_gaps(used)
        return {
            "used": len(used),
            "gap_count": sum(last - first + 1 for first, last in gaps),
            "jump_count": sum(last - first >= JUMP for first, last in gaps),
            "gaps": [
                {
                    "first": frame.number(first),
                    "last": frame.number(last),
                    "count": last - first + 1,
                    "jump": last - first >= JUMP,
                }
                for first, last in gaps[-10:]
            ],
        }

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools import calendar_day

POINTS = 60  # of one characteristic, the newest


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """All results of a lot over time, each beside those of the product's other lots."""

    _inherit = "stock.lot"

    @api.readonly
    def get_quality_trend(self):
        """Return what was found of this lot, by characteristic.

        :return: a list of dicts: ``name``, ``unit``, ``low`` and ``high`` (numbers or None),
            ``results`` of this lot, the newest first, and ``points`` of the product's lots, the
            oldest first, for a chart
        """
        self.ensure_one()
        self.check_access("read")
        Result = self.env["stock.lot.inspection.result"]
        own = Result.search(
            [("lot_id", "=", self.id), ("answered", "=", True)], order="answered_at desc, id desc"
        )
        found = own.grouped("characteristic_id").items()
        found = sorted(found, key=lambda pair: (pair[1][-1].sequence, pair[1][-1].id))
        return [characteristic._get_trend(self, results) for characteristic, results in found]


class StockLotCharacteristic(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """One characteristic over the lots of a product."""

    _inherit = "stock.lot.characteristic"

    def _get_trend(self, lot, results):
        newest = results[0]
        is_number = self.kind == "number"
        limits = newest._get_limits()
        low, high = (
            float(bound) if is_number and bound is not None else None
            for bound in (limits.minimum, limits.maximum)
        )
        return {
            "id": self.id,
            "name": self.name,
            "unit": newest.unit or "",
            "low": low,
            "high": high,
            "limits": newest.limits_words or "",
            "results": [row._get_trend_row() for row in results],
            "points": self._get_trend_points(lot) if is_number else [],
        }

    def _get_trend_points(self, lot):
        """Return the newest results that count of all lots of the product, the oldest first."""
        Result = self.env["stock.lot.inspection.result"]
        rows = Result.search(
            Domain("characteristic_id", "=", self.id)
            & Domain("lot_id.product_id", "=", lot.product_id.id)
            & Domain("answered", "=", True)
            & Domain("is_current", "=", True),
            order="answered_at desc, id desc",
            limit=POINTS,
        )
        return [
            {
                "id": row.id,
                "lot": row.lot_id.name,
                "value": row.number,
                "words": row.value_words,
                "verdict": row.verdict,
                "day": row._get_trend_day(),
                "mine": row.lot_id == lot,
            }
            for row in reversed(rows)
        ]


class StockLotInspectionResult(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """One result as an entry of the trend."""

    _inherit = "stock.lot.inspection.result"

    def _get_trend_row(self):
        verdicts = dict(self._fields["verdict"]._description_selection(self.env))
        return {
            "id": self.id,
            "inspection": self.inspection_id.name,
            "inspection_id": self.inspection_id.id,
            "words": self.value_words or "",
            "limits": self.limits_words or "",
            "verdict": self.verdict,
            "label": verdicts[self.verdict],
            "day": self._get_trend_day(),
            "counts": self.is_current,
            "reason": self.repeat_reason or "",
        }

    def _get_trend_day(self):
        """Return the day on which it was tested, in the zone of the lot."""
        zone = self.lot_id.company_id._get_lot_tz()
        day = self.tested_on or calendar_day.day_of(self.answered_at, zone)
        return fields.Date.to_string(day)

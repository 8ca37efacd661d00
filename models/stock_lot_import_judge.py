from typing import NamedTuple

from odoo import models

from ..tools import calendar_day, number_fold
from ..tools.import_rows import DATES


class Known(NamedTuple):
    """What is known before the rows are judged, and what the rows before have said."""

    lots: dict  # {(product id, number): [facts of lots]}
    readable: set  # ids of the lots the user may read
    alike: dict  # {(product id, folded number): number}
    numbered: set  # keys of unknown products that have a lot number in some row
    undone: set  # ids of lots that undone imports have retired
    retired_id: int
    zones: dict  # {company id or None: zone}
    today: object
    seen: dict  # {(product, number): first row}
    places: dict  # {(product, number, place): first row}


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that judges rows: what is wrong, what happens. Reads answers, writes nothing."""

    _inherit = "stock.lot.import"

    def _judge(self, rows):
        """Set what happens with every row, and tell what is wrong with it."""
        known = self._get_known(rows)
        for row in rows:
            self._judge_company(row)
            self._judge_product(row)
            self._judge_number(row, known)
            if row.action != "skip":
                self._judge_place(row)
                self._judge_duplicate(row, known)
                self._judge_lot(row, known)
                self._judge_dates(row, known)
                self._judge_quantity(row)
                self._judge_supplier(row)
            if row.level == "error":
                row.action = "error"

    def _get_known(self, rows):
        lots = self._find_lots(rows)
        unknown_lots = [
            row
            for row in rows
            if row.get("name") and row.product_id and (row.product_id, row.get("name")) not in lots
        ]
        Company = self.env["res.company"]
        retired = self.env.ref("stock_lot_lifecycle.stock_lot_disposition_retired", False)
        companies = {lot["company_id"] for found in lots.values() for lot in found} | {None}
        return Known(
            lots=lots,
            readable=self._get_readable_ids("stock.lot", lots),
            alike=self._find_look_alikes(unknown_lots),
            numbered={row.key for row in rows if row.key and row.get("name")},
            undone=self._get_undone_lot_ids(),
            retired_id=retired.id,
            # sudo: a zone is needed for every lot
            zones={key: Company.browse(key or []).sudo()._get_lot_tz() for key in companies},
            today=Company._get_lot_today(),
            seen={},
            places={},
        )

    def _get_undone_lot_ids(self):
        undone = self.search([("company_id", "=", self.company_id.id), ("state", "=", "undone")])
        return set(undone.lot_ids.ids)

    def _judge_company(self, row):
        text = row.get("company")
        if text and text.casefold() != self.company_id.name.casefold():
            row.tell("other_company", "company", value=text)

    def _judge_product(self, row):
        if not row.key:
            return
        column, text = row.key
        if self.unknown_product == "skip":
            row.tell("product_left_out", column, "warning", value=text)
            row.action = "skip"
        elif self.unknown_product != "create":
            row.tell("unknown_product", column, value=text)

    def _judge_number(self, row, known):
        if row.action == "skip" or row.get("name"):
            return
        if any(issue["field"] == "name" for issue in row.issues if issue["level"] == "error"):
            return
        tracked = row.get("tracking") in ("lot", "serial") or row.key in known.numbered
        if self.without_number == "product" and not tracked:
            row.action = "product"
        else:
            row.tell("missing_number", "name", "warning")
            row.action = "skip"

    def _judge_duplicate(self, row, known):
        """A lot may stand in several rows when each is another place; else it is there twice."""
        product, number = row.product_id or row.key, row.get("name")
        if not product or (not number and row.action != "product"):
            return
        place = row.location_id or row.get("location")
        twin = known.places.setdefault((product, number, place), row)
        first = known.seen.setdefault((product, number), row)
        shown = number or row.get("product_name") or row.get("product_code")
        if twin is not row or (first is not row and row.get("tracking") == "serial"):
            other = twin if twin is not row else first
            row.tell("duplicate_in_file", "name", value=shown, first=other.number)
        elif first is not row and number:
            row.first = first
            counts = self.set_quantities and first.action != "same"
            row.action = "quantity" if counts else "same"
            if any(row.get(name) not in (None, first.get(name)) for name in DATES):
                row.tell("contradicts_first", "name", value=number, first=first.number)

    def _judge_lot(self, row, known):
        number = row.get("name")
        if not number or row.first or not row.product_id:
            return
        found = known.lots.get((row.product_id, number), [])
        own = [
            lot
            for lot in found
            if lot["id"] in known.readable and lot["company_id"] in (None, self.company_id.id)
        ]
        if own:
            self._judge_known_lot(row, own[0], known)
        elif found:
            row.tell("other_company", "name", value=number)
        else:
            other = known.alike.setdefault((row.product_id, number_fold.fold(number)), number)
            if other != number:
                row.tell("near_duplicate", "name", "warning", value=number, other=other)

    def _judge_known_lot(self, row, lot, known):
        row.lot_id = lot["id"]
        zone = known.zones[lot["company_id"]]
        row.expiry = calendar_day.day_of(lot["expiration_date"], zone) or None
        row.changes = {"production_date": lot["production_date"]}
        if lot["id"] in known.undone and lot["disposition_id"] == known.retired_id:
            row.action = "revive"
        elif self.existing_lot == "update":
            row.action = "update"
            self._judge_conflict(row)
        elif self.existing_lot == "skip":
            row.action = "same"
            row.tell("lot_skipped", "name", "warning", value=row.get("name"))
            self._judge_conflict(row, counts=False)
        else:
            row.tell("lot_exists", "name", value=row.get("name"))

    def _judge_conflict(self, row, counts=True):
        """Compare the expiry of a known lot with the file's; somebody must confirm another."""
        theirs = row.get("expiration_date")
        if not theirs or not row.expiry or theirs == row.expiry:
            return
        decision = self.expiry_conflict
        if decision == "line":
            decision = row.decision
        if not counts:
            decision = "keep"
        code = {"keep": "expiry_kept", "take": "expiry_taken"}.get(decision, "expiry_conflict")
        level = "warning" if decision else "error"
        days = {"ours": row.expiry.isoformat(), "theirs": theirs.isoformat()}
        row.tell(code, "expiration_date", level, **days)
        if decision == "keep":
            row.values["expiration_date"] = row.expiry

    def _judge_dates(self, row, known):
        if row.action in ("product", "quantity"):
            return
        last = row.get("expiration_date") or row.expiry
        made = row.get("production_date") or (row.changes or {}).get("production_date")
        best, received = row.get("best_before_date"), row.get("received_date")
        if made and last and made > last:
            self._tell_order(row, "production_after_expiry", "production_date", made, last)
        if best and last and best > last:
            self._tell_order(row, "best_before_after_expiry", "best_before_date", best, last)
        if made and (again := row.get("retest_date")) and again < made:
            self._tell_order(row, "retest_before_production", "retest_date", again, made)
        if received and made and received < made:
            days = ("received_date", received, made, "warning")
            self._tell_order(row, "received_before_production", *days)
        if last and last < known.today and row.action != "same":
            row.tell("expired", "expiration_date", "warning", day=last.isoformat())

    def _tell_order(self, row, code, field, first, second, level="error"):
        row.tell(code, field, level, first_day=first.isoformat(), day=second.isoformat())

    def _judge_place(self, row):
        if not self.set_quantities or row.get("quantity") is None:
            return
        text, told = row.get("location"), {issue["field"] for issue in row.issues}
        if not self._get_stock_location():
            row.tell("no_warehouse", "location")
        elif self.unknown_location == "create" or not text or row.location_id:
            return
        elif "location" not in told:
            row.tell("unknown_location", "location", value=text)

    def _judge_quantity(self, row):
        quantity, weight = row.get("quantity"), row.get("weight")
        level = "error" if self.set_quantities else "warning"
        if quantity is not None and quantity < 0:
            row.tell("negative_quantity", "quantity", level, value=str(quantity))
        elif row.get("tracking") == "serial" and quantity not in (None, 0, 1):
            row.tell("serial_quantity", "quantity", level, value=str(quantity))
        if weight is not None and weight < 0:
            row.tell("negative_weight", "weight", value=str(weight))

    def _judge_supplier(self, row):
        text = row.get("supplier")
        if not text or row.supplier_id or self.unknown_supplier == "create":
            return
        if not any(issue["field"] == "supplier" for issue in row.issues):
            row.tell("unknown_supplier", "supplier", "warning", value=text)

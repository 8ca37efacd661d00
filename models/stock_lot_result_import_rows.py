from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from .stock_lot_specification import MANAGER, OPERATIONS

FACTS = ("analyst", "instrument", "uncertainty", "note")


class Judged(NamedTuple):
    """What rows of results come to, before anything is written.

    :param entries: ``[(result, values, reason of a repeat or "")]``
    :param problems: ``[{row, code, message}]``
    :param same: how many rows say what is known already
    :param inspections: whose results these are
    """

    entries: list
    problems: list
    same: int
    inspections: models.BaseModel


class StockLotInspection(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Entering many results at once: judged as a whole, then written as one person's."""

    _inherit = "stock.lot.inspection"

    @api.model
    def _judge_rows(self, rows, company):
        """Return the Judged of cleaned rows; writes nothing."""
        finder = self._find_named(rows, company)
        entries, problems, same, seen = [], [], 0, {}
        for number, row in enumerate(rows, 1):
            try:
                entry = self._judge_row(row, finder, seen, number)
            except UserError as error:
                problems.append({"row": number, "code": "refused", "message": str(error)})
                continue
            if entry:
                entries.append(entry)
            else:
                same += 1
        own = {one.id for found in finder.values() for one in found}
        named = self.browse(sorted(own & {entry[0].inspection_id.id for entry in entries}))
        return Judged(entries, problems, same, named)

    @api.model
    def _find_named(self, rows, company):
        """Return ``{key: inspections}`` by number, by lot and by (lot, product code)."""
        numbers = list({row["inspection"] for row in rows if row.get("inspection")})
        lots = list({row["lot"] for row in rows if row.get("lot")})
        found = self.search([("company_id", "=", company.id), ("name", "in", numbers)])
        found |= self.search(
            [("company_id", "=", company.id), ("state", "=", "open"), ("lot_id.name", "in", lots)]
        )
        index = {}
        for one in found:
            lot, code = one.lot_id.name, (one.product_id.default_code or "").casefold()
            for key in (("number", one.name), ("lot", lot), ("lot", lot, code)):
                index.setdefault(key, []).append(one)
        return index

    @api.model
    def _judge_row(self, row, finder, seen, number):
        """Return what one row enters; None where it says what is known already.

        :raises UserError: what is wrong with it
        """
        result = self._choose_inspection(row, finder)._choose_result(row)
        earlier = seen.setdefault(result.id, number)
        if earlier != number:
            raise UserError(self.env._("Row %(row)s has a result of the same test.", row=earlier))
        typed = " ".join(filter(None, (row.get("value"), row.get("unit"))))
        reading = result._read(typed)
        if reading is None:
            raise UserError(self.env._("There is no result."))
        if result.answered and result.value == reading.text and not row.get("repeat_reason"):
            return None
        result.inspection_id._check_open()
        if result.answered and not row.get("repeat_reason"):
            result._check_unanswered(typed)
        vals = {"typed": typed, **{name: row[name] for name in FACTS if name in row}}
        if "tested_on" in row:
            vals["tested_on"] = self._read_day(row["tested_on"])
        return result, vals, row.get("repeat_reason", "")

    @api.model
    def _read_day(self, text):
        try:
            return fields.Date.to_date(text)
        except ValueError as error:
            raise UserError(
                self.env._("“%(value)s” is no clear date. Type it as 2026-01-31.", value=text)
            ) from error

    @api.model
    def _choose_inspection(self, row, finder):
        """Return the one inspection a row means."""
        if row.get("inspection"):
            key = ("number", row["inspection"])
        else:
            code = row.get("product_code", "").casefold()
            key = ("lot", row.get("lot"), *([code] if code else []))
        found = finder.get(key, [])
        if row.get("operation"):
            found = [one for one in found if one.operation == self._read_operation(row)]
        if len(found) == 1:
            return found[0]
        words = {"what": row.get("inspection") or row.get("lot") or "–"}
        if found:
            raise UserError(
                self.env._(
                    "%(what)s has several open inspections. Name one by its number.", **words
                )
            )
        raise UserError(self.env._("There is no open inspection of %(what)s.", **words))

    @api.model
    def _read_operation(self, row):
        word = row["operation"].casefold()
        for key, label in OPERATIONS:
            if word in (key, label.casefold()):
                return key
        raise UserError(self.env._("“%(value)s” is no operation.", value=row["operation"]))

    def _choose_result(self, row):
        """Return the one result of this inspection a row answers."""
        wanted, sample = row.get("characteristic", "").casefold(), row.get("sample")
        found = [
            result
            for result in self.result_ids
            if wanted
            in (result.characteristic_id.code.casefold(), result.characteristic_id.name.casefold())
            and sample in (None, result.sample_id.name or None)
        ]
        if len(found) == 1:
            return found[0]
        words = {"name": self.name, "what": row.get("characteristic") or "–"}
        if found:
            raise UserError(
                self.env._("%(name)s tests %(what)s of several samples. Name the sample.", **words)
            )
        raise UserError(self.env._("%(name)s does not test %(what)s.", **words))

    @api.model
    def _enter(self, judged):
        """Write what was judged, and return how many results that are."""
        judged.inspections.check_access("write")
        for result, vals, reason in judged.entries:
            if reason and result.answered:
                result._repeat(vals.pop("typed"), reason, **vals)
            else:
                result._enter_checked(vals)
        self.env["stock.lot.inspection.result"].browse(
            [result.id for result, _vals, _reason in judged.entries]
        ).mapped("value")
        return len(judged.entries)

    def _release_passed(self):
        """Decide those of these inspections that are complete and passed; return them."""
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._("Only a quality manager releases. Import the results alone.")
            )
        passed = self.filtered(lambda one: one.verdict == "pass" and one.state == "open")
        if passed:
            passed._decide(self.env["stock.lot"]._get_released(), source="import")
        return passed


class StockLotInspectionResult(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Entering a result that was judged before."""

    _inherit = "stock.lot.inspection.result"

    def _enter_checked(self, vals):
        """Write what was judged, with who enters it; the checks of `write` were made."""
        own = self.inspection_id._as_system().env[self._name].browse(self.id)
        own.write(self._sign_in(vals))

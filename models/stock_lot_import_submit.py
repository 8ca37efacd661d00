import base64
import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import lot_table
from .provenance import Provenance, with_provenance
from .stock_lot_import_messages import describe


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect other systems call: rows with a key, done once however often it is sent."""

    _inherit = "stock.lot.import"

    @api.model
    def submit(self, rows, key, policy=None):
        """Import rows that another system sends. All of them, or none.

        :param rows: list of dicts with the fields of an import: name, gs1_code, product_code,
            product_barcode, product_name, expiration_date, best_before_date, removal_date,
            alert_date, production_date, retest_date, received_date, quantity, uom, location,
            weight, supplier, supplier_lot_ref, ref, description, company. Dates as 2026-01-31.
        :param key: names this request, once per company and source. The same key with the same
            rows and policy returns the first result and changes nothing; with others it is an
            error. A request that failed may be sent again with its key.
        :param policy: the answers of the Check step (unknown_product: error, create, skip …),
            ``source`` (name of the sender) and ``dry_run`` (check only, keep nothing)
        :return: ``{import_id, state, created, updated, skipped, errors, warnings, lot_ids}``;
            errors and warnings are ``[{row, code, field, message, advice}]``, row from 1
        """
        self._check_request(rows, key, policy)
        policy = dict(policy or {})
        dry_run = policy.pop("dry_run", False)
        source = policy.pop("source", "") or self.env._("Other system")
        payload = json.dumps([rows, policy], sort_keys=True, default=str)
        payload_key = hashlib.sha256(payload.encode()).hexdigest()
        document = self._find_request(source, key)
        if not document:
            document = self._create_request(source, key, payload_key, rows, policy)
        elif document.payload_key != payload_key:
            raise UserError(
                self.env._(
                    "The key “%(key)s” was used on %(day)s for other rows. Use a new key for each "
                    "request, and the same one only to send it again.",
                    key=key,
                    day=document.create_date.date().isoformat(),
                )
            )
        if document.state not in ("done", "undone"):
            document._run_request(dry_run)
        result = document._get_result()
        if dry_run and document.state not in ("done", "undone"):
            document.sudo().unlink()  # sudo: users cannot delete imports; this one never was
            result["import_id"] = False
        return result

    def _find_request(self, source, key):
        return self.search(
            [
                ("company_id", "=", self.env.company.id),
                ("source", "=", source),
                ("request_key", "=", key),
            ]
        )

    @api.model
    def _create_request(self, source, key, payload_key, rows, policy):
        decider = with_provenance(self, Provenance("import", decides=True))
        names = list(dict.fromkeys(name for row in rows for name in row))
        document = decider.create(
            {
                "source": source,
                "request_key": key,
                "payload_key": payload_key,
                "filename": "rows.json",
                "file": base64.b64encode(json.dumps(rows, default=str).encode()),
                "column_ids": [
                    fields.Command.create(
                        {"index": index, "header": name, "field_name": name, "proposed": name}
                    )
                    for index, name in enumerate(names)
                ],
            }
        )
        document.write({"state": "check", **policy})
        return document.with_env(self.env)

    def _get_rows_table(self, rows):
        """Return rows sent by another system as the Table a file would be."""
        names = [column.field_name for column in self.column_ids.sorted("index")]
        return lot_table.Table(
            names,
            [
                lot_table.Row(number, [_as_cell(row.get(name)) for name in names])
                for number, row in enumerate(rows, 1)
            ],
            lot_table.Facts("json"),
            [],
        )

    def _run_request(self, dry_run):
        """Check the rows, and import them unless one has an error."""
        self._check_may_apply()
        if not dry_run:
            self._validate()
            if not self.error_count and not self.earlier_id:
                self._apply()
        else:
            self._validate()
        if self.error_count:
            self._mark({"state": "failed"})

    def _get_result(self):
        """Return the outcome in plain values, as ``submit`` promises it."""
        done = self.earlier_id or self
        told = self.env["stock.lot.import.line"].search(
            [("import_id", "=", self.id), ("issues", "!=", False)], order="number"
        )
        by_level = {"error": [], "warning": []}
        for line in told:
            for issue in line.issues or []:
                message, advice = describe(self.env, issue)
                by_level[issue["level"]].append(
                    {
                        "row": line.number,
                        "code": issue["code"],
                        "field": issue["field"],
                        "message": message,
                        "advice": advice,
                    }
                )
        return {
            "import_id": done.id,
            "state": done.state,
            "created": self.create_count,
            "updated": self.update_count,
            "skipped": self.skip_count + self.same_count,
            "errors": by_level["error"],
            "warnings": by_level["warning"],
            "lot_ids": done.lot_ids.ids,
        }


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Odoo's own import dialog offers our template too. Writes nothing."""

    _inherit = "stock.lot"

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Template for lots"),
                "template": "/stock_lot_lifecycle/import_template.xlsx",
            }
        ]


def _as_cell(value):
    """Return a JSON value as a cell: false and null are empty, the rest is text or a number."""
    if value is None or value is False:
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return str(value).strip() or None

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, plaintext2html, split_every

from .provenance import Provenance, with_provenance

BATCH = 1_000
LOT_FIELDS = {
    "expiration_date": "expiration_day",
    "best_before_date": "best_before_day",
    "removal_date": "removal_day",
    "alert_date": "alert_day",
    "production_date": "production_date",
    "retest_date": "retest_date",
    "received_date": "received_date",
    "ref": "ref",
    "supplier_lot_ref": "supplier_lot_ref",
}
JOURNAL = (
    "expiration_date", "use_date", "removal_date", "alert_date", "production_date",
    "retest_date", "received_date", "ref", "supplier_lot_ref", "weight", "note", "supplier_id",
)  # fmt: skip


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that writes: the whole document or nothing, through the ORM, in batches."""

    _inherit = "stock.lot.import"

    def _may_create_products(self):
        return self.env["product.product"].has_access("create")

    def _may_set_quantities(self):
        return self.env.user.has_group("stock.group_stock_manager")

    def _check_may_apply(self):
        """Refuse, before anything is written, what the user may not do."""
        self.check_access("write")
        if not self.env["stock.lot"].has_access("create"):
            raise AccessError(self.env._("You may not create lots. Ask an inventory user."))
        wanted = self.unknown_product_count if self.unknown_product == "create" else 0
        if wanted and not self._may_create_products():
            raise AccessError(
                self.env._(
                    "You may not create products, and %(count)s are unknown. Ask somebody who "
                    "may, or leave their rows out.",
                    count=wanted,
                )
            )
        if self.set_quantities and self.quantity_count and not self._may_set_quantities():
            raise AccessError(
                self.env._(
                    "Only an inventory administrator may set quantities on hand. Ask one to "
                    "import the file, or import the lots without quantities."
                )
            )

    def _apply(self):
        """Import the document; return it, or the import that did the same before.

        Checks again first: the database may have changed since. Raises when a row has an
        error; then nothing is written.
        """
        self.ensure_one()
        self._require_state("check", "failed", "running")
        self._check_may_apply()
        rows = self._validate()
        self._check_may_apply()  # again: what is counted now is what will be written
        earlier = self._find_earlier()
        if earlier:
            return earlier
        self._check_rows(rows)
        provenance = Provenance("import", document=self.name, kind="imported", decides=False)
        document = with_provenance(
            self.with_company(self.company_id).with_context(mail_create_nosubscribe=True),
            provenance,
        )
        document._create_products(rows)
        document._create_partners(rows)
        document._create_lots([row for row in rows if row.action == "create"])
        document._update_lots([row for row in rows if row.action in ("update", "revive")])
        document._revive_lots([row for row in rows if row.action == "revive"])
        for row in rows:
            row.lot_id = row.first.lot_id if row.first else row.lot_id
        document._set_quantities(rows)
        self._finish(rows)
        return self

    def _check_rows(self, rows):
        if self.error_count:
            raise UserError(
                self.env._(
                    "%(count)s rows have errors; nothing was imported. Correct them in the file, "
                    "or answer the questions, then check again.",
                    count=self.error_count,
                )
            )
        if not any(row.action in ("create", "update", "revive", "product") for row in rows):
            raise UserError(
                self.env._("There is nothing to import: all rows are left out or stay unchanged.")
            )

    def _create_products(self, rows):
        """Create the unknown products, one per code; bring archived ones back."""
        groups = {}
        for row in rows:
            if row.key and row.action != "skip":
                groups.setdefault(row.key, []).append(row)
        products = self.env["product.product"].create(
            [self._prepare_product_vals(group) for group in groups.values()]
        )
        for product, group in zip(products, groups.values(), strict=True):
            for row in group:
                row.product_id = product.id
        used = self.env["product.product"].browse({row.product_id for row in rows} - {None})
        archived = used.filtered(lambda product: not product.active)
        archived.action_unarchive()
        self._mark({"product_ids": [fields.Command.set((products | archived).ids)]})

    def _prepare_product_vals(self, rows):
        first = rows[0]
        texts = {
            name: next((text for row in rows if (text := row.get(name))), None)
            for name in ("product_code", "product_barcode", "product_name")
        }
        uom_id = next((row.uom_id for row in rows if row.uom_id), None)
        return {
            "name": texts["product_name"] or first.key[1],
            "default_code": texts["product_code"],
            "barcode": texts["product_barcode"],
            "is_storable": True,
            "tracking": "lot" if any(row.get("name") for row in rows) else "none",
            # shown where lots have expiry dates; no shelf life is computed by it
            "use_expiration_date": any(row.get("expiration_date") for row in rows),
            **({"uom_id": uom_id} if uom_id else {}),
        }

    def _create_partners(self, rows):
        if self.unknown_supplier != "create":
            return
        wanted = [row for row in rows if row.get("supplier") and not row.supplier_id]
        names = list(dict.fromkeys(row.values["supplier"] for row in wanted))
        partners = self.env["res.partner"].create([{"name": name} for name in names])
        by_name = dict(zip(names, partners.ids, strict=True))
        for row in wanted:
            row.supplier_id = by_name[row.values["supplier"]]
        self._mark({"partner_ids": [fields.Command.set(partners.ids)]})

    def _create_lots(self, rows):
        done = 0
        for batch in split_every(BATCH, rows, list):
            lots = self.env["stock.lot"].create([self._prepare_lot_vals(row) for row in batch])
            for row, lot in zip(batch, lots, strict=True):
                row.lot_id = lot.id
            self.env.flush_all()
            done += len(batch)
            self._report_progress(done, len(rows))

    def _prepare_lot_vals(self, row):
        """Return what a row says of its lot, as values of stock.lot."""
        vals = {target: row.values[field] for field, target in LOT_FIELDS.items() if row.get(field)}
        if row.action == "create":
            vals |= {"name": row.values["name"], "product_id": row.product_id}
            if self._has_column("expiration_date"):
                vals.setdefault("expiration_day", False)  # an empty cell: no expiry is invented
        if row.get("weight") is not None:
            vals["weight"] = float(row.values["weight"])
        if row.get("description"):
            vals["note"] = plaintext2html(row.values["description"])
        if row.supplier_id:
            vals["supplier_id"] = row.supplier_id
        return vals

    def _update_lots(self, rows):
        """Write what the file says over known lots, and keep in the line what stood before."""
        lots = self.env["stock.lot"].browse([row.lot_id for row in rows])
        lots.fetch(JOURNAL)
        writer = with_provenance(lots, Provenance("import", document=self.name))
        for row, lot in zip(rows, writer, strict=True):
            before = lot._get_journal(JOURNAL)
            vals = self._prepare_lot_vals(row)
            if vals:
                lot.write(vals)
            after = lot._get_journal(JOURNAL)
            changed = [name for name in JOURNAL if before[name] != after[name]]
            row.changes = {
                "before": {name: before[name] for name in changed},
                "after": {name: after[name] for name in changed},
            }

    def _revive_lots(self, rows):
        """Give the lots that an undone import retired back their first status."""
        lots = self.env["stock.lot"].browse([row.lot_id for row in rows])
        reason = self.env._("Imported again by %(document)s", document=self.name)
        for disposition, revived in lots.grouped(
            lambda lot: lot.product_id._get_lot_disposition()
        ).items():
            revived._set_disposition(disposition, reason, source="import")

    def _finish(self, rows):
        """Write what was done into the lines and the document."""
        self.env.flush_all()
        self._write_lines(rows)
        lot_ids = [row.lot_id for row in rows if row.action in ("create", "update", "revive")]
        self._mark(
            {
                "state": "done",
                "problem": False,
                "done_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "lot_ids": [fields.Command.set(lot_ids)],
                "lot_count": len(lot_ids),
            }
        )

    def _write_lines(self, rows):
        done = [row for row in rows if row.lot_id or row.product_id]
        lines = self.env["stock.lot.import.line"]
        self.env.execute_query(
            SQL(
                """
                UPDATE stock_lot_import_line line
                SET lot_id = done.lot_id, product_id = done.product_id
                FROM unnest(%s::int[], %s::int[], %s::int[]) AS done (number, lot_id, product_id)
                WHERE line.import_id = %s AND line.number = done.number
                """,
                [row.number for row in done],
                [row.lot_id for row in done],
                [row.product_id for row in done],
                self.id,
            )
        )
        lines.invalidate_model(["lot_id", "product_id"])
        changed = {row.number: row.changes for row in rows if "before" in (row.changes or {})}
        decider = with_provenance(lines, Provenance("import", decides=True))
        domain = [("import_id", "=", self.id), ("number", "in", list(changed))]
        for line in decider.search(domain):
            line.changes = changed[line.number]

import re

from odoo import api, models
from odoo.tools import SQL

CODE_AND_NAME = re.compile(r"\[([^\]]+)\]\s*(.*)", re.DOTALL)
# where the text of each column is looked for, in this order; the first place that knows it wins
PLACES = {
    "product_barcode": ("barcode", "code"),
    "product_code": ("code", "barcode", "name"),
    "product_name": ("name", "code", "barcode"),
}


class StockLotImport(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The aspect that finds the products rows speak of, all of them by one query."""

    _inherit = "stock.lot.import"

    @api.model
    def _split_product_name(self, rows):
        """Take "[CODE] name" apart, as Odoo itself writes products."""
        for row in rows:
            named = CODE_AND_NAME.fullmatch(row.get("product_name") or "")
            if named and not row.get("product_code"):
                row.values["product_code"] = named[1].strip()
                row.values["product_name"] = named[2].strip() or named[1].strip()

    def _resolve_products(self, rows):
        self._split_product_name(rows)
        found = self._find_products(rows)
        readable = self._get_readable_ids("product.product", found)
        for row in rows:
            column = next((name for name in PLACES if row.get(name)), None)
            if not column:
                row.tell("missing_product", "product_code")
                continue
            text = row.values[column]
            matches = next(
                (found[place, text] for place in PLACES[column] if (place, text) in found), []
            )
            self._choose_product(row, column, matches, readable)

    def _choose_product(self, row, column, matches, readable):
        """Set the one product a row means; archived ones count only when no other is there."""
        text = row.values[column]
        own = [
            match
            for match in matches
            if match["id"] in readable and match["company_id"] in (None, self.company_id.id)
        ]
        active = [match for match in own if match["active"]]
        if len(active) > 1:
            row.tell("ambiguous_product", column, value=text, count=len(active))
        elif active or own:
            match = (active or own)[0]
            row.product_id = match["id"]
            self._check_product(row, column, match)
        elif matches:
            row.tell("other_company", column, value=text)
        else:
            row.key = (column, text)

    def _check_product(self, row, column, match):
        text = row.values[column]
        if not match["active"] and match["id"] not in self._get_undone_product_ids():
            row.tell("archived_product", column, value=text)
        elif not match["storable"]:
            row.tell("not_storable", column, value=text)
        elif match["tracking"] == "none" and row.get("name"):
            row.tell("untracked_product", column, value=text)
        row.values["tracking"] = match["tracking"]
        row.values["unit_id"] = match["unit"]

    def _get_undone_product_ids(self):
        """Return the products that undone imports have archived: importing revives them."""
        undone = self.search([("company_id", "=", self.company_id.id), ("state", "=", "undone")])
        return set(undone.product_ids.ids)

    def _find_products(self, rows):
        """Return ``{(place, text): [product facts]}`` for the texts of all rows, in one query."""
        texts = {row.get(column) for row in rows for column in PLACES} - {None}
        names = {row.get(column) for row in rows for column in ("product_name", "product_code")}
        self.env["product.product"].flush_model(["barcode", "default_code", "active"])
        self.env["product.template"].flush_model(
            ["name", "tracking", "is_storable", "uom_id", "company_id"]
        )
        found = {}
        for match in self.env.execute_query_dict(
            self._get_products_sql(list(texts), list(names - {None}))
        ):
            found.setdefault((match["place"], match["text"]), []).append(match)
        return found

    def _get_products_sql(self, texts, names):
        return SQL(
            """
            SELECT named.place, named.text, product.id, product.active,
                template.tracking, template.is_storable AS storable, template.uom_id AS unit,
                template.company_id
            FROM (
                SELECT 'barcode' AS place, barcode AS text, id FROM product_product
                WHERE barcode = ANY(%(texts)s)
                UNION
                SELECT 'code', default_code, id FROM product_product
                WHERE default_code = ANY(%(texts)s)
                UNION
                SELECT 'name', known.name, variant.id
                FROM product_template tmpl
                CROSS JOIN LATERAL (VALUES (tmpl.name->>%(lang)s), (tmpl.name->>'en_US'))
                    AS known (name)
                JOIN product_product variant ON variant.product_tmpl_id = tmpl.id
                WHERE known.name = ANY(%(names)s)
            ) AS named
            JOIN product_product product ON product.id = named.id
            JOIN product_template template ON template.id = product.product_tmpl_id
            ORDER BY product.id
            """,
            texts=texts,
            names=names,
            lang=self.env.lang or "en_US",
        )

    def _get_readable_ids(self, model_name, found):
        ids = {match["id"] for matches in found.values() for match in matches}
        return set(self.env[model_name].browse(ids)._filtered_access("read").ids)

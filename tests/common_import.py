"""Builders of import documents, for the tests of the import."""

import base64
from pathlib import Path

from odoo.tests import new_test_user

from .common import LotCase

SAMPLE = Path(__file__).parent / "files" / "warehouse_inventory.csv"


class ImportCase(LotCase):
    """A stock manager imports; a newcomer may create products too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user["newcomer"] = new_test_user(
            cls.root,
            "lots_newcomer",
            groups="stock.group_stock_manager,product.group_product_manager",
            tz="UTC",
            company_id=cls.company.id,
        )
        cls.documents = cls.as_("stock_manager", cls.env["stock.lot.import"])

    def _load(self, content, filename="lots.csv", role="stock_manager", **vals):
        """Return a new document with a file (bytes, or the text of a CSV)."""
        content = content.encode() if isinstance(content, str) else content
        return self.as_(role, self.documents).create(
            {"file": base64.b64encode(content), "filename": filename, **vals}
        )

    def _check(self, content, filename="lots.csv", role="stock_manager", **answers):
        """Return a document at the step Check, with `answers` given."""
        document = self._load(content, filename, role)
        document.action_continue()
        if answers.get("date_order"):
            document.date_order = answers.pop("date_order")
        document.action_continue()
        if answers:
            document.write(answers)
            document.action_check()
        return document

    def _import(self, content, filename="lots.csv", role="stock_manager", **answers):
        """Return a document that was imported."""
        document = self._check(content, filename, role, **answers)
        document.action_import()
        return document

    def _codes(self, document):
        """Return ``{row: {codes}}`` of the rows that have something to say."""
        return {
            line.number: {issue["code"] for issue in line.issues}
            for line in document.line_ids
            if line.issues
        }

    def _actions(self, document):
        """Return what happens with the rows, in the order of the file."""
        return [line.action for line in document.line_ids.sorted("number")]

    def _lots(self, number):
        return self.root["stock.lot"].search([("name", "=", number)])

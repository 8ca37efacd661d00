from odoo import fields, models

from ..tools.ledger_workbook import RedText, ledger_workbook

HANDS, ABOUT = range(2)  # sheets
ON_PAPER = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Chains of custody on paper, as workbooks and for other systems. Writes nothing."""

    _inherit = "stock.lot"

    def action_print_custody(self):
        """Print the chain of custody of these lots."""
        return self.env.ref("stock_lot_lifecycle.stock_lot_custody_report").report_action(self)

    def _get_printed_custody(self):
        """Return what the report prints of who held this lot."""
        custody = self._get_chain_of_custody()
        section = self._get_custody_section(custody)
        now = fields.Datetime.to_string(fields.Datetime.now())
        return {
            "is_complete": custody.is_complete,
            "coverage": self._get_custody_coverage(custody),
            "lot_zone": self._get_custody_zone(),
            "at": self.env["stock.lot.event"]._get_time(now),
            "zone": self.env.user.tz or "UTC",
            **self._get_printed_section(section, ON_PAPER),
        }

    def _get_custody_workbook(self):
        """Return the bytes of a workbook with the chains of custody of these lots."""
        titles = [title for title, _kind in self._get_section_headers("custody")]
        sheets = [
            (self.env._("Chain of custody"), [self.env._("Lot"), self.env._("Product"), *titles]),
            (self.env._("About"), [self.env._("Lot"), self.env._("Fact"), self.env._("Value")]),
        ]
        return ledger_workbook(sheets, self._get_custody_workbook_rows())

    def _get_custody_workbook_rows(self):
        """Yield ``(sheet, cells)``, lot by lot."""
        for lot in self:
            custody = lot._get_chain_of_custody()
            name, product = lot.name, lot.product_id.display_name
            for row in lot._get_custody_section(custody).rows:
                cells = [name, product, *row.cells]
                if row.is_red:
                    cells = [RedText(cell) if isinstance(cell, str) else cell for cell in cells]
                yield HANDS, cells
            words = lot._get_custody_coverage(custody)
            words = words if custody.is_complete else RedText(words)
            yield ABOUT, [name, self.env._("Is it all?"), words]
            yield ABOUT, [name, self.env._("Times are of"), lot._get_custody_zone()]
            yield ABOUT, [name, self.env._("Read by"), self.env.user.name]

    def _get_custody_json(self):
        """Return the chains of custody of these lots as plain values; instants are in UTC."""
        return [lot._get_custody_facts() for lot in self]

    def _get_custody_facts(self):
        custody = self._get_chain_of_custody()
        return {
            "lot": self.name,
            "lot_id": self.id,
            "product": self.product_id.display_name,
            "unit": self.product_uom_id.name,
            "coverage": self._get_custody_coverage(custody),
            "read_by": self.env.user.name,
            **custody.as_json(),
        }

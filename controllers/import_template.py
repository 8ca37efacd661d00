import datetime

from odoo.http import Controller, content_disposition, request, route

from ..tools import lot_table


class ImportTemplate(Controller):
    """The empty workbook people fill in; it has no content of the database."""

    @route(
        "/stock_lot_lifecycle/import_template.xlsx",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def import_template(self):
        workbook = lot_table.template_workbook(
            self._get_fields(), labels=request.env["stock.lot.import"]._get_labels()
        )
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition("lots.xlsx")),
        ]
        return request.make_response(workbook, headers)

    def _get_fields(self):
        _ = request.env._
        day = datetime.date(2027, 1, 31)
        made = datetime.date(2025, 1, 31)
        return [
            (_("Product code"), "RV624", _("The product's internal reference or barcode.")),
            (_("Product name"), "Apricot jam 340 g", _("Needed only for products to create.")),
            (_("Lot number"), "00392/174", _("As printed on the goods, zeros included.")),
            (_("Manufacturing date"), made, _("The day the lot was made.")),
            (_("Expiry date"), day, _("The last good day.")),
            (_("Quantity"), 9800, _("On hand, in the product's own unit.")),
            (_("Location"), "WH/Stock/A1", _("Name, full name or barcode of the place.")),
            (_("Supplier"), "Acme Farms", _("Name of the supplier.")),
            (_("Supplier lot"), "77-B", _("The number the supplier gave the lot.")),
            (_("Weight"), 12.4, _("Net weight of the whole lot.")),
            (_("Description"), "Blue caps", _("Anything worth knowing.")),
        ]

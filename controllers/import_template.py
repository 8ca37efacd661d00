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
        request.env["stock.lot.import"].check_access("read")
        workbook = lot_table.template_workbook(
            self._get_fields(), labels=request.env["stock.lot.import"]._get_labels()
        )
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition("lots.xlsx")),
        ]
        return request.make_response(workbook, headers)

    def _get_fields(self):
        env = request.env
        day = datetime.date(2027, 1, 31)
        made = datetime.date(2025, 1, 31)
        return [
            (env._("Product code"), "RV624", env._("Internal reference or barcode.")),
            (env._("Product name"), "Apricot jam 340 g", env._("Only for products to create.")),
            (env._("Lot number"), "00392/174", env._("As printed on the goods, zeros included.")),
            (env._("Manufacturing date"), made, env._("The day the lot was made.")),
            (env._("Expiry date"), day, env._("The last good day.")),
            (env._("Quantity"), 9800, env._("On hand, in the product's own unit.")),
            (env._("Location"), "WH/Stock/A1", env._("Name, full name or barcode of the place.")),
            (env._("Supplier"), "Acme Farms", env._("Name of the supplier.")),
            (env._("Supplier lot"), "77-B", env._("The number the supplier gave the lot.")),
            (env._("Weight"), 12.4, env._("Net weight of the whole lot.")),
            (env._("Description"), "Blue caps", env._("Anything worth knowing.")),
        ]

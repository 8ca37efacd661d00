from odoo.http import Controller, content_disposition, request, route


class StatusUpdateReport(Controller):
    """What became of each lot of a bulk decision, as a workbook for who may read it."""

    @route(
        '/stock_lot/status_update/<model("stock.lot.status.update"):document>/report.xlsx',
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def report(self, document):
        headers = [
            ("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            ("Content-Disposition", content_disposition(f"{document.title}.xlsx")),
        ]
        return request.make_response(document._get_report(), headers)

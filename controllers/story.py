import json

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODELS = ("stock.lot", "stock.lot.event")


class LotStory(Controller):
    """Workbooks of life stories; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/story.xlsx", type="http", auth="user", methods=["POST"])
    def story(self, model, ids):
        if model not in MODELS:
            raise request.not_found()
        chosen = request.env[model].browse([int(row_id) for row_id in json.loads(ids)]).exists()
        workbook = request.env["stock.lot.event"]._get_story_workbook(chosen)
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition("life_story.xlsx")),
        ]
        return request.make_response(workbook, headers)

import json

from werkzeug.exceptions import BadRequest

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MODELS = ("stock.lot", "stock.lot.event")


class LotStory(Controller):
    """Workbooks of any number of rows; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/story.xlsx", type="http", auth="user", methods=["POST"])
    def story(self, model, ids):
        if model not in MODELS:
            raise request.not_found()
        chosen = request.env[model].browse(_read_ids(ids)).exists()
        workbook = request.env["stock.lot.event"]._get_story_workbook(chosen)
        return _make_workbook(workbook, "life_story.xlsx")

    @route("/stock_lot_lifecycle/at_risk.xlsx", type="http", auth="user", methods=["POST"])
    def at_risk(self, model, ids):
        if model != "stock.lot.at.risk":
            raise request.not_found()
        # ids may be gone: stock moves on between the click and here
        chosen = request.env[model].search([("id", "in", _read_ids(ids))])
        return _make_workbook(chosen._get_workbook(), "stock_at_risk.xlsx")


def _make_workbook(workbook, name):
    headers = [("Content-Type", XLSX), ("Content-Disposition", content_disposition(name))]
    return request.make_response(workbook, headers)


def _read_ids(text):
    """Return the ids that the page sent, a JSON list of numbers; anything else is refused."""
    try:
        ids = json.loads(text)
    except ValueError as error:
        raise BadRequest from error
    if not isinstance(ids, list) or not all(type(row_id) is int for row_id in ids):
        raise BadRequest
    return ids

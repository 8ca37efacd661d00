from odoo.http import Controller, request, route

from .files import XLSX, make_file, read_ids

MODELS = ("stock.lot", "stock.lot.event")


class LotStory(Controller):
    """Workbooks of any number of rows; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/story.xlsx", type="http", auth="user", methods=["POST"])
    def story(self, model, ids):
        if model not in MODELS:
            raise request.not_found()
        chosen = request.env[model].browse(read_ids(ids)).exists()
        workbook = request.env["stock.lot.event"]._get_story_workbook(chosen)
        return make_file(workbook, XLSX, "life_story.xlsx")

    @route("/stock_lot_lifecycle/at_risk.xlsx", type="http", auth="user", methods=["POST"])
    def at_risk(self, model, ids):
        if model != "stock.lot.at.risk":
            raise request.not_found()
        # ids may be gone: stock moves on between the click and here
        chosen = request.env[model].search([("id", "in", read_ids(ids))])
        return make_file(chosen._get_workbook(), XLSX, "stock_at_risk.xlsx")

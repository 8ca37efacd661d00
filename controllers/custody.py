from odoo.http import Controller, request, route

from .files import JSON, XLSX, make_file, read_ids, write_json


class LotCustody(Controller):
    """Chains of custody as files; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/custody.xlsx", type="http", auth="user", methods=["POST"])
    def workbook(self, ids):
        lots = self._find(ids)
        return make_file(lots._get_custody_workbook(), XLSX, self._name(lots, "xlsx"))

    @route("/stock_lot_lifecycle/custody.json", type="http", auth="user", methods=["POST"])
    def plain(self, ids):
        lots = self._find(ids)
        return make_file(write_json(lots._get_custody_json()), JSON, self._name(lots, "json"))

    def _find(self, ids):
        lots = request.env["stock.lot"].browse(read_ids(ids)).exists()
        lots.check_access("read")
        return lots

    def _name(self, lots, extension):
        title = lots.name if len(lots) == 1 else len(lots)
        return f"{request.env._('Chain of custody - %s', title)}.{extension}"

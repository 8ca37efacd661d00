from werkzeug.exceptions import BadRequest

from odoo.http import Controller, request, route

from ..tools.trace import DIRECTIONS
from .files import JSON, XLSX, make_file, read_ids, write_json

REPORT = "stock_lot_lifecycle.stock_lot_trace_report"


class LotTrace(Controller):
    """Traces as files; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/trace.xlsx", type="http", auth="user", methods=["POST"])
    def workbook(self, model, ids, direction):
        trace, title = self._trace(model, ids, direction)
        content = request.env["stock.lot"]._get_trace_workbook(trace, title)
        return make_file(content, XLSX, self._name(title, "xlsx"))

    @route("/stock_lot_lifecycle/trace.json", type="http", auth="user", methods=["POST"])
    def plain(self, model, ids, direction):
        trace, title = self._trace(model, ids, direction)
        content = write_json(request.env["stock.lot"]._get_trace_json(trace, title))
        return make_file(content, JSON, self._name(title, "json"))

    @route("/stock_lot_lifecycle/trace.pdf", type="http", auth="user", methods=["POST"])
    def paper(self, model, ids, direction):
        documents, roots = self._find(model, ids, direction)
        title = roots._get_trace_title(documents, roots)
        content, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            REPORT, roots.ids, data={"direction": direction, "title": title}
        )
        return make_file(content, "application/pdf", self._name(title, "pdf"))

    def _trace(self, model, ids, direction):
        documents, roots = self._find(model, ids, direction)
        return roots._trace(direction), roots._get_trace_title(documents, roots)

    def _name(self, title, extension):
        return f"{request.env._('Trace of %s', title)}.{extension}"

    def _find(self, model, ids, direction):
        if direction not in DIRECTIONS:
            raise BadRequest
        return request.env["stock.lot"]._find_trace_roots(model, read_ids(ids))

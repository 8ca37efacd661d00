import json

from werkzeug.exceptions import BadRequest

from odoo.http import Controller, content_disposition, request, route

from ..tools.trace import DIRECTIONS
from .story import XLSX

REPORT = "stock_lot_lifecycle.stock_lot_trace_report"


class LotTrace(Controller):
    """Traces as files; what may be read is asked of the models."""

    @route("/stock_lot_lifecycle/trace.xlsx", type="http", auth="user", methods=["POST"])
    def workbook(self, model, ids, direction):
        trace, title = self._trace(model, ids, direction)
        content = request.env["stock.lot"]._get_trace_workbook(trace, title)
        return self._answer(content, XLSX, self._name(title), "xlsx")

    @route("/stock_lot_lifecycle/trace.json", type="http", auth="user", methods=["POST"])
    def plain(self, model, ids, direction):
        trace, title = self._trace(model, ids, direction)
        content = json.dumps(
            request.env["stock.lot"]._get_trace_json(trace, title), ensure_ascii=False, indent=1
        )
        return self._answer(content.encode(), "application/json", self._name(title), "json")

    @route("/stock_lot_lifecycle/trace.pdf", type="http", auth="user", methods=["POST"])
    def paper(self, model, ids, direction):
        documents, roots = self._find(model, ids, direction)
        title = roots._get_trace_title(documents, roots)
        content, _kind = request.env["ir.actions.report"]._render_qweb_pdf(
            REPORT, roots.ids, data={"direction": direction, "title": title}
        )
        return self._answer(content, "application/pdf", self._name(title), "pdf")

    def _trace(self, model, ids, direction):
        documents, roots = self._find(model, ids, direction)
        return roots._trace(direction), roots._get_trace_title(documents, roots)

    def _name(self, title):
        return request.env._("Trace of %s", title)

    def _find(self, model, ids, direction):
        if direction not in DIRECTIONS:
            raise BadRequest
        return request.env["stock.lot"]._find_trace_roots(model, self._read_ids(ids))

    def _read_ids(self, text):
        """Return the ids that the page sent, a JSON list of numbers; anything else is refused."""
        try:
            ids = json.loads(text)
        except ValueError as error:
            raise BadRequest from error
        if not isinstance(ids, list) or not all(type(row_id) is int for row_id in ids):
            raise BadRequest
        return ids

    def _answer(self, content, kind, name, extension):
        name = content_disposition(f"{name}.{extension}")
        headers = [("Content-Type", kind), ("Content-Disposition", name)]
        return request.make_response(content, headers)

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.utils import is_user_internal

PATHS = {"stock_lot": "/odoo/stock_lot"}
DEBUG_MODES = ("0", "1", "assets", "tests", "assets,tests")
ID_DIGITS = 10


class LotController(http.Controller):
    """Short addresses of screens: every name is listed here, none is taken from the address."""

    @http.route("/action", type="http", auth="user", methods=["GET"], readonly=True)
    def open_action(self, name="", **params):
        path = PATHS.get(name)
        if not path:
            return self._say(
                404,
                request.env._("There is no screen of this name"),
                request.env._("Check the address, or open the lots from the Inventory menu."),
            )
        if not is_user_internal(request.session.uid):
            return self._say(
                403,
                request.env._("This screen is only for employees"),
                request.env._("Your account shows your own documents."),
            )
        number = params.get("id", "")
        if number.isascii() and number.isdecimal() and len(number) <= ID_DIGITS:
            path = f"{path}/{int(number)}"
        query = {key: params[key] for key in ("debug",) if params.get(key) in DEBUG_MODES}
        return request.redirect_query(path, query, code=303)

    def _say(self, status, title, advice):
        return request.render(
            "stock_lot_lifecycle.address_page", {"title": title, "advice": advice}, status=status
        )

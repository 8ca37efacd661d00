from odoo import api, models
from odoo.exceptions import UserError

from ..tools import lot_lines, number_range
from .stock_move_line_said import SAID


class StockMove(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The dialogs Generate and Import: numbers are drawn when *Generate* is pressed."""

    _inherit = "stock.move"

    @api.model
    def propose_lot_number(self, context_data):
        """Return the number that *Generate* would begin with and what proposes it; takes none.

        :return: ``{"number", "note"}``, either may be empty
        """
        product, facts = self._get_numbering_facts(context_data)
        scheme = product._get_lot_scheme(facts["operation"])
        try:
            numbers = product._peek_lot_numbers(**facts)
        except UserError as error:
            return {"number": "", "note": error.args[0]}
        note = self.env._("Drawn when you generate, by %(scheme)s.", scheme=scheme.name)
        return {"number": "".join(numbers), "note": note if scheme else ""}

    @api.model
    def action_generate_lot_line_vals(self, context_data, mode, first_lot, count, lot_text):
        if mode == "generate":
            text = self._get_generated_text(context_data, (first_lot or "").strip(), count)
            if text:
                return super().action_generate_lot_line_vals(context_data, "import", False, 0, text)
        return super().action_generate_lot_line_vals(context_data, mode, first_lot, count, lot_text)

    @api.model
    def _get_generated_text(self, context_data, first_lot, count):
        """Return the numbers of the dialog as lines for core; empty where core counts on."""
        amounts = self._get_generated_amounts(context_data, first_lot, count)
        if number_range.is_range(first_lot):
            numbers = self.env["stock.lot"]._expand_range(first_lot)
        else:
            product, facts = self._get_numbering_facts(context_data)
            if not amounts or (first_lot and [first_lot] != product._peek_lot_numbers(**facts)):
                return ""
            numbers = product._draw_lot_numbers(len(amounts), **facts)
        if amounts and len(numbers) < len(amounts):
            amounts = amounts[: len(numbers)]
        if context_data.get("default_tracking") != "lot":
            return "\n".join(numbers)
        amounts += amounts[:1] * (len(numbers) - len(amounts))
        return "\n".join(
            f"{number}\t{amount:g}" for number, amount in zip(numbers, amounts, strict=True)
        )

    @api.model
    def _get_generated_amounts(self, context_data, first_lot, count):
        """Return the quantity of each lot that *Generate* makes, as core divides it."""
        if context_data.get("default_tracking") != "lot":
            return [1] * int(count or 0)
        if not count or count <= 0:
            return []
        total = context_data.get("default_quantity") or 0
        whole, rest = divmod(total, count)
        return [count] * int(whole) + ([rest] if rest else [])

    @api.model
    def _get_numbering_facts(self, context_data):
        """Return the product of a dialog, and what is known of the lots it names."""
        env, ask = self.env, context_data.get
        product = env["product.product"].browse(ask("default_product_id"))
        picking_id = ask("numbering_picking_id") or ask("default_picking_id")
        picking = env["stock.picking"].browse(picking_id or ())
        type_id = ask("numbering_type_id") or ask("default_picking_type_id")
        operation = env["stock.picking.type"].browse(type_id or ()) or picking.picking_type_id
        said = {name: ask(f"default_{name}") for name in SAID}
        facts = {
            "operation": operation,
            "supplier": picking.partner_id,
            "vals": {SAID[name]: value for name, value in said.items() if value},
        }
        company = picking.company_id or operation.company_id
        return product.with_company(company or env.company), facts

    @api.model
    def split_lots(self, lots):
        return super().split_lots(self._expand_lines(lots))

    @api.model
    def _expand_lines(self, text):
        """Return `text` with a line for each number of a range, the rest of the line repeated."""
        lines = []
        for line in (text or "").splitlines():
            number, rest = lot_lines.split_number(line)
            if number_range.is_range(number):
                numbers = self.env["stock.lot"]._expand_range(number)
                lines += [one + rest for one in numbers]
            else:
                lines.append(line)
        return "\n".join(lines)

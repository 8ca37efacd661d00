from typing import NamedTuple

from odoo import api, models

from ..tools import calendar_day, trace_sections
from ..tools.trace_sections import Row
from .stock_lot_status import CLOSED_REASONS


class Section(NamedTuple):
    """A table of a trace, in words.

    :param headers: ``[(title, kind)]``, kind: text, number, day, time, flag, or unit: of
        the numbers right before it
    :param empty: what to say where there are no rows
    """

    key: str
    title: str
    headers: list
    rows: list
    empty: str


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """A trace in words: one header and a few tables for screen, paper and workbook alike."""

    _inherit = "stock.lot"

    @api.model
    def _get_trace_sections(self, trace):
        """Return the `Section` list of a trace, what is missing first."""
        day_of = self._get_trace_day_finder(trace)
        tables = (
            ("gaps", self._get_gap_rows(trace)),
            ("customers", trace_sections.customer_rows(trace, day_of)),
            ("suppliers", trace_sections.supplier_rows(trace, day_of)),
            ("places", trace_sections.place_rows(trace, self._get_place_words())),
            ("totals", trace_sections.total_rows(trace)),
            ("lots", trace_sections.lot_rows(trace, self._get_trace_status_words())),
            ("balances", trace_sections.balance_rows(trace)),
            ("edges", trace_sections.edge_rows(trace, self._get_edge_words(), day_of)),
        )
        return [self._get_section(key, rows) for key, rows in tables]

    @api.model
    def _get_section(self, key, rows):
        title, empty = self._get_section_words()[key]
        return Section(key, title, self._get_section_headers(key), rows, empty)

    @api.model
    def _get_coverage_words(self, trace):
        """Return the one line that says whether a trace is the whole answer."""
        number = self.env["ir.qweb.field.integer"].value_to_html
        if trace.is_complete:
            return self.env._(
                "Complete: %(moves)s movements read, no gaps.", moves=number(trace.moves_read, {})
            )
        parts = []
        if len(trace.gaps) == 1:
            parts.append(self.env._("1 gap"))
        elif trace.gaps:
            parts.append(self.env._("%s gaps", number(len(trace.gaps), {})))
        if trace.withheld:
            parts.append(self.env._("a part that you may not see"))
        if any(cut.reason != "hub" for cut in trace.cuts):
            parts.append(self.env._("a limit was reached"))
        return self.env._(
            "Incomplete: %(what)s. %(moves)s movements read.",
            what=", ".join(parts), moves=number(trace.moves_read, {}),
        )  # fmt: skip

    @api.model
    def _get_gap_rows(self, trace):
        """Return the gaps, what is withheld and where a limit stopped the reading, in words."""
        rows = trace_sections.gap_rows(trace)
        for words in self._get_withheld_words(trace.withheld):
            fix = self.env._("Ask somebody with the right to complete traces.")
            rows.append(Row([words, fix, "", None, "withheld"], is_red=True))
        for cut in trace.cuts:
            if cut.reason != "hub":
                node = trace.nodes.get(cut.key)
                words = self._get_cut_words(cut, node)
                rows.append(Row([words, "", "", None, cut.reason], is_red=True))
        return rows

    @api.model
    def _get_withheld_words(self, withheld):
        """Return one sentence for each kind of thing that the reader may not see."""
        words = {
            "lots": self.env._("Lots that you may not see: %s", withheld.lots),
            "edges": self.env._("Steps of production that you may not see: %s", withheld.edges),
            "movements": self.env._("Movements that you may not see: %s", withheld.movements),
            "documents": self.env._("Documents that you may not see: %s", withheld.documents),
            "stock": self.env._("Places with stock that you may not see: %s", withheld.stock),
        }
        return [text for name, text in words.items() if getattr(withheld, name)]

    @api.model
    def _get_cut_words(self, cut, node):
        if cut.reason == "documents":
            return self.env._("There are too many documents: only sums are told.")
        name = (node.name or node.product) if node else ""
        return self.env._("Too many lots: beyond %(lot)s nothing was read.", lot=name)

    @api.model
    def _get_trace_day_finder(self, trace):
        """Return a function from an instant to its day, in the zone of the lots traced."""
        roots = [trace.nodes[key].lot_id for key in trace.roots if key in trace.nodes]
        # sudo: a zone, of a lot that is told
        zone = self.browse(roots[:1]).sudo().company_id._get_lot_tz()
        return lambda instant: calendar_day.day_of(instant, zone)

    @api.model
    def _get_trace_status_words(self):
        """Return ``{status of a node: its word}``."""
        reasons = dict(self._fields["inactive_reason"]._description_selection(self.env))
        inactive = self.env._("Inactive")
        return {
            "active": self.env._("Active"),
            "expired": f"{inactive} · {reasons['expired']}",
            **{code: f"{inactive} · {reasons[code]}" for code, _label in CLOSED_REASONS},
        }

    @api.model
    def _get_place_words(self):
        return {
            "place": self.env._("In stock"),
            "transit": self.env._("In transit"),
            "subcontractor": self.env._("At a subcontractor"),
        }

    @api.model
    def _get_edge_words(self):
        return {
            "produced": self.env._("Produced"),
            "unbuilt": self.env._("Taken apart"),
            "repaired": self.env._("Repaired"),
            "removed": self.env._("Removed in a repair"),
            "subcontracted": self.env._("Produced by a subcontractor"),
            "relabelled": self.env._("Relabelled"),
        }

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime, formatLang

from ..tools.ledger_workbook import RedText, ledger_workbook
from ..tools.trace import BOTH

PRINTED = 400  # rows of one table on paper
# which columns of a table have room on paper
ON_PAPER = {
    "gaps": (0, 1, 2),
    "customers": (0, 1, 2, 4, 5, 6, 8, 9),
    "suppliers": (0, 1, 2, 3, 4, 5, 7, 9),
    "places": (0, 1, 2, 3, 4, 6),
    "totals": (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12),
    "lots": (0, 1, 2, 3, 4, 5, 7, 8, 10),
    "edges": (0, 1, 2, 3, 6, 7, 8, 9),
}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Traces on paper, as workbooks and for other systems. Writes nothing."""

    _inherit = "stock.lot"

    @api.model
    def _get_trace_workbook(self, trace, title):
        """Return the bytes of a workbook with all tables of a trace, whatever their length."""
        sections = self._get_trace_sections(trace)
        about = (self.env._("About"), [self.env._("Fact"), self.env._("Value")])
        sheets = [about] + [
            (section.title, [word for word, _kind in section.headers]) for section in sections
        ]
        return ledger_workbook(sheets, self._get_trace_workbook_rows(trace, title, sections))

    @api.model
    def _get_trace_workbook_rows(self, trace, title, sections):
        """Yield ``(sheet, cells)``."""
        for row in self._get_trace_about(trace, title):
            yield 0, row
        flags = {True: self.env._("Yes"), False: self.env._("No, in proportion")}
        for number, section in enumerate(sections, 1):
            kinds = [kind for _word, kind in section.headers]
            has_flag = "flag" in kinds
            for row in section.rows:
                cells = row.cells
                if has_flag:
                    cells = [
                        flags[cell] if kind == "flag" else cell
                        for cell, kind in zip(cells, kinds, strict=True)
                    ]
                if row.is_red:
                    cells = [RedText(cell) if isinstance(cell, str) else cell for cell in cells]
                yield number, cells

    @api.model
    def _get_trace_about(self, trace, title):
        """Yield what was asked, by whom, when, and whether the answer is complete."""
        Event = self.env["stock.lot.event"]
        coverage = self._get_coverage_words(trace)
        yield [self.env._("Trace of"), title]
        yield [self.env._("Direction"), self._get_direction_words()[trace.direction]]
        yield [
            self.env._("Is it all?"), coverage if trace.is_complete else RedText(coverage),
        ]  # fmt: skip
        for words in self._get_hub_words(trace):
            yield [self.env._("Left out by policy"), words]
        yield [self.env._("Read by"), self.env.user.name]
        yield [
            self.env._("Read on (%s)", self.env.user.tz or "UTC"),
            Event._get_time(fields.Datetime.to_string(trace.at)),
        ]
        yield [
            self.env._("Quantities"),
            self.env._(
                "Where several lots were made at once, what was used is shared among them in "
                "proportion to what was made of each."
            ),
        ]

    @api.model
    def _get_hub_words(self, trace):
        """Return the products that were not traced through, by policy."""
        hubs = [trace.nodes[cut.key] for cut in trace.cuts if cut.reason == "hub"]
        return list(dict.fromkeys(node.product for node in hubs))

    @api.model
    def _get_direction_words(self):
        return {
            "backward": self.env._("Backward: what it is made of, and who sent it"),
            "forward": self.env._("Forward: what became of it, and who got it"),
            "both": self.env._("Both ways"),
        }

    @api.model
    def _get_trace_json(self, trace, title):
        """Return a trace as plain values, with the words that say whether it is complete."""
        return {
            "trace_of": title,
            "coverage": self._get_coverage_words(trace),
            "read_by": self.env.user.name,
            **trace.as_json(),
        }

    def _get_printed_trace(self, direction=BOTH, title=None):
        """Return what the report prints of the trace of these lots."""
        trace = self._trace(direction or BOTH)
        sections = [
            self._get_printed_section(section, ON_PAPER[section.key])
            for section in self._get_trace_sections(trace)
            if section.key in ON_PAPER
        ]
        return {
            "title": title or self._get_trace_title(self, self),
            "direction": self._get_direction_words()[trace.direction],
            "coverage": self._get_coverage_words(trace),
            "is_complete": trace.is_complete,
            "hubs": self._get_hub_words(trace),
            "sections": sections,
            "at": self.env["stock.lot.event"]._get_time(fields.Datetime.to_string(trace.at)),
            "zone": self.env.user.tz or "UTC",
        }

    @api.model
    def _get_printed_section(self, section, columns):
        """Return the first rows of a table as texts. :param columns: those with room on paper."""
        headers = [section.headers[column] for column in columns]
        return {
            "key": section.key,
            "title": section.title,
            "empty": section.empty,
            "headers": headers,
            "rows": [
                {
                    "is_red": row.is_red,
                    "cells": [
                        self._get_printed_cell(row.cells[column], section.headers[column][1])
                        for column in columns
                    ],
                }
                for row in section.rows[:PRINTED]
            ],
            "hidden": max(0, len(section.rows) - PRINTED),
        }

    @api.model
    def _get_printed_cell(self, cell, kind):
        if cell in (None, False, ""):
            return ""
        if kind == "number":
            return formatLang(self.env, cell, digits=2 if cell % 1 else 0)
        if kind == "time":  # the clock of the lot's place, not of whoever prints it
            return format_datetime(self.env, cell, tz="UTC", dt_format="short")
        return format_date(self.env, cell) if kind == "day" else cell

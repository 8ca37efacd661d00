import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { formatDay, formatNumber, formatTime } from "./trace_shape";

/** What a trace found as tables: the same as the drawing, for reading, copying and hearing. */
export class TraceTables extends Component {
    static template = "stock_lot_lifecycle.TraceTables";
    static props = {
        sections: Array,
        chosen: String,
        onTab: { type: Function, optional: true },
        onShow: { type: Function, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    get section() {
        const { sections, chosen } = this.props;
        return sections.find((section) => section.key === chosen) || sections[0];
    }

    isNumber(number) {
        return this.section.headers[number][1] === "number";
    }

    format(cell, number) {
        const kind = this.section.headers[number][1];
        if (cell === null || cell === false || cell === "") {
            return "";
        }
        if (kind === "number") {
            return formatNumber(cell);
        }
        if (kind === "time") {
            return formatTime(cell);
        }
        return kind === "day" ? formatDay(cell) : cell;
    }

    /** Columns of which no row says anything are left out. */
    get columns() {
        const { headers, rows } = this.section;
        return headers
            .map(([title], number) => ({ title, number }))
            .filter(({ title, number }) =>
                rows.some(({ cells }) => cells[number] || (cells[number] === 0 && !number))
            );
    }

    /** What a cell opens: what its row is about stands in the first column, or a document. */
    linkOf(row, number) {
        const isAbout = number === (this.section.key === "gaps" ? 2 : 0);
        return row.links[number] || (isAbout ? row.link : null);
    }

    get hidden() {
        return this.section.count - this.section.rows.length;
    }

    open([model, id]) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

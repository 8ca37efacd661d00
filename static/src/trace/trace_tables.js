import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { formatDay, formatNumber, formatTime } from "./trace_shape";

// which columns have room beside the drawing
const NARROW = {
    customers: [0, 1, 2, 4],
    suppliers: [0, 1, 2, 4],
    places: [0, 2, 3, 4],
    totals: [0, 1, 6, 8, 12],
    lots: [0, 1, 2, 5],
};

/** What a trace found as tables: the same as the drawing, for reading, copying and hearing. */
export class TraceTables extends Component {
    static template = "stock_lot_lifecycle.TraceTables";
    static props = {
        sections: Array,
        isNarrow: { type: Boolean, optional: true },
        onWiden: { type: Function, optional: true },
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

    kindOf(number) {
        return this.section.headers[number]?.[1];
    }

    isNumber(number) {
        return this.kindOf(number) === "number";
    }

    classOf(number) {
        const classes = { number: "text-end text-nowrap", time: "o_trace_time", day: "text-nowrap" };
        return classes[this.kindOf(number)] || "";
    }

    /** The unit of a number: it stands behind it, or behind the numbers beside it. */
    unitOf(row, number) {
        let next = number + 1;
        while (this.isNumber(next)) {
            next++;
        }
        return this.kindOf(next) === "unit" ? row.cells[next] : "";
    }

    format(row, number) {
        const cell = row.cells[number];
        const kind = this.kindOf(number);
        if (cell === null || cell === false || cell === "") {
            return "";
        }
        if (kind === "number") {
            return [formatNumber(cell), this.unitOf(row, number)].filter(Boolean).join(" ");
        }
        if (kind === "time") {
            return formatTime(cell);
        }
        return kind === "day" ? formatDay(cell) : cell;
    }

    /** Columns of which no row says anything are left out, and in a narrow place the less needed. */
    get columns() {
        const { headers, key, rows } = this.section;
        const wanted = this.props.isNarrow && NARROW[key];
        return headers
            .map(([title, kind], number) => ({ title, kind, number }))
            .filter(
                ({ kind, number }) =>
                    kind !== "unit" &&
                    (!wanted || wanted.includes(number)) &&
                    rows.some(({ cells }) => cells[number] || (cells[number] === 0 && !number))
            );
    }

    get hasMoreColumns() {
        return this.props.isNarrow && Boolean(NARROW[this.section.key]);
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

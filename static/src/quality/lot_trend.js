import { Component, useState } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const WIDTH = 320;
const HEIGHT = 96;
const MARGIN = 10;

/** All results of a lot, by characteristic: each with a chart of the product's lots and its limits. */
export class LotTrend extends Component {
    static template = "stock_lot_lifecycle.LotTrend";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ charts: [], status: "loading" });
        useRecordObserver((record) => {
            const key = [record.resId, record.data[this.props.name]].join();
            if (key !== this.key) {
                this.key = key;
                this.load(record.resId);
            }
        });
    }

    async load(resId) {
        if (!resId) {
            return;
        }
        try {
            const found = await this.keepLast.add(
                this.orm.call("stock.lot", "get_quality_trend", [[resId]])
            );
            this.state.charts = found.map((chart) => ({ ...chart, drawing: this.draw(chart) }));
            this.state.status = "";
        } catch (error) {
            this.state.status = "failed";
            throw error;
        }
    }

    /** Where the points and the limits lie; nothing to draw for less than two points. */
    draw({ points, low, high }) {
        if (points.length < 2) {
            return null;
        }
        const bounds = [low, high].filter((bound) => bound !== null);
        const values = [...points.map((point) => point.value), ...bounds];
        const least = Math.min(...values);
        const range = Math.max(...values) - least || 1;
        const y = (value) =>
            HEIGHT - MARGIN - ((value - least) / range) * (HEIGHT - 2 * MARGIN);
        const step = (WIDTH - 2 * MARGIN) / (points.length - 1);
        const dots = points.map((point, index) => ({
            ...point,
            x: MARGIN + index * step,
            y: y(point.value),
            title: `${point.lot}: ${point.words} (${this.day(point.day)})`,
        }));
        return {
            width: WIDTH,
            height: HEIGHT,
            dots,
            line: dots.map((dot) => `${dot.x},${dot.y}`).join(" "),
            limits: bounds.map((bound) => ({ bound, y: y(bound) })),
        };
    }

    day(text) {
        return formatDate(deserializeDate(text));
    }

    label(chart) {
        return _t("%s of this lot and the product's other lots, with limits", chart.name);
    }

    open(row) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.lot.inspection",
            res_id: row.inspection_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("fields").add("lot_trend", {
    component: LotTrend,
    displayName: _t("Test results over time"),
    supportedTypes: ["integer"],
});

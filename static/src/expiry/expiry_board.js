import { Component, onWillStart, useState } from "@odoo/owl";
import { formatCurrency } from "@web/core/currency";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/core/utils/numbers";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const SOON = 4; // weeks
const EXPIRED = "expired";

/** What expires when, where and of what, and the alerts that somebody has to answer. */
export class ExpiryBoard extends Component {
    static template = "stock_lot_lifecycle.ExpiryBoard";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ board: null, measure: "", chosen: {}, failed: false });
        onWillStart(() => this.load());
    }

    async load() {
        const { week, location, product } = this.state.chosen;
        const call = this.orm.call("stock.lot", "get_expiry_board", [], {
            week: week?.key || null,
            location_id: location?.key || null,
            product_id: product?.key || null,
        });
        this.state.board = await this.keepLast.add(call);
        if (!this.measures.some(([name]) => name === this.state.measure)) {
            this.state.measure = this.firstMeasure;
        }
    }

    get board() {
        return this.state.board;
    }

    get measures() {
        const measures = [
            ["lots", _t("Lots")],
            ["quantity", _t("Quantity")],
        ];
        return this.board.currency_id ? [["value", _t("Value")], ...measures] : measures;
    }

    /** The first one that says anything: without costs, values are all 0. */
    get firstMeasure() {
        const said = this.measures.find(([name]) => this.board.weeks.some((week) => week[name]));
        return (said || this.measures[0])[0];
    }

    get highest() {
        return Math.max(...this.board.weeks.map((week) => week[this.state.measure]));
    }

    get choices() {
        return Object.entries(this.state.chosen).map(([kind, { name }]) => ({ kind, name }));
    }

    height(week) {
        const share = this.highest ? week[this.state.measure] / this.highest : 0;
        return `height: ${share ? Math.max(2, Math.round(100 * share)) : 0}%`;
    }

    tone(index) {
        return index === 0 ? "bg-danger" : index <= SOON ? "bg-warning" : "bg-primary";
    }

    day(key) {
        return deserializeDate(key).toLocaleString({ day: "numeric", month: "short" });
    }

    weekName({ key }) {
        return key === EXPIRED ? _t("Expired") : _t("Week of %s", this.day(key));
    }

    weekLabel({ key }) {
        return key === EXPIRED ? _t("Expired") : this.day(key);
    }

    lots({ lots }) {
        return lots === 1 ? _t("1 lot") : _t("%s lots", lots);
    }

    amounts({ amounts }) {
        return amounts
            .map(([quantity, unit]) => `${formatFloat(quantity, { trailingZeros: false })} ${unit}`)
            .join(", ");
    }

    value({ value }) {
        const { currency_id } = this.board;
        return currency_id && value ? formatCurrency(value, currency_id, { digits: [69, 0] }) : "";
    }

    words(facts) {
        return [this.lots(facts), this.amounts(facts), this.value(facts)]
            .filter(Boolean)
            .join(" · ");
    }

    isChosen(kind, { key }) {
        return this.state.chosen[kind]?.key === key;
    }

    choose(kind, { key }, name) {
        if (this.isChosen(kind, { key })) {
            return this.drop(kind);
        }
        this.state.chosen[kind] = { key, name };
        return this.load();
    }

    drop(kind) {
        delete this.state.chosen[kind];
        return this.load();
    }

    async openLots() {
        const { week, location, product } = this.state.chosen;
        this.action.doAction(
            await this.orm.call("stock.lot", "action_open_board_lots", [], {
                week: week?.key || null,
                location_id: location?.key || null,
                product_id: product?.key || null,
            })
        );
    }

    openLot([id]) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "stock.lot",
            res_id: id,
            views: [[false, "form"]],
        });
    }

    openAlerts() {
        this.action.doAction("stock_lot_lifecycle.stock_lot_alert_action");
    }

    answer({ id }) {
        this.action.doAction("stock_lot_lifecycle.stock_lot_alert_acknowledge_action", {
            additionalContext: { active_model: "stock.lot.alert", active_ids: [id], active_id: id },
            onClose: (infos) => infos?.alertsAnswered && this.load(),
        });
    }
}

registry.category("actions").add("stock_lot_expiry_board", ExpiryBoard);

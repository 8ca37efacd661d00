import { Component, useState } from "@odoo/owl";
import { deserializeDateTime, formatDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const OTHERS_LIMIT = 1000;
const ICONS = {
    created: "fa-plus",
    received: "fa-sign-in",
    renamed: "fa-pencil",
    changed: "fa-pencil",
    dates: "fa-calendar",
    disposition: "fa-gavel",
    inspection: "fa-flask",
    inspected: "fa-flask",
    signed: "fa-pencil-square-o",
    proposed: "fa-hourglass-half",
    declined: "fa-times",
    withdrawn: "fa-undo",
    breach: "fa-exclamation-triangle",
    acknowledged: "fa-bell-o",
    deleted: "fa-trash-o",
    place: "fa-map-marker",
    imported: "fa-upload",
    import_undone: "fa-undo",
    receipt: "fa-sign-in",
    delivery: "fa-truck",
    customer_return: "fa-reply",
    supplier_return: "fa-share",
    production: "fa-cogs",
    consumption: "fa-cogs",
    scrap: "fa-trash-o",
    inventory: "fa-balance-scale",
    internal: "fa-exchange",
};

/** Movements and events of one lot on one line of time, the newest first, page by page. */
export class LotStory extends Component {
    static template = "stock_lot_lifecycle.LotStory";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ kind: "all", entries: [], next: false, others: 0, status: "" });
        this.zone = luxon.Settings.defaultZone.name;
        useRecordObserver((record) => {
            // what was saved, and what happened meanwhile, is told again
            const key = [record.resId, record.data[this.props.name]].join();
            if (key !== this.key) {
                this.key = key;
                this.load();
            }
        });
    }

    get kinds() {
        return [
            ["all", _t("All")],
            ["decisions", _t("Decisions")],
            ["tests", _t("Tests")],
            ["dates", _t("Dates")],
            ["identity", _t("Identity")],
            ["movements", _t("Movements")],
            ["documents", _t("Documents")],
        ];
    }

    get othersWords() {
        const { others } = this.state;
        if (others > OTHERS_LIMIT) {
            return _t("More than 1,000 entries of other companies are not shown.");
        }
        return others === 1
            ? _t("1 entry of another company is not shown.")
            : _t("%s entries of other companies are not shown.", others);
    }

    async load(more = false) {
        const { resId } = this.props.record;
        if (!resId) {
            return;
        }
        this.state.status = "loading";
        const before = more ? this.state.next : null;
        try {
            const page = await this.keepLast.add(
                this.orm.call("stock.lot", "get_story", [[resId]], { kind: this.state.kind, before })
            );
            this.state.entries = more ? [...this.state.entries, ...page.entries] : page.entries;
            this.state.next = page.next;
            this.state.others = more ? this.state.others : page.others;
            this.state.status = "";
        } catch (error) {
            this.state.status = "failed";
            throw error;
        }
    }

    choose(kind) {
        this.state.kind = kind;
        this.load();
    }

    time(entry) {
        return formatDateTime(deserializeDateTime(entry.at), { showSeconds: false });
    }

    badge(entry) {
        return {
            signed: [_t("Signed"), "text-bg-success"],
            changed: [_t("Changed since"), "text-bg-warning"],
            unsigned: [_t("Unsigned"), "text-bg-warning"],
        }[entry.signature];
    }

    icon(entry) {
        return ICONS[entry.kind] || "fa-circle-o";
    }

    open({ document }) {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: document.model,
            res_id: document.id,
            views: [[false, "form"]],
        });
    }

    run(method) {
        const { resId } = this.props.record;
        return this.orm
            .call("stock.lot", method, [[resId]])
            .then((action) => this.action.doAction(action));
    }
}

registry.category("fields").add("lot_story", {
    component: LotStory,
    displayName: _t("Life story"),
    supportedTypes: ["integer"],
});

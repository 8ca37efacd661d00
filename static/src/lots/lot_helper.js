import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const CARDS = [
    {
        key: "import",
        icon: "fa-upload",
        title: _t("Import a file"),
        text: _t("Load the lots you have in a spreadsheet or from another system."),
        action: "stock_lot_lifecycle.stock_lot_import_action_new",
    },
    {
        key: "receive",
        icon: "fa-truck",
        title: _t("Receive goods"),
        text: _t("Give numbers and dates where the goods arrive."),
        action: "stock.action_picking_tree_incoming",
    },
    {
        key: "create",
        icon: "fa-pencil",
        title: _t("Create one by hand"),
        text: _t("One lot or serial number, with its product and dates."),
    },
];

/** What the screen says when it has no lots to show: why, and what to do next. */
export class LotHelper extends Component {
    static template = "stock_lot_lifecycle.LotHelper";
    static props = ["*"];

    setup() {
        this.action = useService("action");
        this.cards = CARDS;
        this.status = useState(this.env.lotStatus);
    }

    get counts() {
        return this.status.counts;
    }

    get onlyInactive() {
        return this.status.current === "active" && !this.counts.active && this.counts.inactive;
    }

    get hasNone() {
        return this.status.isUnfiltered && !this.counts.active && !this.counts.inactive;
    }

    get inactiveWords() {
        const { inactive: number } = this.counts;
        const reasons = this.reasonWords;
        if (number === 1) {
            return _t("No active lots. One is inactive (%(reasons)s).", { reasons });
        }
        return _t("No active lots. %(number)s are inactive (%(reasons)s).", {
            number: this.status.format(number),
            reasons,
        });
    }

    get reasonWords() {
        const { reasons } = this.counts;
        if (reasons.length === 1) {
            return reasons[0][0].toLowerCase();
        }
        return reasons
            .map(([label, number]) => `${this.status.format(number)} ${label.toLowerCase()}`)
            .join(", ");
    }

    get showWords() {
        return this.counts.inactive === 1 ? _t("Show it") : _t("Show them");
    }

    open(card) {
        if (card.action) {
            return this.action.doAction(card.action);
        }
        return this.action.switchView("form", { resId: false });
    }
}

import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** Active | Inactive | All, each with its number of lots. */
export class LotStatusPills extends Component {
    static template = "stock_lot_lifecycle.LotStatusPills";
    static props = { status: Object };

    setup() {
        this.status = useState(this.props.status);
    }

    get pills() {
        const { status } = this;
        const labels = { active: _t("Active"), inactive: _t("Inactive"), all: _t("All") };
        return Object.entries(labels).map(([key, label]) => ({
            key,
            label,
            isCurrent: status.current === key,
            count: status.counts && key in status.counts ? status.format(status.counts[key]) : "",
        }));
    }
}

import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Expired stock that would move out, and what of it stays where it is. */
export class LotOutPreview extends Component {
    static template = "stock_lot_lifecycle.LotOutPreview";
    static props = standardFieldProps;

    get preview() {
        return this.props.record.data[this.props.name];
    }

    get words() {
        const { count, value, target } = this.preview;
        return count === 1
            ? _t("1 line, %(value)s at cost, goes to: %(target)s", { value, target })
            : _t("%(count)s lines, %(value)s at cost, go to: %(target)s", { count, value, target });
    }

    format(day) {
        return day ? formatDate(deserializeDate(day)) : "–";
    }
}

registry.category("fields").add("lot_out_preview", {
    component: LotOutPreview,
    displayName: _t("Expired stock"),
});

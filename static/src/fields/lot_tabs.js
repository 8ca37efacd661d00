import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** A choice of what a dialog is for, as tabs over its content. */
export class LotTabsField extends Component {
    static template = "stock_lot_lifecycle.LotTabsField";
    static props = standardFieldProps;

    get tabs() {
        const { record, name } = this.props;
        return record.fields[name].selection.map(([value, label]) => ({
            value,
            label,
            isCurrent: value === record.data[name],
        }));
    }

    choose(value) {
        return this.props.record.update({ [this.props.name]: value });
    }
}

registry.category("fields").add("lot_tabs", {
    component: LotTabsField,
    displayName: _t("Tabs"),
    supportedTypes: ["selection"],
});

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { DateTimeField, dateField } from "@web/views/fields/datetime/datetime_field";
import { FloatField, floatField } from "@web/views/fields/float/float_field";
import { buildM2OFieldDescription, Many2OneField } from "@web/views/fields/many2one/many2one_field";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const STATUS_DEPENDENCIES = [
    { name: "inactive_reason", type: "selection" },
    { name: "disposition_id", type: "many2one" },
    { name: "disposition_color", type: "integer" },
    { name: "is_blocked", type: "boolean" },
];
const RED = 1; // of Odoo's twelve colours

function labelOf(record, name) {
    const { selection } = record.fields[name];
    return selection.find(([value]) => value === record.data[name])?.[1] || "";
}

/** Status of a lot as a dot and words: never colour alone, never green while blocked. */
export class LotStatusField extends Component {
    static template = "stock_lot_lifecycle.LotStatusField";
    static props = standardFieldProps;

    get isBlocked() {
        return this.props.record.data.is_blocked;
    }

    /** Status, why it is Inactive, and under which decision it is blocked: each once. */
    get label() {
        const { record, name } = this.props;
        const words = [labelOf(record, name)];
        const disposition = record.data.disposition_id?.display_name;
        const reason = record.data.inactive_reason;
        const isDecided = reason === "retired" && disposition;
        if (reason && !isDecided) {
            words.push(labelOf(record, "inactive_reason"));
        }
        if (isDecided || (this.isBlocked && disposition)) {
            words.push(disposition);
        }
        return words.join(" · ");
    }

    get tone() {
        const { record, name } = this.props;
        if (this.isBlocked && record.data.disposition_color === RED) {
            return "danger";
        }
        if (record.data[name] === "inactive") {
            return "secondary";
        }
        return this.isBlocked ? "warning" : "success";
    }
}

/** What may follow the decision on a lot, as buttons that open Update Lot Status filled in. */
export class LotNextStepsField extends Component {
    static template = "stock_lot_lifecycle.LotNextStepsField";
    static props = standardFieldProps;

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get steps() {
        return this.props.record.data[this.props.name].records.map((step) => ({
            id: step.resId,
            name: step.data.display_name,
        }));
    }

    async open(stepId) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("stock.lot", "action_update_status", [[record.resId]], {
            context: { default_disposition_id: stepId },
        });
        this.action.doAction(action, { onClose: () => record.load() });
    }
}

/** Shelf life left as a bar and a percentage; empty where it cannot be known. */
export class LotShelfLifeField extends Component {
    static template = "stock_lot_lifecycle.LotShelfLifeField";
    static props = standardFieldProps;

    get isKnown() {
        const { production_date: made, expiration_day: last } = this.props.record.data;
        return Boolean(made && last && last > made);
    }

    get percent() {
        return Math.round(this.props.record.data[this.props.name]);
    }

    get percentText() {
        return _t("%(percent)s %", { percent: this.percent });
    }

    get tone() {
        const { expiry_state: state } = this.props.record.data;
        return { expired: "danger", soon: "warning" }[state] || "success";
    }
}

/** Expiry date: amber when it comes soon, red when it has passed, with words beside. */
export class LotExpiryField extends DateTimeField {
    static template = "stock_lot_lifecycle.LotExpiryField";

    get expiryState() {
        return this.props.record.data.expiry_state;
    }

    get tone() {
        return { expired: "text-danger", soon: "text-warning-emphasis" }[this.expiryState] || "";
    }

    get icon() {
        return { expired: "fa-exclamation-circle", soon: "fa-clock-o" }[this.expiryState];
    }

    get words() {
        const { days_left: days, location_id: location } = this.props.record.data;
        if (this.expiryState === "expired" && location) {
            const place = location.display_name;
            return days === -1
                ? _t("Expired yesterday; still in %(place)s", { place })
                : _t("Expired %(days)s days ago; still in %(place)s", { days: -days, place });
        }
        if (days < 0) {
            return days === -1
                ? _t("Expired yesterday")
                : _t("Expired %(days)s days ago", { days: -days });
        }
        if (days > 1) {
            return _t("Expires in %(days)s days", { days });
        }
        return days ? _t("Expires tomorrow") : _t("Expires today");
    }
}

/** Weight with its unit; empty when nobody weighed it. */
export class LotWeightField extends FloatField {
    static template = "stock_lot_lifecycle.LotWeightField";

    get unit() {
        return this.props.record.data.weight_uom_name;
    }
}

const fields = registry.category("fields");

fields.add("lot_status", {
    component: LotStatusField,
    displayName: _t("Status of a lot"),
    supportedTypes: ["selection"],
    listViewWidth: [143, 220],
    fieldDependencies: STATUS_DEPENDENCIES,
});
fields.add("lot_product", {
    ...buildM2OFieldDescription(Many2OneField),
    displayName: _t("Product of a lot, wide enough to read"),
    listViewWidth: [128],
});
fields.add("lot_shelf_life", {
    component: LotShelfLifeField,
    displayName: _t("Shelf life of a lot"),
    listViewWidth: [88, 180],
    supportedTypes: ["float"],
    fieldDependencies: [
        { name: "production_date", type: "date" },
        { name: "expiration_day", type: "date" },
        { name: "expiry_state", type: "selection" },
    ],
});
fields.add("lot_expiry", {
    ...dateField,
    component: LotExpiryField,
    displayName: _t("Expiry of a lot"),
    listViewWidth: 100,
    fieldDependencies: [
        { name: "expiry_state", type: "selection" },
        { name: "days_left", type: "integer" },
        { name: "location_id", type: "many2one" },
    ],
});
fields.add("lot_weight", {
    ...floatField,
    component: LotWeightField,
    displayName: _t("Weight of a lot"),
    listViewWidth: 80,
    supportedTypes: ["float"],
    fieldDependencies: [{ name: "weight_uom_name", type: "char" }],
});
fields.add("lot_next_steps", {
    component: LotNextStepsField,
    displayName: _t("Next steps of a lot"),
    supportedTypes: ["many2many"],
    relatedFields: [{ name: "display_name", type: "char" }],
});

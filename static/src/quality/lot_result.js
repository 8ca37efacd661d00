import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a tester enters, by the kind of the characteristic: typed, or chosen from what is possible. */
export class LotResult extends Component {
    static template = "stock_lot_lifecycle.LotResult";
    static components = { CharField };
    static props = { ...standardFieldProps };

    get kind() {
        return this.props.record.data.kind;
    }

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get label() {
        const chosen = this.options.find(([value]) => value === this.value.toLowerCase());
        return chosen ? chosen[1] : this.value;
    }

    get options() {
        if (this.kind === "yes_no") {
            return [
                ["yes", _t("Yes")],
                ["no", _t("No")],
            ];
        }
        const choices = this.kind === "choice" ? this.props.record.data.choices || "" : "";
        return choices
            .split(";")
            .map((choice) => choice.trim())
            .filter(Boolean)
            .map((choice) => [choice, choice]);
    }

    choose(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("lot_result", {
    component: LotResult,
    displayName: _t("Test result"),
    supportedTypes: ["char"],
    fieldDependencies: [
        { name: "kind", type: "selection" },
        { name: "choices", type: "char" },
    ],
});

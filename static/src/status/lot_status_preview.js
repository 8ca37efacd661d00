import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** What a bulk decision will do: lots, refusals, reservations taken back, goods in hand. */
export class LotStatusPreview extends Component {
    static template = "stock_lot_lifecycle.LotStatusPreview";
    static props = standardFieldProps;

    get preview() {
        return this.props.record.data[this.props.name];
    }

    get words() {
        const { change } = this.preview;
        const values = { count: change.count, status: change.new };
        if (!change.count) {
            return _t("No lot changes.");
        }
        return change.count === 1
            ? _t("1 lot changes to %(status)s.", values)
            : _t("%(count)s lots change to %(status)s.", values);
    }

    get hidden() {
        const { change } = this.preview;
        return change.count - change.lots.length;
    }

    /** The blocks of reserved quantities: those taken back, and those somebody holds. */
    get stocks() {
        const { released, in_hand } = this.preview;
        return [
            {
                name: "released",
                icon: "fa-unlock-alt",
                title: _t("Reservations are taken back: %(quantity)s", released),
                ...released,
            },
            {
                name: "in_hand",
                icon: "fa-hand-paper-o text-danger",
                title: _t("In someone's hands (picked): %(quantity)s. They are asked to put it back.", in_hand),
                ...in_hand,
            },
        ].filter((stock) => stock.count || stock.others);
    }

    refusal({ count, why }) {
        return count === 1
            ? _t("1 lot is refused: %(why)s", { why })
            : _t("%(count)s lots are refused: %(why)s", { count, why });
    }

    names({ count, names }) {
        const more = count - names.length;
        return names.join(", ") + (more > 0 ? _t(" and %(more)s more", { more }) : "");
    }

    url({ model, id }) {
        return `/odoo/m-${model}/${id}`;
    }
}

registry.category("fields").add("lot_status_preview", {
    component: LotStatusPreview,
    displayName: _t("What a bulk decision will do"),
});

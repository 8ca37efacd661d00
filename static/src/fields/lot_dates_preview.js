import { Component } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The dates of the lots before and after a bulk change, contradictions first and in red. */
export class LotDatesPreview extends Component {
    static template = "stock_lot_lifecycle.LotDatesPreview";
    static props = standardFieldProps;

    get preview() {
        return this.props.record.data[this.props.name];
    }

    get words() {
        const { unchanged, refused } = this.preview;
        const words = [];
        if (refused) {
            words.push(
                refused === 1
                    ? _t("1 lot is left out: its dates would contradict each other.")
                    : _t("%(refused)s lots are left out: their dates would contradict each other.", {
                          refused,
                      })
            );
        }
        if (unchanged) {
            words.push(
                unchanged === 1
                    ? _t("1 lot stays as it is.")
                    : _t("%(unchanged)s lots stay as they are.", { unchanged })
            );
        }
        return words;
    }

    get hidden() {
        const { changed, refused, lots } = this.preview;
        return changed + refused - lots.length;
    }

    format(day) {
        return day ? formatDate(deserializeDate(day)) : "–";
    }
}

registry.category("fields").add("lot_dates_preview", {
    component: LotDatesPreview,
    displayName: _t("Dates before and after"),
});

import { Component, useEffect } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const PAUSE = 250; // of the typing, in milliseconds, after which the laboratory follows

/** The pattern of a scheme; the laboratory beside it follows as one types. */
export class LotPatternField extends CharField {
    setup() {
        super.setup();
        useEffect(
            (input) => {
                if (!input) {
                    return;
                }
                let timer;
                const follow = () => {
                    browser.clearTimeout(timer);
                    timer = browser.setTimeout(
                        () => this.props.record.update({ [this.props.name]: input.value }),
                        PAUSE
                    );
                };
                input.addEventListener("input", follow);
                return () => {
                    browser.clearTimeout(timer);
                    input.removeEventListener("input", follow);
                };
            },
            () => [this.input.el]
        );
    }
}

registry.category("fields").add("lot_pattern", {
    ...charField,
    component: LotPatternField,
    displayName: _t("Pattern of lot numbers"),
});

/** What a pattern would do: next numbers, what is left, what collides, what is missing. */
export class LotLaboratory extends Component {
    static template = "stock_lot_lifecycle.LotLaboratory";
    static props = standardFieldProps;

    get result() {
        return this.props.record.data[this.props.name] || {};
    }

    get left() {
        const { left, runs_out, lasts } = this.result;
        if (left === null || left === undefined) {
            return _t("As many as you need: the number grows.");
        }
        if (lasts) {
            return _t("%(left)s left, enough until the counter begins anew", {
                left: left.toLocaleString(),
            });
        }
        return runs_out
            ? _t("%(left)s left; at the current rate until %(day)s", {
                  left: left.toLocaleString(),
                  day: runs_out,
              })
            : _t("%(left)s left", { left: left.toLocaleString() });
    }

    get report() {
        const { used, gap_count, jump_count } = this.result;
        if (!used) {
            return _t("No lot has such a number yet.");
        }
        if (!gap_count) {
            return _t("%(used)s lots, none missing between them", { used: used.toLocaleString() });
        }
        const words = { used: used.toLocaleString(), missing: gap_count.toLocaleString() };
        return jump_count
            ? _t("%(used)s lots, %(missing)s numbers missing between them; jumps: %(jumps)s", {
                  ...words,
                  jumps: jump_count,
              })
            : _t("%(used)s lots, %(missing)s numbers missing between them", words);
    }
}

registry.category("fields").add("lot_laboratory", {
    component: LotLaboratory,
    displayName: _t("Laboratory of lot numbers"),
});

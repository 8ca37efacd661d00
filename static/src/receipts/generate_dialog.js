import { GenerateDialog } from "@stock/widgets/generate_serial";

import { useRef } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";

// what is said once for all lots of the dialog; the names are those of the receipt's lines
const SAID = {
    production_date: "saidProductionDate",
    expiration_day: "saidExpirationDay",
    supplier_lot_ref: "saidSupplierLot",
};

patch(GenerateDialog.prototype, {
    setup() {
        super.setup();
        this.said = Object.fromEntries(
            Object.entries(SAID).map(([name, ref]) => [name, useRef(ref)])
        );
        const orm = this.orm;
        this.orm = Object.create(orm, {
            call: {
                value: (model, method, [context, ...args] = [], ...rest) =>
                    method === "action_generate_lot_line_vals"
                        ? orm.call(model, method, [{ ...context, ...this.getSaid() }, ...args], ...rest)
                        : orm.call(model, method, [context, ...args], ...rest),
            },
        });
    },

    getSaid() {
        const values = {};
        for (const [name, ref] of Object.entries(this.said)) {
            if (ref.el?.value) {
                values[`default_${name}`] = ref.el.value;
            }
        }
        return values;
    },
});

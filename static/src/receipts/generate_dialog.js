import { GenerateDialog } from "@stock/widgets/generate_serial";

import { onMounted, useRef, useState } from "@odoo/owl";
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
        this.proposal = useState({ number: "", note: "" });
        const orm = this.orm;
        this.orm = Object.create(orm, {
            call: {
                value: (model, method, [context, ...args] = [], ...rest) =>
                    method === "action_generate_lot_line_vals"
                        ? orm.call(model, method, this.getArguments(context, args), ...rest)
                        : orm.call(model, method, [context, ...args], ...rest),
            },
        });
        onMounted(() => this.props.mode === "generate" && this.propose(({ note }) => note));
    },

    /** Shows the number that would be drawn; it is drawn when *Generate* is pressed. */
    async _onGenerateCustomSerial() {
        await this.propose(() => true);
    },

    /** Without being asked, only a scheme's number is written into the field. */
    async propose(isWanted) {
        const before = this.nextSerial.el.value;
        const proposal = await this.orm.call("stock.move", "propose_lot_number", [
            {
                ...this.props.move.context,
                ...this.getSaid(),
                default_product_id: this.props.move.data.product_id.id,
            },
        ]);
        Object.assign(this.proposal, proposal);
        const untouched = this.nextSerial.el?.value === before;
        if (untouched && proposal.number && isWanted(proposal)) {
            this.nextSerial.el.value = proposal.number;
        }
    },

    /** A number that was only proposed is not sent: the server draws those that are free then. */
    getArguments(context, [mode, first, ...rest]) {
        const proposed = mode === "generate" && first === this.proposal.number;
        return [{ ...context, ...this.getSaid() }, mode, proposed ? "" : first, ...rest];
    },

    getSaid() {
        const { picking_id, picking_type_id } = this.props.move.data;
        const values = {
            numbering_picking_id: picking_id?.id,
            numbering_type_id: picking_type_id?.id,
        };
        for (const [name, ref] of Object.entries(this.said)) {
            if (ref.el?.value) {
                values[`default_${name}`] = ref.el.value;
            }
        }
        return values;
    },
});

import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { TraceTables } from "./trace_tables";

/** Who held a lot, where, from when to when, on which document. */
export class LotCustody extends Component {
    static template = "stock_lot_lifecycle.LotCustody";
    static components = { TraceTables };
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.state = useState({ custody: null, hasFailed: false });
        useRecordObserver((record) => {
            // what was saved, and what happened meanwhile, is told again
            const key = [record.resId, record.data[this.props.name]].join();
            if (key !== this.key) {
                this.key = key;
                this.load();
            }
        });
    }

    get lotId() {
        return this.props.record.resId;
    }

    async load() {
        if (!this.lotId) {
            return;
        }
        this.state.hasFailed = false;
        try {
            this.state.custody = await this.keepLast.add(
                this.orm.call("stock.lot", "get_custody", [[this.lotId]])
            );
        } catch (error) {
            this.state.hasFailed = true;
            throw error;
        }
    }

    async print() {
        const action = await this.orm.call("stock.lot", "action_print_custody", [[this.lotId]]);
        return this.action.doAction(action);
    }

    async save(format) {
        this.ui.block();
        try {
            await download({
                url: `/stock_lot_lifecycle/custody.${format}`,
                data: { ids: JSON.stringify([this.lotId]) },
            });
        } finally {
            this.ui.unblock();
        }
    }
}

registry.category("fields").add("lot_custody", {
    component: LotCustody,
    displayName: _t("Chain of custody"),
    supportedTypes: ["integer"],
});

import { _t } from "@web/core/l10n/translation";
import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";

// documents of modules that need not be there: no view of theirs can be extended
const DOCUMENTS = ["mrp.production", "mrp.unbuild", "repair.order", "stock.scrap"];

patch(FormController.prototype, {
    getStaticActionMenuItems() {
        const items = super.getStaticActionMenuItems();
        if (DOCUMENTS.includes(this.props.resModel)) {
            items.traceLots = {
                isAvailable: () => this.model.root.data.state === "done",
                sequence: 5,
                icon: "fa fa-sitemap",
                description: _t("Trace"),
                callback: () => this.traceLots(),
            };
        }
        return items;
    },

    traceLots() {
        const { resModel, resId } = this.model.root;
        return this.env.services.action.doAction({
            type: "ir.actions.client",
            tag: "stock_lot_trace",
            name: _t("Trace"),
            params: { model: resModel, ids: [resId] },
        });
    },
});

import { useSubEnv } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

import { LotHelper } from "./lot_helper";
import { useLotStatus } from "./lot_status";
import { LotStatusPills } from "./lot_status_pills";

/** The pills and buttons that the list and the cards of lots share. */
const withLots = (Controller) =>
    class extends Controller {
        static components = { ...Controller.components, LotStatusPills };

        setup() {
            super.setup();
            this.lotAction = useService("action");
            this.lotStatus = useLotStatus(this.env, this.model);
            useSubEnv({ lotStatus: this.lotStatus });
        }

        get canEditLots() {
            const { activeActions } = this.props.archInfo;
            return activeActions.edit;
        }

        get canCreateLots() {
            const { activeActions } = this.props.archInfo;
            return activeActions.create;
        }

        openLotImport() {
            return this.lotAction.doAction("stock_lot_lifecycle.stock_lot_import_action_new");
        }

        /** Open a wizard for the selected lots, or for those of the search when none is. */
        openLotWizard(name) {
            const { isDomainSelected, selection } = this.model.root;
            const isChosen = isDomainSelected || selection.length > 0;
            const domain =
                isChosen && !isDomainSelected
                    ? [["id", "in", selection.map((lot) => lot.resId)]]
                    : this.props.domain;
            return this.lotAction.doAction(`stock_lot_lifecycle.${name}`, {
                additionalContext: {
                    default_scope: isChosen ? "chosen" : "filter",
                    default_lot_domain: JSON.stringify(domain),
                },
                onClose: (infos) => infos?.lotsChanged && this.model.load(),
            });
        }
    };

class LotListController extends withLots(ListController) {
    static template = "stock_lot_lifecycle.LotListView";
}

class LotListRenderer extends ListRenderer {
    static components = { ...ListRenderer.components, ActionHelper: LotHelper };
}

class LotKanbanController extends withLots(KanbanController) {
    static template = "stock_lot_lifecycle.LotKanbanView";
}

class LotKanbanRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, ActionHelper: LotHelper };
}

registry.category("views").add("stock_lot_list", {
    ...listView,
    Controller: LotListController,
    Renderer: LotListRenderer,
});
registry.category("views").add("stock_lot_kanban", {
    ...kanbanView,
    Controller: LotKanbanController,
    Renderer: LotKanbanRenderer,
});

import { odooExceptionTitleMap, WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const NEEDED = "odoo.addons.stock_lot_lifecycle.models.stock_lot_gate.ReasonNeededError";

/** What may pass with a reason, where nobody was asked for it before: here they are. */
export class ReasonNeededDialog extends WarningDialog {
    static template = "stock_lot_lifecycle.ReasonNeededDialog";

    setup() {
        super.setup();
        this.action = useService("action");
        this.lineIds = this.props.data?.context?.line_ids || [];
    }

    async giveReason() {
        await this.action.doAction("stock_lot_lifecycle.stock_lot_override_action", {
            additionalContext: { default_line_ids: this.lineIds },
        });
        this.props.close();
    }
}

odooExceptionTitleMap.set(NEEDED, _t("A reason is needed"));
registry.category("error_dialogs").add(NEEDED, ReasonNeededDialog);

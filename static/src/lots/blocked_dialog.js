import { odooExceptionTitleMap, WarningDialog } from "@web/core/errors/error_dialogs";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

const BLOCKED = "odoo.addons.stock_lot_lifecycle.models.stock_lot_gate.BlockedError";

// a refused movement is no "invalid operation": the title says what is the matter
odooExceptionTitleMap.set(BLOCKED, _t("Blocked"));
registry.category("error_dialogs").add(BLOCKED, WarningDialog);

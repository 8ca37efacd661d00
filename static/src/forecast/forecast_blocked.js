import { ForecastedDetails } from "@stock/stock_forecasted/forecasted_details";
import { ForecastedHeader } from "@stock/stock_forecasted/forecasted_header";
import { patch } from "@web/core/utils/patch";

patch(ForecastedDetails.prototype, {
    /** What waits for a decision is a line of its own, never part of the free stock. */
    _freeStockCondition(line) {
        return super._freeStockCondition(line) && !line.is_blocked;
    },
});

patch(ForecastedHeader.prototype, {
    get blockedQty() {
        const products = Object.values(this.props.docs.product);
        return products.reduce((sum, product) => sum + (product.blocked_qty || 0), 0);
    },
});

import { ForecastedHeader } from "@stock/stock_forecasted/forecasted_header";
import { patch } from "@web/core/utils/patch";

patch(ForecastedHeader.prototype, {
    /** What expires before it is used, one sentence per variant. */
    get expiringWords() {
        return Object.values(this.props.docs.product)
            .map((product) => product.expiring)
            .filter(Boolean);
    },
});

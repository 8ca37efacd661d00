import { Component, useState } from "@odoo/owl";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { useDebounced } from "@web/core/utils/timing";

const WAIT = 250;
const OFFERED = 12;

/** Which lot to trace: typed or scanned. */
export class TraceStart extends Component {
    static template = "stock_lot_lifecycle.TraceStart";
    static props = { onTrace: Function };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.state = useState({ words: "", lots: [], isSearched: false });
        this.input = useAutofocus({ refName: "input" });
        this.searchSoon = useDebounced(() => this.search(), WAIT);
    }

    async search() {
        const words = this.state.words.trim();
        if (!words) {
            Object.assign(this.state, { lots: [], isSearched: false });
            return;
        }
        const found = await this.keepLast.add(
            this.orm.call("stock.lot", "get_lots_to_trace", [words], { limit: OFFERED })
        );
        Object.assign(this.state, { lots: found, isSearched: true });
    }

    /** A scanner types quickly and ends with Enter: the only lot found is opened at once. */
    async onEnter() {
        await this.search();
        if (this.state.lots.length === 1) {
            this.props.onTrace(this.state.lots[0].id);
        }
    }
}

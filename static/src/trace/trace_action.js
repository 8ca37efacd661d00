import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { TraceCanvas } from "./trace_canvas";
import { TraceCard } from "./trace_card";
import { TraceGraph } from "./trace_graph";
import { TraceStart } from "./trace_start";
import { TraceTables } from "./trace_tables";

const ADDRESS = /^([a-z.]+)-(\d+)-(backward|both|forward)$/;

/** From a lot to all it came from and all it went into: drawn and listed. */
export class TraceAction extends Component {
    static template = "stock_lot_lifecycle.TraceAction";
    static components = { Layout, TraceCanvas, TraceCard, TraceStart, TraceTables };
    static props = { ...standardActionServiceProps };
    static path = "lot_trace";

    setup() {
        this.orm = useService("orm");
        this.ui = useService("ui");
        this.notification = useService("notification");
        this.actionService = useService("action");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        this.env.config.setDisplayName(_t("Trace"));
        const known = this.props.state || {};
        this.state = useState({
            query: known.query || this.readQuery(),
            past: known.past || [],
            view: known.view || (this.env.isSmall ? "list" : "graph"),
            table: known.table || "customers",
            hasPanel: known.hasPanel ?? true,
            status: "",
            words: "",
            found: 0,
            current: null,
            isOpen: false,
            highlight: null,
            version: 0,
        });
        useSetupAction({
            getLocalState: () => {
                const { query, past, view, table, hasPanel } = this.state;
                return { query, past: [...past], view, table, hasPanel };
            },
        });
        onWillStart(() => this.state.query && this.load());
    }

    // what is traced

    /** From a button, or from an address that was kept: `?trace=stock.lot-7-both`. */
    readQuery() {
        const { model, ids, trace } = this.props.action.params || {};
        if (ids?.length) {
            return { model, ids, direction: "both", opened: [] };
        }
        const [, name, id, direction] = ADDRESS.exec(trace || "") || [];
        return id ? { model: name, ids: [Number(id)], direction, opened: [] } : null;
    }

    async load() {
        const { model, ids, direction, opened } = this.state.query;
        this.state.status = "loading";
        const trace = ids.length === 1 ? `${model}-${ids[0]}-${direction}` : undefined;
        this.props.updateActionState?.({ trace });
        try {
            const answer = await this.keepLast.add(
                this.orm.call("stock.lot", "get_trace", [model, ids], { direction, opened })
            );
            this.show(answer);
        } catch (error) {
            this.state.status = "failed";
            throw error;
        }
    }

    show(answer) {
        this.answer = answer;
        this.graph = new TraceGraph(answer.shapes, answer.lines);
        this.env.config.setDisplayName(_t("Trace of %s", answer.title));
        const keys = answer.sections.map((section) => section.key);
        if (!keys.includes(this.state.table)) {
            this.state.table = keys[0];
        }
        Object.assign(this.state, { current: null, isOpen: false, status: "ready" });
        this.find();
    }

    get words() {
        return { statuses: this.answer.statuses, edges: this.answer.edges };
    }

    get directions() {
        return [
            ["backward", _t("Backward"), _t("What it is made of, and who sent it")],
            ["both", _t("Both"), _t("Where it came from and where it went")],
            ["forward", _t("Forward"), _t("What became of it, and who got it")],
        ];
    }

    /** Trace something else, or in another way; *Back* leads here again. */
    ask(change) {
        if (this.state.query) {
            this.state.past.push(this.state.query);
        }
        this.state.query = { opened: [], direction: "both", ...this.state.query, ...change };
        return this.load();
    }

    turn(direction) {
        return this.ask({ direction, opened: [] });
    }

    trace(shape) {
        return this.ask({ model: "stock.lot", ids: [shape.lot_id], opened: [] });
    }

    /** Trace from a lot against the way that led to it. */
    flip(shape) {
        const { direction } = this.state.query;
        const led = direction === "both" ? (shape.depth < 0 ? "backward" : "forward") : direction;
        const turned = led === "forward" ? "backward" : "forward";
        return this.ask({ model: "stock.lot", ids: [shape.lot_id], direction: turned, opened: [] });
    }

    back() {
        this.state.query = this.state.past.pop();
        return this.load();
    }

    startAgain() {
        this.state.past.push(this.state.query);
        Object.assign(this.state, { query: null, status: "" });
    }

    // what is drawn

    get shape() {
        return this.state.isOpen && this.graph.shapes.get(this.state.current);
    }

    choose(key) {
        this.state.current = key;
    }

    open(key) {
        this.state.current = key || this.state.current;
        this.state.isOpen = Boolean(key);
    }

    /** Show the lots of a group one by one, or what else is right beside a lot. */
    async expand(key) {
        const shape = this.graph.shapes.get(key);
        if (shape.can_open) {
            const { opened } = this.state.query;
            return this.ask({ opened: [...opened, key] });
        }
        if (!shape.lot_id) {
            return;
        }
        const { shapes, lines } = await this.orm.call("stock.lot", "get_trace_neighbours", [
            [shape.lot_id],
        ]);
        const before = this.graph.shapes.size;
        this.graph = this.graph.withNeighbours(shapes, lines);
        this.state.version++;
        if (this.graph.shapes.size === before) {
            this.notification.add(_t("Everything beside %s is shown.", shape.title), { type: "info" });
        }
    }

    find() {
        const keys = this.graph.find(this.state.words);
        this.state.found = keys.length;
        this.state.highlight = this.state.words.trim() ? this.graph.between(keys) : null;
        this.hits = keys;
    }

    /** Go to the next one found. */
    goToNext() {
        const { hits } = this;
        if (hits.length) {
            const here = hits.indexOf(this.state.current);
            this.state.current = hits[(here + 1) % hits.length];
        }
    }

    get foundWords() {
        const { found } = this.state;
        return found === 1 ? _t("1 found") : _t("%s found", found);
    }

    /** Show in the drawing what a row of a table is about. */
    showShape(key) {
        if (this.graph.shapes.has(key)) {
            this.state.view = "graph";
            this.open(key);
        }
    }

    showGaps() {
        this.state.table = "gaps";
        this.state.hasPanel = true;
    }

    get groupWords() {
        return _t(
            "%s lots are too many to draw one by one: they stand by product. Double-click a product to see its lots. The files have all of them.",
            this.answer.lot_count
        );
    }

    // what is taken out

    async save(format) {
        const { model, ids, direction } = this.state.query;
        this.ui.block();
        try {
            await download({
                url: `/stock_lot_lifecycle/trace.${format}`,
                data: { model, ids: JSON.stringify(ids), direction },
            });
        } finally {
            this.ui.unblock();
        }
    }
}

registry.category("actions").add("stock_lot_trace", TraceAction);

import { registry } from "@web/core/registry";
import { TraceGraph } from "@stock_lot_lifecycle/trace/trace_graph";
import { layOut, SIZES } from "@stock_lot_lifecycle/trace/trace_layout";

const tours = registry.category("web_tour.tours");
const shape = (title) => `.o_trace_shape[aria-label*='${title}']`;
const tab = (key) => `.o_trace_tables [data-table=${key}]`;

tours.add("stock_lot_trace", {
    steps: () => [
        { trigger: ".o_form_view .oe_stat_button[name=action_trace]", run: "click" },
        { content: "The whole answer", trigger: ".o_trace_coverage[data-complete=true]:contains(no gaps)" },
        { trigger: shape("Acme Farms") },
        { trigger: `.o_trace_root${shape("OAT-1")}` },
        { trigger: shape("M-1") },
        { trigger: shape("Deco Addict") },
        { content: "A card with facts", trigger: shape("M-1"), run: "click" },
        { trigger: ".o_trace_card:contains(M-1):contains(Delivered)" },
        { trigger: ".o_trace_from_here", run: "click" },
        { trigger: `.o_trace_root${shape("M-1")}` },
        { trigger: ".o_trace_back", run: "click" },
        { trigger: `.o_trace_root${shape("OAT-1")}` },
        { content: "Only what became of it", trigger: "[data-direction=forward]", run: "click" },
        { trigger: `.o_trace_scene:not(:has(${shape("Acme Farms")}))` },
        { trigger: shape("M-1"), run: "click" },
        { trigger: ".o_trace_card .o_trace_flip", run: "click" },
        { content: "Now what it is made of", trigger: "[data-direction=backward][aria-pressed=true]" },
        { trigger: `.o_trace_root${shape("M-1")}` },
        { trigger: shape("Acme Farms") },
        { content: "Customers are not asked for", trigger: `.o_trace_scene:not(:has(${shape("Deco Addict")}))` },
        { content: "What else is beside it", trigger: shape("M-1"), run: "dblclick" },
        { trigger: `.o_trace_beside${shape("Deco Addict")}` },
        { trigger: ".o_trace_find input", run: "edit Acme" },
        { trigger: ".o_trace_found:contains(1 found)" },
        { trigger: `.o_trace_on${shape("Acme Farms")}` },
        { trigger: ".o_trace_find input", run: "edit " },
        { content: "The same as a list", trigger: "[data-view=list]", run: "click" },
        { trigger: tab("suppliers"), run: "click" },
        { trigger: ".o_trace_table[data-table=suppliers] td:contains(Acme Farms)" },
        { trigger: tab("totals"), run: "click" },
        { trigger: ".o_trace_table[data-table=totals] td:contains(Muesli)" },
    ],
});

const press = (key) => () => {
    const canvas = document.querySelector(".o_trace_canvas");
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
};

tours.add("stock_lot_trace_keys", {
    steps: () => [
        { trigger: shape("OAT-1") },
        { content: "The first key finds where it begins", trigger: ".o_trace_canvas", run: press("ArrowRight") },
        { trigger: `.o_trace_current${shape("OAT-1")}` },
        { trigger: ".o_trace_canvas", run: press("ArrowLeft") },
        { trigger: `.o_trace_current${shape("Acme Farms")}` },
        { trigger: ".o_trace_canvas", run: press("Enter") },
        { trigger: ".o_trace_card:contains(Acme Farms)" },
        { trigger: ".o_trace_canvas", run: press("Escape") },
        { trigger: ".o_trace_stage:not(:has(.o_trace_card))" },
        { trigger: ".o_trace_canvas", run: press("+") },
    ],
});

tours.add("stock_lot_trace_gaps", {
    steps: () => [
        { trigger: ".o_trace_start input", run: "edit COUNTED" },
        { trigger: ".o_trace_start .list-group-item:contains(COUNTED)", run: "click" },
        { trigger: ".o_trace_coverage[data-complete=false]:contains(Incomplete: 1 gap)", run: "click" },
        { trigger: ".o_trace_table[data-table=gaps] tr.o_trace_red:contains(COUNTED)" },
        { trigger: `.o_trace_gap` },
    ],
});

tours.add("stock_lot_custody", {
    steps: () => [
        { trigger: ".o_form_view .nav-link[name=custody]", run: "click" },
        { trigger: ".o_lot_custody_coverage[data-complete=true]:contains(every hand-over)" },
        { trigger: ".o_lot_custody td:contains(Deco Addict)" },
        { content: "A document opens", trigger: ".o_lot_custody td a:contains(/OUT/)", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=partner_id]:contains(Deco Addict)" },
    ],
});

tours.add("stock_lot_trace_phone", {
    steps: () => [
        { content: "On a phone the tables come first", trigger: ".o_trace_panel_wide .o_trace_table" },
        { trigger: tab("suppliers"), run: "click" },
        { trigger: ".o_trace_table td:contains(Acme Farms)" },
    ],
});

// the layout and the graph, without a page

function check(isTrue, words) {
    if (!isTrue) {
        throw new Error(words);
    }
}

const node = (key, kind = "lot", more = {}) => ({ key, kind, title: key.toUpperCase(), ...more });
const line = (source, target) => ({ source, target, share: 1 });

/** A reproducible tangle of `count` lots with loops. */
function tangle(count) {
    const shapes = [...Array(count).keys()].map((number) => node(`k${number}`));
    let seed = 7;
    const next = (limit) => (seed = (seed * 48271) % 2147483647) % limit;
    const lines = [...Array(count * 2).keys()].map(() => line(`k${next(count)}`, `k${next(count)}`));
    return [shapes, lines];
}

function checkNothingOverlaps(places) {
    const all = [...places.values()];
    for (const [number, a] of all.entries()) {
        check(Number.isFinite(a.x) && Number.isFinite(a.y), "every shape has a place");
        for (const b of all.slice(0, number)) {
            const isApart =
                Math.abs(a.x - b.x) >= SIZES.width || Math.abs(a.y - b.y) >= SIZES.height - 0.001;
            check(isApart, "two shapes overlap");
        }
    }
}

function checkColumns() {
    const shapes = [node("b"), node("a", "supplier"), node("c", "customer"), node("d", "customer")];
    const { places } = layOut(shapes, [line("a", "b"), line("b", "c"), line("a", "d")]);
    const [a, b, c, d] = ["a", "b", "c", "d"].map((key) => places.get(key));
    check(a.x < b.x && b.x < c.x, "it leads from left to right");
    check(c.x === d.x, "customers stand in the last column");
}

function checkEdges() {
    const empty = layOut([], []);
    check(empty.width === 0 && empty.height === 0, "nothing takes no room");
    const alone = layOut([node("a")], [line("a", "a"), line("a", "gone")]);
    check(alone.places.get("a").x === 0 && !alone.paths.length, "one lot stands alone");
    const loop = layOut([node("a"), node("b")], [line("a", "b"), line("b", "a")]);
    check(loop.paths.length === 2, "both ways of a loop are drawn");
}

function checkMany() {
    for (const count of [10, 100, 400]) {
        const [shapes, lines] = tangle(count);
        const first = layOut(shapes, lines);
        check(first.places.size === count, "nothing is lost");
        checkNothingOverlaps(first.places);
        const again = layOut(shapes, lines);
        check(
            JSON.stringify([...first.places]) === JSON.stringify([...again.places]),
            "the same trace looks the same"
        );
    }
}

function checkGraph() {
    const shapes = [node("root", "lot", { is_root: true }), ...["a", "b", "c"].map((k) => node(k))];
    const lines = [line("root", "a"), line("a", "b"), line("root", "c")];
    const graph = new TraceGraph(shapes, lines);
    check([...graph.between(["b"])].sort().join() === "a,b,root", "the path leads to the root");
    check(graph.find("  B ").join() === "b" && !graph.find(" ").length, "found by title");
    const more = graph.withNeighbours([node("b"), node("x")], [line("a", "b"), line("b", "x")]);
    check(more.shapes.size === 5 && more.lines.length === 4, "what is there is not added twice");
    check(more.shapes.get("x").is_beside && !more.shapes.get("b").is_beside, "new ones are marked");
    const { places } = layOut(shapes, lines);
    check(graph.next("root", "ArrowLeft", places) === "root", "at the end it stays");
    check(["a", "c"].includes(graph.next("root", "ArrowRight", places)), "right goes on");
    const [up, down] = ["ArrowUp", "ArrowDown"].map((arrow) => graph.next("a", arrow, places));
    check([up, down].includes("c"), "up and down stay in the column");
}

tours.add("stock_lot_trace_layout", {
    steps: () => [
        {
            trigger: "body",
            run() {
                checkColumns();
                checkEdges();
                checkMany();
                checkGraph();
            },
        },
    ],
});

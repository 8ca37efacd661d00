/**
 * Where to draw what: a layered layout from left to right. Pure: shapes and lines go in, places
 * and paths come out; no element of a page is touched.
 *
 * 1. Loops are opened, 2. every shape gets a column behind all that leads to it, 3. lines over
 * several columns get a bend in each, 4. columns are sorted so that few lines cross, 5. shapes
 * are drawn level with their neighbours, 6. long columns are broken into several.
 */

import { draw } from "./trace_paths";

export const SIZES = {
    width: 178,
    height: 60,
    gap: 18, // between shapes of a column
    column: 76, // between columns
    bend: 10, // what a line takes where it passes a column
    rows: 40, // of a column, before it is broken; of a shorter one less, so that all can be read
    few: 14, // a column so short is never broken
};
const SWEEPS = 6;

/** Return `{places: Map(key → {x, y, column}), paths: [{line, path}], width, height}`. */
export function layOut(shapes, lines, sizes = SIZES) {
    const graph = index(shapes, lines);
    openLoops(graph);
    assignColumns(graph, shapes);
    const columns = makeColumns(graph);
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        sortColumns(columns, sweep % 2 === 0);
    }
    const widths = stack(columns, sizes);
    return draw(graph, columns, widths, sizes);
}

/** Nodes with their neighbours; lines whose ends are not there are left out. */
function index(shapes, lines) {
    const nodes = new Map(
        shapes.map((shape, order) => [shape.key, { shape, order, before: [], after: [], column: 0 }])
    );
    const edges = [];
    for (const line of lines) {
        const source = nodes.get(line.source);
        const target = nodes.get(line.target);
        if (source && target && source !== target) {
            edges.push({ line, source, target, isTurned: false, bends: [] });
        }
    }
    return { nodes: [...nodes.values()], edges };
}

/** Turn every line that closes a loop, so that all lines lead to the right. */
function openLoops({ nodes, edges }) {
    const outgoing = new Map(nodes.map((node) => [node, []]));
    edges.forEach((edge) => outgoing.get(edge.source).push(edge));
    const entered = new Set();
    const left = new Set();
    // what nothing leads to comes first; what only loops lead to comes after
    const targets = new Set(edges.map((edge) => edge.target));
    const starts = [...nodes].sort((a, b) => targets.has(a) - targets.has(b) || a.order - b.order);
    for (const start of starts) {
        const stack = entered.has(start) ? [] : [[start, 0]];
        entered.add(start);
        while (stack.length) {
            const top = stack[stack.length - 1];
            const edge = outgoing.get(top[0])[top[1]++];
            if (!edge) {
                left.add(stack.pop()[0]);
            } else if (!entered.has(edge.target)) {
                entered.add(edge.target);
                stack.push([edge.target, 0]);
            } else if (!left.has(edge.target)) {
                edge.isTurned = true;
            }
        }
    }
    for (const edge of edges) {
        edge.from = edge.isTurned ? edge.target : edge.source;
        edge.to = edge.isTurned ? edge.source : edge.target;
        edge.from.after.push(edge.to);
        edge.to.before.push(edge.from);
    }
}

/** Behind all that leads to it; suppliers stand in the first column, customers in the last. */
function assignColumns({ nodes }, shapes) {
    const waiting = new Map(nodes.map((node) => [node, node.before.length]));
    const ready = nodes.filter((node) => !node.before.length);
    const sorted = [];
    while (ready.length) {
        const node = ready.pop();
        sorted.push(node);
        for (const next of node.after) {
            next.column = Math.max(next.column, node.column + 1);
            waiting.set(next, waiting.get(next) - 1);
            if (!waiting.get(next)) {
                ready.push(next);
            }
        }
    }
    // what nothing leads to stands right before what it leads to
    for (const node of sorted) {
        if (!node.before.length && node.after.length && !/^supplier/.test(node.shape.kind)) {
            node.column = Math.min(...node.after.map((next) => next.column)) - 1;
        }
    }
    const last = Math.max(0, ...nodes.map((node) => node.column));
    for (const node of nodes) {
        if (/^customer/.test(node.shape.kind) && !node.after.length) {
            node.column = last;
        }
    }
    return shapes;
}

/** Columns of places to draw: shapes, and the bends of lines that pass. */
function makeColumns({ nodes, edges }) {
    const columns = [];
    const put = (place) => (columns[place.column] ||= []).push(place);
    for (const node of nodes) {
        node.place = { node, column: node.column, left: [], right: [], y: 0 };
        put(node.place);
    }
    for (const edge of edges) {
        let before = edge.from.place;
        for (let column = edge.from.column + 1; column < edge.to.column; column++) {
            const bend = { column, left: [before], right: [], y: 0 };
            before.right.push(bend);
            edge.bends.push(bend);
            put(bend);
            before = bend;
        }
        before.right.push(edge.to.place);
        edge.to.place.left.push(before);
    }
    const filled = columns.filter(Boolean);
    filled.forEach((column) => column.forEach((place, row) => (place.row = row)));
    return filled;
}

/** Sort every column by the mean row of its neighbours in the column before (or after) it. */
function sortColumns(columns, isForward) {
    const side = isForward ? "left" : "right";
    for (const column of isForward ? columns : [...columns].reverse()) {
        for (const place of column) {
            const others = place[side];
            place.weight = others.length
                ? others.reduce((sum, other) => sum + other.row, 0) / others.length
                : place.row;
        }
        column.sort((a, b) => a.weight - b.weight || a.row - b.row);
        column.forEach((place, row) => (place.row = row));
    }
}

/** Give every place its y; return how many shapes stand beside each other in each column. */
function stack(columns, sizes) {
    const breaks = columns.map((column) => {
        const shapes = column.filter((place) => place.node).length;
        const rows = Math.min(sizes.rows, Math.max(sizes.few, Math.ceil(Math.sqrt(shapes * 5))));
        return Math.max(1, Math.ceil(shapes / rows));
    });
    columns.forEach((column, number) => {
        let y = 0;
        for (const place of column) {
            place.size = place.node ? (sizes.height + sizes.gap) / breaks[number] : sizes.bend;
            place.y = y + place.size / 2;
            y += place.size;
        }
        column.forEach((place) => (place.y -= y / 2)); // around one line
    });
    for (let sweep = 0; sweep < SWEEPS; sweep++) {
        const isForward = sweep % 2 === 0;
        for (const column of isForward ? columns : [...columns].reverse()) {
            settle(column, isForward ? "left" : "right");
        }
    }
    columns.forEach((column, number) => breakColumn(column, breaks[number]));
    return breaks;
}

/** Move the places of a column as near to their neighbours as their order and sizes allow. */
function settle(column, side) {
    const blocks = [];
    let offset = 0;
    for (const place of column) {
        const others = place[side].length ? place[side] : [place];
        const wish = others.reduce((sum, other) => sum + other.y, 0) / others.length;
        offset += place.size / 2;
        let block = { sum: wish - offset, count: 1, places: [[place, offset]] };
        offset += place.size / 2;
        // whoever would overlap shares the mean of what they wish
        while (blocks.length && mean(blocks[blocks.length - 1]) > mean(block)) {
            const above = blocks.pop();
            above.sum += block.sum;
            above.count += block.count;
            above.places.push(...block.places);
            block = above;
        }
        blocks.push(block);
    }
    for (const block of blocks) {
        block.places.forEach(([place, at]) => (place.y = mean(block) + at));
    }
}

const mean = (block) => block.sum / block.count;

/** Put each run of `count` shapes of a column side by side, on one height. */
function breakColumn(column, count) {
    const shapes = column.filter((place) => place.node);
    shapes.forEach((place, number) => (place.part = number % count));
    if (count === 1) {
        return;
    }
    for (let start = 0; start < shapes.length; start += count) {
        const run = shapes.slice(start, start + count);
        const y = run.reduce((sum, place) => sum + place.y, 0) / run.length;
        run.forEach((place) => (place.y = y));
    }
}

/** What leads to what in a drawing: neighbours, paths, finding. Pure. */
export class TraceGraph {
    constructor(shapes, lines) {
        this.shapes = new Map(shapes.map((shape) => [shape.key, shape]));
        this.lines = lines.filter(
            ({ source, target }) => this.shapes.has(source) && this.shapes.has(target)
        );
        this.after = this.join("source", "target");
        this.before = this.join("target", "source");
        this.roots = shapes.filter((shape) => shape.is_root).map((shape) => shape.key);
    }

    join(from, to) {
        const steps = new Map([...this.shapes.keys()].map((key) => [key, []]));
        this.lines.forEach((line) => steps.get(line[from]).push(line[to]));
        return steps;
    }

    /** Return a graph with the shapes and lines of another one beside those of this one. */
    withNeighbours(shapes, lines) {
        const known = new Set(this.lines.map(keyOf));
        const more = (row) => ({ ...row, is_beside: true });
        // a lot is told by its own document or directly, never both
        return new TraceGraph(
            [
                ...this.shapes.values(),
                ...shapes.filter(({ key }) => !this.shapes.has(key)).map((shape) => ({
                    ...more(shape),
                    is_root: false,
                })),
            ],
            [...this.lines, ...lines.filter((line) => !known.has(keyOf(line))).map(more)]
        );
    }

    /** Return the keys of what can be reached from `keys` by `steps`, with them. */
    reach(keys, steps) {
        const found = new Set(keys);
        const queue = [...found];
        while (queue.length) {
            for (const key of steps.get(queue.pop()) || []) {
                if (!found.has(key)) {
                    found.add(key);
                    queue.push(key);
                }
            }
        }
        return found;
    }

    /** Return the keys of all that lies between the roots and `keys`, with both. */
    between(keys) {
        const path = new Set(keys);
        for (const [away, back] of [
            [this.after, this.before],
            [this.before, this.after],
        ]) {
            const fromRoots = this.reach(this.roots, away);
            for (const key of this.reach(keys, back)) {
                if (fromRoots.has(key)) {
                    path.add(key);
                }
            }
        }
        return path;
    }

    /** Return the keys of the shapes that are called like `words`. */
    find(words) {
        const wanted = words.trim().toLowerCase();
        if (!wanted) {
            return [];
        }
        return [...this.shapes.values()]
            .filter((shape) => textOf(shape).includes(wanted))
            .map((shape) => shape.key);
    }

    /** Return the key of the shape next to another one in the direction of an arrow key. */
    next(key, arrow, places) {
        const here = places.get(key);
        if (!here) {
            return key;
        }
        if (arrow === "ArrowLeft" || arrow === "ArrowRight") {
            const steps = arrow === "ArrowLeft" ? this.before : this.after;
            return nearest(here, steps.get(key), places) ?? key;
        }
        const sign = arrow === "ArrowUp" ? -1 : 1;
        const column = [...places.keys()].filter((other) => {
            const place = places.get(other);
            return place.column === here.column && isBeyond(here, place, sign);
        });
        return nearest(here, column, places) ?? key;
    }
}

/** In a broken column shapes stand side by side: they come one after the other. */
function isBeyond(here, place, sign) {
    return (place.y - here.y || place.x - here.x) * sign > 0;
}

function nearest(here, keys, places) {
    const far = (key) => {
        const place = places.get(key);
        return Math.abs(place.y - here.y) * 1000 + Math.abs(place.x - here.x);
    };
    return keys.reduce((best, key) => (best === null || far(key) < far(best) ? key : best), null);
}

const keyOf = (line) => `${line.source}|${line.target}`;

const textOf = (shape) =>
    [shape.title, shape.subtitle, shape.status, shape.disposition, shape.node?.supplier_lot]
        .filter(Boolean)
        .join(" ")
        .toLowerCase();

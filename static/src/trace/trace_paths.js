/** A layout as points and paths. Pure, like `trace_layout.js`, which reckons the places. */

/** Turn rows and columns into points and paths, from 0, 0 on. */
export function draw({ nodes, edges }, columns, breaks, sizes) {
    const lefts = [];
    let x = 0;
    columns.forEach((column, number) => {
        lefts.push(x);
        column.forEach((place) => (place.at = number));
        x += breaks[number] * (sizes.width + sizes.gap) - sizes.gap + sizes.column;
    });
    const ys = nodes.map((node) => node.place.y - sizes.height / 2);
    const top = ys.length ? ys.reduce((a, b) => Math.min(a, b)) : 0;
    const bottom = ys.length ? ys.reduce((a, b) => Math.max(a, b)) + sizes.height : 0;
    const places = new Map();
    for (const { shape, place } of nodes) {
        place.x = lefts[place.at] + place.part * (sizes.width + sizes.gap);
        places.set(shape.key, { x: place.x, y: place.y - sizes.height / 2 - top, column: place.at });
    }
    const paths = edges.map((edge) => ({
        line: edge.line,
        path: pathOf(edge, lefts, breaks, sizes, top),
    }));
    return { places, paths, width: Math.max(0, x - sizes.column), height: bottom - top };
}

function pathOf(edge, lefts, breaks, sizes, top) {
    const widthOf = (at) => breaks[at] * (sizes.width + sizes.gap) - sizes.gap;
    const points = [[edge.from.place.x + sizes.width, edge.from.place.y - top]];
    for (const bend of edge.bends) {
        points.push([lefts[bend.at], bend.y - top], [lefts[bend.at] + widthOf(bend.at), bend.y - top]);
    }
    points.push([edge.to.place.x, edge.to.place.y - top]);
    const words = [`M${round(points[0])}`];
    for (let number = 1; number < points.length; number++) {
        const [[x1, y1], [x2, y2]] = [points[number - 1], points[number]];
        const middle = (x1 + x2) / 2;
        words.push(
            y1 === y2
                ? `L${round(points[number])}`
                : `C${round([middle, y1])} ${round([middle, y2])} ${round([x2, y2])}`
        );
    }
    return words.join("");
}

/** Return `{scale, path, width, height}`: all shapes on a small map that fits into `room`. */
export function mapOf({ places, width, height }, sizes, room) {
    const scale = Math.min(room.width / Math.max(width, 1), room.height / Math.max(height, 1));
    const [w, h] = [sizes.width * scale, Math.max(sizes.height * scale, 1)];
    const boxes = [...places.values()].map(
        ({ x, y }) => `M${x * scale},${y * scale}h${w}v${h}h${-w}z`
    );
    return { ...room, scale, path: boxes.join("") };
}

const round = (point) => point.map((value) => Math.round(value * 10) / 10).join(",");

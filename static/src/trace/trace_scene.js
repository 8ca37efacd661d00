import { Component } from "@odoo/owl";

import { SIZES } from "./trace_layout";
import { amountOf, clip, iconOf, labelOf, titleOf, toneOf, wordsOf } from "./trace_shape";

const THIN = 1.2;
const THICK = 9;
const LETTERS = 26; // of a line of text, at the size of the subtitle
const BOLD_LETTERS = 23;

/** The shapes and lines of a trace, drawn once for each layout; what moves is around it. */
export class TraceScene extends Component {
    static template = "stock_lot_lifecycle.TraceScene";
    static props = { graph: Object, layout: Object, words: Object };

    get sizes() {
        return SIZES;
    }

    get lines() {
        return this.props.layout.paths.map(({ line, path }) => ({
            key: `${line.source}|${line.target}`,
            source: line.source,
            target: line.target,
            path,
            width: THIN + (THICK - THIN) * line.share,
            isDashed: !line.is_exact || line.is_beside,
            title: this.titleOfLine(line),
        }));
    }

    titleOfLine(line) {
        const { shapes } = this.props.graph;
        const ends = `${titleOf(shapes.get(line.source))} → ${titleOf(shapes.get(line.target))}`;
        return [ends, amountOf(line)].filter(Boolean).join(": ");
    }

    get shapes() {
        const { graph, layout, words } = this.props;
        return [...graph.shapes.values()].map((shape) => {
            const amount = amountOf(shape);
            const title = titleOf(shape);
            const room = Math.max(8, BOLD_LETTERS - (amount ? amount.length : 0));
            const { x, y } = layout.places.get(shape.key);
            return {
                key: shape.key,
                place: `translate(${Math.round(x)},${Math.round(y)})`,
                className: this.classOf(shape),
                icon: iconOf(shape),
                title: clip(title, room),
                amount: clip(amount, 14),
                subtitle: clip(shape.subtitle, LETTERS + 2),
                words: clip(wordsOf(shape, words), LETTERS),
                label: labelOf(shape, words),
                gaps: shape.gaps,
            };
        });
    }

    classOf(shape) {
        const names = [`o_trace_${shape.kind}`, `o_trace_tone_${toneOf(shape)}`];
        if (shape.is_root) {
            names.push("o_trace_root");
        }
        if (shape.is_beside) {
            names.push("o_trace_beside");
        }
        if (shape.cut) {
            names.push("o_trace_cut");
        }
        return names.join(" ");
    }
}

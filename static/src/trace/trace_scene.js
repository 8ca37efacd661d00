import { Component } from "@odoo/owl";

import { SIZES } from "./trace_layout";
import { amountOf, iconOf, labelOf, titleOf, toneOf, wordsOf } from "./trace_shape";
import { fitText, widthOf } from "./trace_text";

const THIN = 1.2;
const THICK = 9;
// as in trace_canvas.scss
const BOLD = "600 13px";
const PLAIN = "12px";
const SMALL = "11px";
const LEFT = 14; // where texts begin
const AFTER_ICON = 31;
const RIGHT = 8; // what stays free behind them

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
            const all = amountOf(shape);
            // beside the words only where the line above is taken
            const amount = shape.subtitle ? all : "";
            const taken = amount ? widthOf(amount, PLAIN) + RIGHT : 0;
            const room = SIZES.width - LEFT - RIGHT;
            const { x, y } = layout.places.get(shape.key);
            return {
                key: shape.key,
                place: `translate(${Math.round(x)},${Math.round(y)})`,
                className: this.classOf(shape),
                icon: iconOf(shape),
                title: fitText(titleOf(shape), SIZES.width - AFTER_ICON - RIGHT, BOLD),
                amount,
                subtitle: fitText(shape.subtitle || all, room, PLAIN),
                words: fitText(wordsOf(shape, words), room - taken, SMALL),
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

import { Component, onMounted, onPatched, useEffect, useExternalListener, useRef } from "@odoo/owl";

import { layOut, SIZES } from "./trace_layout";
import { mapOf } from "./trace_paths";
import { TraceScene } from "./trace_scene";

const SMALLEST = 0.02;
const LARGEST = 2.5;
const STEP = 1.25;
const MARGIN = 24;
const FAR = 0.42; // below it texts cannot be read, and are left out
const MINIMAP_FROM = 100; // shapes
const MINIMAP = { width: 180, height: 110 };
const DRAGGED = 4; // pixels

/** The drawing of a trace: zoom, pan, keys, and a small map of the whole. */
export class TraceCanvas extends Component {
    static template = "stock_lot_lifecycle.TraceCanvas";
    static components = { TraceScene };
    static props = {
        graph: Object,
        words: Object,
        current: { type: String, optional: true },
        isOpen: Boolean,
        highlight: { type: [Object, { value: null }], optional: true },
        onChoose: Function,
        onOpen: Function,
        onExpand: Function,
    };

    setup() {
        this.root = useRef("root");
        this.scene = useRef("scene");
        this.viewport = useRef("viewport");
        this.view = { x: 0, y: 0, zoom: 1 };
        this.drag = null;
        onMounted(() => this.fit());
        onPatched(() => this.show());
        useExternalListener(window, "pointermove", (ev) => this.onPointerMove(ev));
        useExternalListener(window, "pointerup", () => this.onPointerUp());
        useExternalListener(window, "resize", () => this.show());
        useEffect(
            (graph) => graph && this.fit(),
            () => [this.props.graph]
        );
        useEffect(
            () => this.mark(),
            () => [this.props.graph, this.props.current, this.props.isOpen, this.props.highlight]
        );
    }

    /** Where everything is; reckoned once for each graph. */
    get layout() {
        const { graph } = this.props;
        if (this.laidOut !== graph) {
            this.laidOut = graph;
            this.places = layOut([...graph.shapes.values()], graph.lines);
            this.map = mapOf(this.places, SIZES, MINIMAP);
        }
        return this.places;
    }

    // what is seen

    get box() {
        return this.root.el.getBoundingClientRect();
    }

    fit() {
        const { width, height } = this.layout;
        const box = this.box;
        const zoom = Math.min(
            (box.width - 2 * MARGIN) / Math.max(width, 1),
            (box.height - 2 * MARGIN) / Math.max(height, 1),
            1
        );
        this.view.zoom = Math.max(zoom, SMALLEST);
        this.view.x = (box.width - width * this.view.zoom) / 2;
        this.view.y = (box.height - height * this.view.zoom) / 2;
        this.show();
    }

    zoom(factor, x = this.box.width / 2, y = this.box.height / 2) {
        const zoom = Math.min(Math.max(this.view.zoom * factor, SMALLEST), LARGEST);
        const real = zoom / this.view.zoom;
        this.view.x = x - (x - this.view.x) * real;
        this.view.y = y - (y - this.view.y) * real;
        this.view.zoom = zoom;
        this.show();
    }

    zoomIn() {
        this.zoom(STEP);
    }

    zoomOut() {
        this.zoom(1 / STEP);
    }

    show() {
        if (!this.scene.el) {
            return;
        }
        const { x, y, zoom } = this.view;
        this.scene.el.setAttribute("transform", `translate(${x},${y}) scale(${zoom})`);
        this.root.el.classList.toggle("o_trace_far", zoom < FAR);
        const frame = this.viewport.el;
        if (frame) {
            const { scale } = this.map;
            frame.setAttribute("x", (-x / zoom) * scale);
            frame.setAttribute("y", (-y / zoom) * scale);
            frame.setAttribute("width", (this.box.width / zoom) * scale);
            frame.setAttribute("height", (this.box.height / zoom) * scale);
        }
    }

    /** Bring a shape into sight, readable. */
    reveal(key) {
        const place = this.layout.places.get(key);
        if (!place) {
            return;
        }
        this.view.zoom = Math.max(this.view.zoom, FAR * 1.5);
        const { zoom } = this.view;
        const box = this.box;
        const [left, top] = [this.view.x + place.x * zoom, this.view.y + place.y * zoom];
        const isSeen =
            left > MARGIN &&
            top > MARGIN &&
            left + SIZES.width * zoom < box.width - MARGIN &&
            top + SIZES.height * zoom < box.height - MARGIN;
        if (!isSeen) {
            this.view.x = box.width / 2 - (place.x + SIZES.width / 2) * zoom;
            this.view.y = box.height / 2 - (place.y + SIZES.height / 2) * zoom;
        }
        this.show();
    }

    /** Mark what is chosen and what is found, without drawing anything again. */
    mark() {
        const { current, isOpen, highlight } = this.props;
        this.root.el.classList.toggle("o_trace_marked", Boolean(highlight));
        for (const el of this.scene.el.querySelectorAll(".o_trace_shape")) {
            const { key } = el.dataset;
            el.classList.toggle("o_trace_on", Boolean(highlight?.has(key)));
            el.classList.toggle("o_trace_current", key === current);
        }
        for (const el of this.scene.el.querySelectorAll(".o_trace_line")) {
            const { source, target } = el.dataset;
            el.classList.toggle(
                "o_trace_on",
                Boolean(highlight?.has(source) && highlight.has(target))
            );
            el.classList.toggle("o_trace_near", source === current || target === current);
        }
        if (current && current !== this.revealed) {
            this.reveal(current);
        }
        this.revealed = current;
        if (current && !isOpen) {
            this.root.el.focus({ preventScroll: true });
        }
    }

    // pointer and keys

    keyAt(ev) {
        return ev.target.closest("[data-key]")?.dataset.key;
    }

    onWheel(ev) {
        const box = this.box;
        this.zoom(ev.deltaY < 0 ? STEP : 1 / STEP, ev.clientX - box.left, ev.clientY - box.top);
    }

    onPointerDown(ev) {
        if (ev.button === 0) {
            this.drag = { x: ev.clientX, y: ev.clientY, far: 0 };
        }
    }

    onPointerMove(ev) {
        if (!this.drag) {
            return;
        }
        const [x, y] = [ev.clientX - this.drag.x, ev.clientY - this.drag.y];
        this.drag = { x: ev.clientX, y: ev.clientY, far: this.drag.far + Math.abs(x) + Math.abs(y) };
        this.view.x += x;
        this.view.y += y;
        this.show();
    }

    onPointerUp() {
        this.wasDragged = Boolean(this.drag) && this.drag.far > DRAGGED;
        this.drag = null;
    }

    onClick(ev) {
        if (!this.wasDragged) {
            this.props.onOpen(this.keyAt(ev) || null);
        }
    }

    onDoubleClick(ev) {
        const key = this.keyAt(ev);
        if (key) {
            this.props.onExpand(key);
        }
    }

    onKeydown(ev) {
        const { graph, current, isOpen } = this.props;
        const here = current || graph.roots[0];
        const keys = {
            Enter: () => here && this.props.onOpen(here),
            Escape: () => isOpen && this.props.onOpen(null),
            "+": () => this.zoomIn(),
            "-": () => this.zoomOut(),
            0: () => this.fit(),
        };
        if (ev.key.startsWith("Arrow")) {
            const next = current ? graph.next(here, ev.key, this.layout.places) : here;
            this.props.onChoose(next);
        } else if (keys[ev.key]) {
            keys[ev.key]();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    // the small map

    get hasMinimap() {
        return this.props.graph.shapes.size > MINIMAP_FROM;
    }

    onMap(ev) {
        const box = ev.currentTarget.getBoundingClientRect();
        const { width, height } = this.box;
        const times = this.view.zoom / this.map.scale;
        this.view.x = width / 2 - (ev.clientX - box.left) * times;
        this.view.y = height / 2 - (ev.clientY - box.top) * times;
        this.show();
    }
}

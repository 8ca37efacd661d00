import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

const ICONS = {
    supplier: "\uf0d1", // truck
    suppliers: "\uf0d1",
    lot: "\uf02b", // tag
    group: "\uf02c", // tags
    product: "\uf1b2", // cube
    document: "\uf085", // cogs
    customer: "\uf007", // user
    customers: "\uf0c0", // users
};
const DEAD = ["retired"];

export const iconOf = (shape) => ICONS[shape.kind] || "";

export function kindOf(shape) {
    return {
        supplier: _t("Supplier"),
        suppliers: _t("Suppliers"),
        lot: _t("Lot"),
        group: _t("Lots of one product"),
        product: _t("Product without lots"),
        document: _t("Production"),
        customer: _t("Customer"),
        customers: _t("Customers"),
    }[shape.kind];
}

/** Green, amber, red, grey: what the status is; always beside the word. */
export function toneOf(shape) {
    if (shape.kind !== "lot") {
        return shape.gaps || shape.kind === "product" ? "danger" : "none";
    }
    if (DEAD.includes(shape.status)) {
        return "danger";
    }
    if (shape.blocked) {
        return "warning";
    }
    return shape.status === "active" ? "success" : "secondary";
}

export function titleOf(shape) {
    if (shape.kind === "suppliers") {
        return _t("%s suppliers", shape.count);
    }
    if (shape.kind === "customers") {
        return _t("%s customers", shape.count);
    }
    return shape.title || (shape.kind === "customer" ? _t("Without a name") : _t("Unknown"));
}

/** Status and decision, each once; of a document what it did; of a cut that it is one. */
export function wordsOf(shape, words) {
    const parts = [];
    if (shape.cut === "hub") {
        parts.push(_t("Not traced through"));
    } else if (shape.cut) {
        parts.push(_t("Not read further"));
    }
    if (shape.kind === "document") {
        parts.push(words.edges[shape.status] || shape.status);
    } else if (shape.status) {
        parts.push(words.statuses[shape.status] || shape.status);
    }
    if (shape.disposition && (shape.blocked || shape.status === "retired")) {
        parts.push(shape.disposition);
    }
    if (shape.kind === "group") {
        parts.push(_t("%s lots", shape.count));
    }
    if (shape.kind === "product") {
        parts.push(_t("No lot is known"));
    }
    return parts.join(" · ");
}

export function amountOf(row) {
    if (row.quantity === null || row.quantity === undefined) {
        return "";
    }
    return `${formatNumber(row.quantity)} ${row.unit}`;
}

export function formatNumber(value) {
    const rounded = Math.round(value * 100) / 100;
    return formatFloat(value, { digits: [16, rounded % 1 ? 2 : 0] });
}

export function formatDay(value) {
    return value ? formatDate(deserializeDate(value)) : "";
}

/** An hour on the clock where the goods are, whatever the zone of whoever looks. */
export function formatTime(value) {
    const clock = value && luxon.DateTime.fromISO(value, { zone: "utc" });
    return clock ? clock.toLocaleString(luxon.DateTime.DATETIME_SHORT) : "";
}

/** What a screen reader says of a shape. */
export function labelOf(shape, words) {
    return [kindOf(shape), titleOf(shape), shape.subtitle, amountOf(shape), wordsOf(shape, words)]
        .filter(Boolean)
        .join(", ");
}

import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

import { amountOf, formatDay, formatNumber, kindOf, titleOf, toneOf, wordsOf } from "./trace_shape";

const MODELS = { lot: "stock.lot", supplier: "res.partner", customer: "res.partner" };

/** The facts of one shape, and what can be done from here. */
export class TraceCard extends Component {
    static template = "stock_lot_lifecycle.TraceCard";
    static props = {
        shape: Object,
        words: Object,
        onTrace: Function,
        onFlip: Function,
        onExpand: Function,
        onGaps: Function,
        onClose: Function,
    };

    setup() {
        this.action = useService("action");
    }

    get head() {
        const { shape, words } = this.props;
        return {
            kind: kindOf(shape),
            title: titleOf(shape),
            words: wordsOf(shape, words),
            tone: toneOf(shape),
        };
    }

    get facts() {
        const { shape } = this.props;
        const { node, balance } = shape;
        const unit = shape.unit;
        const days = node
            ? [
                  [_t("Received"), formatDay(node.received)],
                  [_t("Manufactured"), formatDay(node.produced)],
                  [_t("Expiry"), formatDay(node.expires)],
                  [_t("Supplier lot"), node.supplier_lot],
                  [_t("Former numbers"), node.former.join(", ")],
                  [_t("Company"), node.company],
              ]
            : [];
        const amounts = balance ? this.amounts(balance, unit) : [[_t("Quantity"), amountOf(shape)]];
        return [[_t("Product"), shape.subtitle], ...amounts, ...days].filter(([, value]) => value);
    }

    amounts(balance, unit) {
        const words = [
            ["received", _t("Received from suppliers")],
            ["produced", _t("Produced")],
            ["returned", _t("Returned by customers")],
            ["on_hand", _t("On hand")],
            ["consumed", _t("Used in production")],
            ["delivered", _t("Delivered")],
            ["sent_back", _t("Sent back")],
            ["scrapped", _t("Scrapped")],
            ["adjusted", _t("Counted down")],
            ["unexplained", _t("Unexplained")],
        ];
        return words
            .filter(([name]) => balance[name])
            .map(([name, word]) => [word, `${formatNumber(balance[name])} ${unit}`]);
    }

    get link() {
        const { shape } = this.props;
        if (shape.document?.model && shape.document.id) {
            return [shape.document.model, shape.document.id];
        }
        const id = shape.lot_id || shape.partner_id;
        return id && MODELS[shape.kind] ? [MODELS[shape.kind], id] : null;
    }

    open() {
        const [model, id] = this.link;
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    onKeydown(ev) {
        if (ev.key === "Escape") {
            this.props.onClose();
        }
    }
}

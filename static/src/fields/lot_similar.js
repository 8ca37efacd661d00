import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const LOTS = "/odoo/stock_lot/";

/** Lots as links that open beside what is being typed, so that nothing typed is lost. */
export class LotLinksField extends Component {
    static template = "stock_lot_lifecycle.LotLinksField";
    static props = standardFieldProps;

    get lots() {
        return this.props.record.data[this.props.name].records.map((lot) => ({
            id: lot.resId,
            name: lot.data.display_name,
            href: LOTS + lot.resId,
        }));
    }
}

/** The number on a receipt's line; beside it, when it looks like a known lot's, that lot. */
export class LotNumberField extends CharField {
    static template = "stock_lot_lifecycle.LotNumberField";

    get similar() {
        return this.props.record.data.similar_lot_id;
    }

    get warning() {
        const name = this.similar.display_name;
        return _t("Looks like lot %s of this product. Is it the same? Open it.", name);
    }

    get href() {
        return LOTS + this.similar.id;
    }
}

const fields = registry.category("fields");

fields.add("lot_links", {
    component: LotLinksField,
    displayName: _t("Links to lots"),
    supportedTypes: ["many2many"],
    relatedFields: () => [{ name: "display_name", type: "char" }],
});

fields.add("lot_number", {
    ...charField,
    component: LotNumberField,
    displayName: _t("Lot number with look-alikes"),
    supportedTypes: ["char"],
    fieldDependencies: [{ name: "similar_lot_id", type: "many2one", relation: "stock.lot" }],
});

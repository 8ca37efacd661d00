import { Component, onMounted, onWillUnmount } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const EVERY = 2000;

/** The progress of an import in the background; it reloads the page until the import is over. */
export class ImportProgressField extends Component {
    static template = "stock_lot_lifecycle.ImportProgressField";
    static props = { ...standardFieldProps };

    setup() {
        onMounted(() => {
            this.timer = setInterval(() => this.reload(), EVERY);
        });
        onWillUnmount(() => clearInterval(this.timer));
    }

    get percent() {
        return this.props.record.data[this.props.name] || 0;
    }

    async reload() {
        const { record } = this.props;
        if (record.data.state === "running" && !(await record.isDirty())) {
            await record.load();
        }
    }
}

registry.category("fields").add("lot_import_progress", {
    component: ImportProgressField,
    supportedTypes: ["integer"],
});

import { inputFiles } from "@web/../tests/utils";
import { registry } from "@web/core/registry";

const CSV = "Product code,Lot number,Expiry\nTOURJAM,T-0001,31/12/2027\nTOURJAM,T-0002,30/11/2027\n";

/** What a person does: choose a file, look at the columns, check, import, open the lots. */
registry.category("web_tour.tours").add("stock_lot_lifecycle_import", {
    steps: () => [
        {
            content: "Give the file",
            trigger: ".o_field_widget[name='file'] .o_select_file_button",
            async run() {
                const file = new File([CSV], "lots.csv", { type: "text/csv" });
                await inputFiles(".o_field_widget[name='file'] .o_input_file", [file]);
            },
        },
        { trigger: ".o_field_widget[name='file'] .o_clear_file_button" },
        { content: "Read it", trigger: "button[name='action_continue']", run: "click" },
        { trigger: ".o_field_widget[name='column_ids'] td:contains('Lot / serial number')" },
        { trigger: ".o_field_widget[name='date_example']:contains('31 December 2027')" },
        { content: "Check it", trigger: "button[name='action_continue']", run: "click" },
        { trigger: ".o_field_widget[name='summary']:contains('2 lots will be created')" },
        { content: "Import it", trigger: "button[name='action_import']", run: "click" },
        { trigger: ".alert-success:contains('Imported: 2 lots')" },
        {
            content: "Open them",
            trigger: ".o_form_statusbar button[name='action_open_lots']",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_cell:contains('T-0001')" },
    ],
});

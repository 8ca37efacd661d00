import { registry } from "@web/core/registry";

const confirm = ".modal:not(:has(.o_lot_out_preview)) .modal-footer .btn-primary:contains(Ok)";
const state = (name) => `.o_form_view .o_arrow_button_current:contains(${name})`;

registry.category("web_tour.tours").add("stock_lot_lifecycle_expiry_run", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR-NEW)" },
        { trigger: ".o_lot_update_expiry", run: "click" },
        { content: "The dates come first", trigger: ".modal .o_field_widget[name=mode]" },
        { trigger: ".modal button[data-tab=out]", run: "click" },
        { trigger: ".modal .o_lot_out_preview tr:contains(TOUR-OLD):contains(10)" },
        { content: "What is blocked stays", trigger: ".modal .o_lot_out_preview tr:contains(TOUR-HELD):contains(On hold)" },
        { trigger: ".modal .o_field_widget[name=with_blocked] input", run: "click" },
        { trigger: ".modal .o_lot_out_preview:not(:contains(Stays where it is))" },
        { trigger: ".modal .o_field_widget[name=with_blocked] input", run: "click" },
        { trigger: ".modal .o_lot_out_preview:contains(Stays where it is)" },
        { trigger: ".modal .o_lot_run_post", run: "click" },
        { trigger: confirm, run: "click" },
        { trigger: state("Posted") },
        { trigger: ".o_field_widget[name=out_line_ids] .o_data_row:contains(TOUR-OLD)" },
        { trigger: ".o_lot_run_revert", run: "click" },
        { trigger: confirm, run: "click" },
        { trigger: state("Reverted") },
    ],
});

registry.category("web_tour.tours").add("stock_lot_lifecycle_at_risk", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR-RISK):contains(No demand)" },
        { trigger: ".o_data_row:contains(TOUR-RISK) .badge:contains(Discount)" },
        { trigger: "button:contains(Export workbook)" },
        { trigger: ".o_data_row:contains(TOUR-RISK) td[name=expiration_day]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=name]:contains(TOUR-RISK), .o_form_view .o_field_widget[name=name] input" },
    ],
});

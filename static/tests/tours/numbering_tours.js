import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("stock_lot_laboratory", {
    steps: () => [
        { trigger: ".o_field_widget[name=name] input", run: "edit Tour scheme" },
        {
            trigger: ".o_field_widget[name=sample_product_id] input",
            run: "edit Numbered tablets",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Numbered tablets)",
            run: "click",
        },
        {
            content: "A pattern that is not finished says what is missing and where",
            trigger: ".o_field_widget[name=pattern] input",
            run: "edit {product.code}-{seq",
        },
        { trigger: ".o_lot_laboratory .alert-danger:contains(At sign 16):contains(not closed)" },
        {
            content: "The laboratory follows as one types, without leaving the field",
            trigger: ".o_field_widget[name=pattern] input",
            run: "edit {product.code}-{seq:3}",
        },
        { trigger: ".o_lot_laboratory li:first-child:contains(NT-002)" },
        { trigger: ".o_lot_laboratory .alert-warning:contains(exist already):contains(NT-001)" },
        { trigger: ".o_lot_laboratory p:contains(999 left)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
    ],
});

tours.add("stock_lot_generated_receipt", {
    steps: () => [
        { trigger: "button[name=action_show_details]:visible", run: "click" },
        { trigger: ".o_widget_generate_serials > button", run: "click" },
        {
            content: "The number is proposed by its scheme",
            trigger: ".modal .o_lot_proposal:contains(Drawn when you generate, by Tour scheme)",
        },
        {
            trigger: ".modal div[name=next_serial] input:value(NT-002)",
        },
        { trigger: ".modal div[name=next_serial_count] input", run: "edit 3" },
        { trigger: ".modal .btn-primary:contains(Generate)", run: "click" },
        { trigger: ".modal .o_data_row:nth-child(3):contains(NT-004)" },
        { trigger: ".modal .o_form_button_save, .modal button:contains(Save)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: "button[name=button_validate]:visible", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});

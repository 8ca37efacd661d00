import { registry } from "@web/core/registry";

const row = (name) => `.o_field_widget[name=result_ids] .o_data_row:contains(${name})`;
const enter = (name, typed) => [
    { trigger: `${row(name)} td[name=typed]`, run: "click" },
    { trigger: `${row(name)} td[name=typed] input`, run: `edit ${typed}` },
];
const pick = (name, value) => [
    { trigger: `${row(name)} td[name=typed]`, run: "click" },
    { trigger: `${row(name)} td[name=typed] select`, run: `select ${value}` },
];
const save = [
    { trigger: ".o_form_button_save:enabled", run: "click" },
    { trigger: ".o_form_saved, .o_form_readonly" },
];
const decided = ".o_arrow_button_current:contains(Decided)";

registry.category("web_tour.tours").add("stock_lot_lifecycle_quality_test", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR-NUTS) td[name=lot_id]", run: "click" },
        ...enter("Moisture", "7,1"),
        { trigger: `${row("Moisture")} .badge:contains(Fail)` },
        ...pick("Colour", "Ivory"),
        ...pick("Metal", "no"),
        ...save,
        { trigger: `${row("Moisture")} button[name=action_repeat]`, run: "click" },
        { trigger: ".modal .o_field_widget[name=typed] input", run: "edit 5.2" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Sample mixed up" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: `body:not(:has(.modal)) ${row("Moisture")} .badge:contains(Pass)` },
        { trigger: ".o_field_widget[name=verdict] .badge:contains(Pass)" },
    ],
});

registry.category("web_tour.tours").add("stock_lot_lifecycle_quality_decide", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR-NUTS) td[name=lot_id]", run: "click" },
        { trigger: ".o_form_view button[name=action_decide]", run: "click" },
        { trigger: ".modal .o_field_widget[name=verdict_words]:contains(Pass)" },
        { trigger: ".modal button[name=action_apply]:contains(Decide)", run: "click" },
        { trigger: decided },
        { trigger: ".o_form_view .o_field_widget[name=lot_id] .o_external_button, .o_form_view .o_field_widget[name=lot_id] a" },
    ],
});

registry.category("web_tour.tours").add("stock_lot_lifecycle_quality_lot", {
    steps: () => [
        { trigger: ".o_data_row:contains(TOUR-NUTS) td[name=name]", run: "click" },
        { trigger: ".o_form_view button[name=action_view_inspections].oe_stat_button" },
        { trigger: ".o_notebook_headers a[name=tests]", run: "click" },
        { trigger: ".o_lot_trend:contains(Moisture):contains(5.2)" },
        { trigger: ".o_lot_trend tr.text-decoration-line-through:contains(7.1)" },
    ],
});

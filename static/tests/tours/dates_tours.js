import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const row = (number) => `.o_data_row:has(td[name=name]:contains(${number}))`;

tours.add("stock_lot_set_dates", {
    steps: () => [
        { trigger: row("GOOD-1") },
        { trigger: ".o_lot_update_expiry", run: "click" },
        { trigger: ".modal .o_field_widget[name=chosen_words]:contains(2 lots)" },
        { trigger: ".modal .o_radio_item:contains(Set the expiry) input", run: "click" },
        {
            content: "A day before one of them was made",
            trigger: ".modal .o_field_widget[name=day] input",
            run: "edit 01/31/2020 && press Tab",
        },
        {
            content: "The contradiction comes first, in red",
            trigger: ".modal .o_lot_dates_preview tbody tr:first-child.table-danger:contains(GOOD-1)",
        },
        { trigger: ".modal .o_lot_dates_preview:contains(1 lot is left out)" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Wrong label" },
        { trigger: ".modal .btn-primary:contains(Apply to 1 lot)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: row("GOOD-1") },
    ],
});

tours.add("stock_lot_receive_known", {
    steps: () => [
        {
            content: "The transfer says that the number is known",
            trigger: ".o_lot_known:contains(KNOWN-1):contains(is added to it)",
        },
        { trigger: "button[name=button_validate]:visible", run: "click" },
        {
            content: "The goods say another day: it asks",
            trigger: ".modal .o_data_row:contains(KNOWN-1):contains(the receipt says)",
        },
        { trigger: ".modal .o_data_row td[name=answer]", run: "click" },
        {
            trigger: ".modal .o_data_row td[name=answer] .o_select_menu_toggler, .modal .o_data_row td[name=answer] select",
            run(helpers) {
                if (this.anchor.tagName === "SELECT") {
                    return helpers.select('"take"');
                }
                return helpers.click();
            },
        },
        {
            trigger: "body:has(.modal .o_data_row td[name=answer] select), .o_select_menu_item:contains(Take what the receipt says)",
            run(helpers) {
                if (this.anchor.tagName !== "BODY") {
                    return helpers.click();
                }
            },
        },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});

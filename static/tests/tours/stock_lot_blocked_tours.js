import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const status = (words) => `.o_field_widget[name=status] .o_lot_status:contains(${words})`;

tours.add("stock_lot_hold", {
    steps: () => [
        { trigger: status("Active") },
        { trigger: ".o_lot_next_steps button[data-step='On hold']", run: "click" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Broken seal" },
        { trigger: ".modal .btn-primary:contains(Apply to 1 lot)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: status("Active · On hold") },
        { content: "Never green", trigger: ".o_field_widget[name=status] .o_lot_status_warning" },
        { trigger: ".alert:contains(Broken seal):contains(Cannot be delivered or used)" },
        {
            content: "Whoever may not lift it is offered nothing",
            trigger: ".o_form_view:not(:has(.o_lot_next_steps button))",
        },
    ],
});

tours.add("stock_lot_refused", {
    steps: () => [
        { content: "The transfer says so", trigger: ".o_lot_blocked:contains(HELD):contains(Broken seal)" },
        { trigger: "button[name=button_validate]:visible", run: "click" },
        { content: "Refused, with the reason", trigger: ".modal:contains(HELD):contains(Broken seal)" },
        { trigger: ".modal .btn:contains(Close), .modal .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_lot_blocked button[name=action_choose_other_lots]" },
    ],
});

tours.add("stock_lot_release", {
    steps: () => [
        { trigger: status("On hold") },
        { trigger: ".o_lot_next_steps button[data-step=Released]", run: "click" },
        { trigger: ".modal .btn-primary:contains(Apply to 1 lot)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=status] .o_lot_status_success" },
    ],
});

tours.add("stock_lot_ships", {
    steps: () => [
        { trigger: ".o_form_view:not(:has(.o_lot_blocked:visible)) button[name=button_validate]:visible", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
    ],
});

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("stock_lot_best_before", {
    steps: () => [
        { content: "The transfer says so", trigger: ".o_lot_warned:contains(RIPE):contains(best before)" },
        { trigger: "button[name=button_validate]:visible", run: "click" },
        { content: "Asked, with what it is about", trigger: ".modal:contains(RIPE):contains(best before)" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Customer agreed" },
        { trigger: ".modal button[name=action_pass]", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains(Done)" },
        { content: "Told on the transfer", trigger: ".o-mail-Message:contains(Customer agreed)" },
    ],
});

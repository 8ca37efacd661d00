import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const alert = (lot) => `.o_expiry_alert[data-lot=${lot}]`;

tours.add("stock_lot_alert", {
    steps: () => [
        { content: "Two alerts to answer, and stock by week", trigger: `${alert("TOUR-A")}` },
        { trigger: `${alert("TOUR-B")}:contains(Tour Tablets)` },
        { trigger: ".o_expiry_week[data-week=expired] .o_expiry_bar" },
        { trigger: ".o_expiry_line[data-kind=product]:contains(Tour Tablets)", run: "click" },
        { trigger: ".o_expiry_choice:contains(Tour Tablets)" },
        { trigger: ".o_expiry_line[data-kind=location]:contains(10 Units)" },
        { content: "The choice is taken back", trigger: ".o_expiry_choice:contains(Tour Tablets)", run: "click" },
        { trigger: "body:not(:has(.o_expiry_choice))" },
        { trigger: `${alert("TOUR-A")} .o_expiry_answer`, run: "click" },
        { trigger: ".modal .o_field_widget[name=note] input", run: "edit To the outlet" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { content: "It waits no more", trigger: `.o_expiry_alerts:not(:has(${alert("TOUR-A")}))` },
        { trigger: alert("TOUR-B") },
        { trigger: ".o_expiry_open_lots", run: "click" },
        { trigger: ".o_data_row:contains(TOUR-A) td[name=name]", run: "click" },
        { trigger: ".o_form_view .nav-link:contains(Life story)", run: "click" },
        { trigger: ".o_lot_story_entry[data-kind=acknowledged]:contains(To the outlet)" },
    ],
});

import { registry } from "@web/core/registry";

const SCAN = "01" + "09521234543213" + "11260102" + "17311231" + "10SCAN-07"; // without marks

/** Wait until the page has asked the server for an address. */
async function untilAsked(address) {
    const asked = () =>
        performance.getEntriesByType("resource").some((entry) => entry.name.includes(address));
    while (!asked()) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
}

registry.category("web_tour.tours").add("stock_lot_scan", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: `edit ${SCAN} && press Tab` },
        {
            content: "The code is taken apart: the product",
            trigger: ".o_field_widget[name=product_id] input:value(Tour Tablets)",
        },
        { content: "…the number", trigger: ".o_field_widget[name=name] input:value(SCAN-07)" },
        {
            content: "…and it looks like one that exists, with a link",
            trigger: ".alert .o_lot_links a:contains(SCAN 07)",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: "button:contains(Print label)", run: "click" },
        {
            content: "The label was downloaded",
            trigger: ".o_form_view",
            run: () => untilAsked("/report/download"),
        },
        { trigger: ".o_form_view" },
    ],
});

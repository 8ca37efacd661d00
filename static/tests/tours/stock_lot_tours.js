import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const COLUMNS = [
    "Number",
    "Received Date",
    "Manufacturing Date",
    "Expiry Date",
    "Shelf Life Remain (%)",
    "Weight",
    "Description",
    "Product",
    "Status",
];

const row = (number) => `.o_data_row:has(td[name=name]:contains(${number}))`;
const pill = (status) => `.o_lot_status_pills button[data-status=${status}]`;

function checkColumns() {
    const headers = [...document.querySelectorAll(".o_list_table thead th[data-name]")];
    const labels = headers.map((header) => header.innerText.replace(/\s+/g, " ").trim());
    if (labels.join("|") !== COLUMNS.join("|")) {
        throw new Error(`The columns are ${labels.join(", ")}`);
    }
}

tours.add("stock_lot_list", {
    steps: () => [
        { content: "The lots are shown, active ones first", trigger: row("GOOD-1") },
        { content: "The nine columns, in order", trigger: ".o_list_table", run: checkColumns },
        { trigger: `${pill("active")}[aria-pressed=true] .o_lot_status_count:contains(2)` },
        { trigger: `.o_list_table:not(:has(${row("OLD-1")}))` },
        { content: "Shelf life is a bar", trigger: `${row("GOOD-1")} .o_lot_shelf_life .progress` },
        {
            content: "…and blank without a manufacturing date",
            trigger: `${row("GOOD-2")} td[name=shelf_life_remaining]:not(:has(.o_lot_shelf_life))`,
        },
        { trigger: pill("inactive"), run: "click" },
        { trigger: `${row("OLD-1")} .o_lot_status:contains(Inactive · Expired)` },
        { trigger: `${row("OLD-1")} td[name=expiration_day] .text-danger` },
        { trigger: `.o_list_table:not(:has(${row("GOOD-1")}))` },
        { trigger: pill("all"), run: "click" },
        { trigger: row("GOOD-1") },
        { trigger: row("OLD-1") },
        { content: "The four buttons", trigger: ".o_list_button_add:contains(New Lot / Serial Number)" },
        { trigger: ".o_lot_import:contains(Import)" },
        { trigger: ".o_lot_update_expiry:contains(Update Lot Expiry Transactions)" },
        { trigger: ".o_lot_update_status:contains(Update Lot Status)" },
    ],
});

tours.add("stock_lot_new", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        { content: "The cursor is in Product", trigger: ".o_field_widget[name=product_id] input:focus" },
        { trigger: ".o_field_widget[name=product_id] input", run: "edit Tour Tablets" },
        { trigger: ".ui-menu-item > a:contains(Tour Tablets)", run: "click" },
        { trigger: ".o_field_widget[name=name] input", run: "edit TOUR-NEW" },
        { trigger: ".o_field_widget[name=supplier_lot_ref] input", run: "edit 77-B" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        { trigger: ".o_field_widget[name=status] .o_lot_status:contains(Active)" },
        { trigger: ".breadcrumb-item a:contains(Lot / Serial Numbers)", run: "click" },
        { trigger: row("TOUR-NEW") },
    ],
});

tours.add("stock_lot_update_status", {
    steps: () => [
        { trigger: `${row("GOOD-1")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("GOOD-2")} .o_list_record_selector input`, run: "click" },
        { trigger: ".o_lot_update_status", run: "click" },
        { trigger: ".modal .o_field_widget[name=chosen_words]:contains(2 lots)" },
        { trigger: ".modal .o_radio_item:contains(Retired) input", run: "click" },
        { trigger: ".modal .o_lot_status_preview:contains(2 lots change to Retired)" },
        { trigger: ".modal .o_field_widget[name=reason] input", run: "edit Broken seal" },
        { trigger: ".modal .btn-primary:contains(Apply to 2 lots)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { content: "No active lots are left: it says so", trigger: ".o_lot_only_inactive:contains(3 are inactive)" },
        { trigger: ".o_lot_only_inactive button:contains(Show them)", run: "click" },
        { trigger: `${row("GOOD-1")} .o_lot_status:contains(Inactive · Retired)` },
        { trigger: `${row("GOOD-1")} td[name=name]`, run: "click" },
        { trigger: ".alert:contains(Broken seal)" },
        { trigger: ".o_lot_next_steps button[data-step=Released]", run: "click" },
        { trigger: ".modal .btn-primary:contains(Apply to 1 lot)", run: "click" },
        { trigger: ".o_field_widget[name=status] .o_lot_status:contains(Active)" },
    ],
});

tours.add("stock_lot_update_expiry", {
    steps: () => [
        { trigger: row("GOOD-1") },
        { trigger: ".o_lot_update_expiry", run: "click" },
        { content: "Without a selection: the search", trigger: ".modal .o_field_widget[name=chosen_words]:contains(2 lots)" },
        { trigger: ".modal .o_radio_item:contains(Shift) input", run: "click" },
        { trigger: ".modal .o_field_widget[name=days] input", run: "edit 10 && press Tab" },
        { trigger: ".modal .o_lot_dates_preview tr:contains(GOOD-1) .fa-long-arrow-right" },
        { trigger: ".modal .btn-primary:contains(Apply to 2 lots)", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: row("GOOD-1") },
    ],
});

tours.add("stock_lot_first", {
    steps: () => [
        { trigger: ".o_lot_first .o_lot_card[data-card=import]" },
        { trigger: ".o_lot_first .o_lot_card[data-card=receive]" },
        { trigger: ".o_lot_first .o_lot_card[data-card=create]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=product_id]" },
    ],
});

tours.add("stock_lot_phone", {
    steps: () => [
        { trigger: ".o_kanban_record:contains(GOOD-1) .o_lot_status:contains(Active)" },
        { trigger: ".o_kanban_record:contains(GOOD-1):contains(Tour Tablets)" },
        { trigger: ".o_kanban_record:contains(GOOD-1) .o_lot_shelf_life" },
        { trigger: pill("inactive"), run: "click" },
        { trigger: ".o_kanban_record:contains(OLD-1) .o_lot_status:contains(Expired)", run: "click" },
        { trigger: ".o_form_view .alert:contains(Expired)" },
    ],
});

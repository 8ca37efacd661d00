import { registry } from "@web/core/registry";

/** What a quality manager does: select lots, put them on hold, and see first what that takes. */
registry.category("web_tour.tours").add("stock_lot_lifecycle_status", {
    steps: () => [
        {
            content: "Search the lots",
            trigger: ".o_searchview_input",
            run: "edit TOUR-HOLD",
        },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click" },
        { trigger: ".o_data_cell:contains('TOUR-HOLD-2')" },
        {
            content: "Select all",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        { trigger: ".o_lot_update_status", run: "click" },
        {
            content: "On hold",
            trigger: ".modal .o_field_widget[name='disposition_id'] label:contains('On hold')",
            run: "click",
        },
        {
            content: "Two lots change",
            trigger: ".modal .o_lot_status_preview:contains('2 lots change to On hold')",
        },
        {
            content: "A transfer loses its reservation",
            trigger: ".modal [data-stock='released']:contains('5'):contains('Deco Tour')",
        },
        {
            content: "Why",
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Broken seal",
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: ".o_notification:contains('2 lots: now On hold.')" },
    ],
});

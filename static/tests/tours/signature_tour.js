import { registry } from "@web/core/registry";

const PASSWORD = "Kernel-7-panic";

/** The first person releases a lot and signs: it is proposed, and nothing changes yet. */
registry.category("web_tour.tours").add("stock_lot_lifecycle_sign_proposal", {
    steps: () => [
        {
            content: "Search the lot",
            trigger: ".o_searchview_input",
            run: "edit TOUR-SIGN",
        },
        { trigger: ".o_searchview_autocomplete .o-dropdown-item:first", run: "click" },
        { trigger: ".o_data_cell:contains('TOUR-SIGN')" },
        { trigger: "thead .o_list_record_selector input", run: "click" },
        { trigger: ".o_lot_update_status", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='disposition_id'] label:contains('Released')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "edit Tests passed",
        },
        {
            content: "It says as whom one signs",
            trigger: ".modal .o_field_widget[name='signer_words']:contains('Mia Kern')",
        },
        {
            content: "The password is not shown",
            trigger: ".modal .o_field_widget[name='secret'] input[type='password']",
            run: `edit ${PASSWORD}`,
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: ".o_notification:contains('Released is proposed. A second person confirms')" },
    ],
});

/** The second person reads what waits, signs as well, and reads in the story who did what. */
registry.category("web_tour.tours").add("stock_lot_lifecycle_sign_confirmation", {
    steps: () => [
        { trigger: ".o_data_row:contains('TOUR-SIGN') .o_data_cell:first", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name='reason']:contains('Tests passed')" },
        { trigger: "button[name='action_confirm']", run: "click" },
        {
            trigger: ".modal .o_field_widget[name='signer_words']:contains('Tom Adler')",
        },
        {
            trigger: ".modal .o_field_widget[name='secret'] input[type='password']",
            run: `edit ${PASSWORD}`,
        },
        { trigger: ".modal button[name='action_apply']", run: "click" },
        { trigger: ".o_statusbar_status .o_arrow_button_current:contains('Confirmed')" },
        { trigger: "button[name='action_view_lots']", run: "click" },
        { trigger: ".o_data_row .o_data_cell:contains('TOUR-SIGN')", run: "click" },
        {
            content: "The lot says who signed",
            trigger: ".alert-success:contains('Signed by Mia Kern'):contains('Tom Adler')",
        },
        { trigger: ".nav-link[name='life_story']", run: "click" },
        {
            content: "And so does its story",
            trigger:
                ".o_lot_story_entry[data-kind='disposition']:contains('Second person: Tom Adler')",
        },
        { trigger: ".o_lot_story_entry[data-kind='disposition'] .badge:contains('Signed')" },
        { trigger: ".o_lot_story_entry[data-kind='proposed']" },
    ],
});

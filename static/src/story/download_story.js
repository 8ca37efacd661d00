import { download } from "@web/core/network/download";
import { registry } from "@web/core/registry";

/** A workbook of any number of rows: what to export is sent, not put in an address. */
async function downloadStory(env, action) {
    const { model, ids, url = "/stock_lot_lifecycle/story.xlsx" } = action.params;
    env.services.ui.block();
    try {
        await download({
            url,
            data: { model, ids: JSON.stringify(ids) },
        });
    } finally {
        env.services.ui.unblock();
    }
}

registry.category("actions").add("stock_lot_download_story", downloadStory);

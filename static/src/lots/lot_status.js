import { reactive, useEffect, useState } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";

const FILTERS = { active: "status_active", inactive: "status_inactive" };

/** Which of Active, Inactive and All is shown, and how many lots each of them holds. */
export class LotStatus {
    constructor(searchModel, orm) {
        this.searchModel = searchModel;
        this.orm = orm;
        this.keepLast = new KeepLast();
        this.counts = null;
    }

    get filters() {
        const items = this.searchModel.getSearchItems((item) => item.type === "filter");
        return Object.fromEntries(
            Object.entries(FILTERS).map(([status, name]) => [
                status,
                items.find((item) => item.name === name),
            ])
        );
    }

    get isAvailable() {
        return Boolean(this.filters.active && this.filters.inactive);
    }

    get current() {
        const { active, inactive } = this.filters;
        if (active?.isActive === inactive?.isActive) {
            return "all";
        }
        return active.isActive ? "active" : "inactive";
    }

    get groupId() {
        return this.filters.active?.groupId;
    }

    get otherFacets() {
        return this.searchModel.facets.filter((facet) => facet.groupId !== this.groupId);
    }

    /** No condition but the status: an empty list then means that there are no lots at all. */
    get isUnfiltered() {
        return (
            !this.searchModel.globalDomain.length &&
            this.otherFacets.every((facet) => !facet.domain)
        );
    }

    /** What the user asked for, whatever the status. */
    get domain() {
        const domains = this.otherFacets.map((facet) => facet.domain).filter(Boolean);
        const { globalDomain, domainEvalContext } = this.searchModel;
        return Domain.and([globalDomain, ...domains]).toList(domainEvalContext);
    }

    select(status) {
        const { searchModel, filters } = this;
        if (status === this.current) {
            return;
        }
        searchModel.blockNotification = true;
        searchModel.deactivateGroup(this.groupId);
        searchModel.blockNotification = false;
        if (filters[status]) {
            searchModel.toggleSearchItem(filters[status].id);
        } else {
            searchModel._notify();
        }
    }

    async load() {
        const counts = this.orm.silent.call("stock.lot", "get_status_counts", [this.domain]);
        this.counts = await this.keepLast.add(counts);
    }

    format(number) {
        const { limit } = this.counts;
        return number > limit
            ? _t("%(limit)s+", { limit: formatInteger(limit) })
            : formatInteger(number);
    }
}

/** The status of the lots in a view; counted once the view shows its lots, never before. */
export function useLotStatus(env, model) {
    const orm = useService("orm");
    const status = useState(reactive(new LotStatus(env.searchModel, orm)));
    useEffect(
        (isReady) => {
            if (isReady && status.isAvailable) {
                status.load();
            }
        },
        () => [model.isReady, model.root?.id, JSON.stringify(status.domain)]
    );
    return status;
}

from contextlib import contextmanager

from odoo import api, models

from ..tools.hash_chain import canonical
from .provenance import get_provenance

POLICY = 0  # the chain that belongs to no lot
OWN = {"stock.lot.disposition", "stock.lot.alert.rule"}  # rules of one company, or of all


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What rules said about lots, and who changed them: one chain, sealed like those of lots."""

    _inherit = "stock.lot.event"

    @contextmanager
    def _policy_told(self, rows, names):
        """Append an event for each of `rows` of which one of these fields changes meanwhile."""
        names = sorted(names)
        old = {row: self._read_policy(row, names) for row in rows} if names else {}
        yield
        changes = []
        for row, before in old.items():
            after = self._read_policy(row, names)
            changed = [name for name in names if before[name] != after[name]]
            if changed:
                change = ({name: facts[name] for name in changed} for facts in (before, after))
                changes.append((row, *change))
        if changes:
            self._chain([POLICY], [self._prepare_policy_row(*change) for change in changes])

    @api.model
    def _prepare_policy_row(self, row, old, new):
        provenance, user = get_provenance(self.env), self.env.user
        company = self._get_policy_company(row)
        at = self.env.cr.now().replace(microsecond=0)
        name, title = row.display_name or "", self.env._("Policy")
        payload = canonical(
            {
                "kind": "policy",
                "at": at,
                "source": provenance.source,
                **({"reason": provenance.reason} if provenance.reason else {}),
                "lot": {"id": POLICY, "name": title},
                "product": {"id": 0, "name": name},
                "policy": {"model": row._name, "id": row.id},
                "company": {"id": company.id, "name": company.name},
                "by": {"id": user.id, "name": user.name},
                "old": old,
                "new": new,
            }
        )
        return (
            POLICY, title, 0, name, company.id, "policy", at, user.id, user.name, payload,
        )  # fmt: skip

    @api.model
    def _read_policy(self, row, names):
        """Return ``{field: plain value}`` of these fields, links with their names."""
        row = row.sudo()  # sudo: roles and other companies' rows are policy too
        facts = {}
        for name in names:
            value = row[name]
            if isinstance(value, models.BaseModel):
                value = [{"id": one.id, "name": one.display_name} for one in value.sorted("id")]
            facts[name] = value
        return facts

    @api.model
    def _get_policy_company(self, row):
        """Return the company whose rule this is; what depends on the company is the active's."""
        if row._name == "res.company":
            return row
        own = row.company_id if row._name in OWN else row.env.company
        return own or self.env.company

    def _get_labels(self, facts):
        """Return ``{field: {"string": label}}`` of what the event is about."""
        model = facts.get("policy", {}).get("model")
        if model not in self.env:
            model = "stock.lot"
        return self.env[model].fields_get(attributes=["string"])

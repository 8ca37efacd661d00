import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.ledger_workbook import LAST_ROW, ledger_workbook

PRINTED = 500  # entries of one lot on paper
EXPORTED = 200_000  # entries of one workbook
BATCH = 1000


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Stories on paper and as workbooks, for people who check them; writes nothing."""

    _inherit = "stock.lot.event"

    def action_export_events(self):
        """Download these events, or all that the list shows, as a workbook."""
        domain = self.env.context.get("active_domain")
        return self._get_download_action(self.search(domain) if domain else self)

    @api.model
    def _get_download_action(self, chosen):
        if not chosen:
            raise UserError(self.env._("Nothing is selected. Select what to export first."))
        params = {"model": chosen._name, "ids": chosen.ids}
        return {
            "type": "ir.actions.client", "tag": "stock_lot_download_story", "params": params,
        }  # fmt: skip

    @api.model
    def _get_story_workbook(self, chosen):
        """Return the bytes of the workbook over lots or events, in the reader's words."""
        chosen.check_access("read")
        if chosen._name == "stock.lot":
            entries = [(lot, entry) for lot in chosen for entry in lot._get_whole_story()]
            lot_ids = chosen.ids
        else:
            entries = [(event, entry) for event, entry in chosen._get_story().items()]
            lot_ids = list(set(chosen.mapped("lot_res_id")))
        if len(entries) > min(EXPORTED, LAST_ROW):
            raise UserError(
                self.env._(
                    "%(found)s entries are too many for one workbook (%(limit)s at most). "
                    "Export fewer lots at a time.",
                    found=len(entries),
                    limit=EXPORTED,
                )
            )
        events = self._get_events_of(entries)
        return ledger_workbook(
            [
                self._get_story_sheet(entries, events),
                self._get_changes_sheet(events.values()),
                self._get_about_sheet(len(entries), lot_ids),
            ]
        )

    @api.model
    def _get_events_of(self, entries):
        """Return ``{key: event}`` of the entries that are events."""
        keys = [entry["key"] for _of, entry in entries if entry["source"] == "event"]
        events = self.browse([int(key[1:]) for key in keys])
        return dict(zip(keys, events, strict=True))

    def _get_time(self, at):
        """Return an instant as a time without zone, in the reader's zone, for a workbook."""
        local = fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(at))
        return local.replace(tzinfo=None)

    @api.model
    def _get_story_sheet(self, entries, events):
        zone = self.env.user.tz or "UTC"
        headers = [
            self.env._("Lot"), self.env._("Product"), self.env._("When (%s)", zone),
            self.env._("Event"), self.env._("Code"), self.env._("Who"), self.env._("What"),
            self.env._("Reason"), self.env._("Quantity"), self.env._("From"), self.env._("To"),
            self.env._("Partner"), self.env._("Document"), self.env._("Company"),
            self.env._("No."), self.env._("Previous hash"), self.env._("Hash"),
            self.env._("As recorded"),
        ]  # fmt: skip
        rows = []
        for of, entry in entries:
            event = events.get(entry["key"], self.browse())
            lot, product = (
                (of.name, of.product_id.display_name)
                if of._name == "stock.lot"
                else (of.lot_name, of.product_name)
            )
            rows.append(
                [
                    lot, product, self._get_time(entry["at"]), entry["label"], entry["kind"],
                    entry["who"], entry["what"], entry["reason"], entry.get("quantity"),
                    *(entry["places"] or ["", ""]), entry["partner"],
                    (entry["document"] or {}).get("name"), entry["company"],
                    event.position, event.previous_hash, event.hash, event.payload,
                ]
            )  # fmt: skip
        return self.env._("Life story"), headers, rows

    @api.model
    def _get_changes_sheet(self, events):
        """Return one row per changed fact: sortable by field, old and new apart."""
        headers = [
            self.env._("Lot"), self.env._("When (%s)", self.env.user.tz or "UTC"),
            self.env._("Who"), self.env._("Code"), self.env._("Field"),
            self.env._("Field code"), self.env._("Old"), self.env._("New"),
        ]  # fmt: skip
        labels = self.env["stock.lot"].fields_get(attributes=["string"])
        rows = []
        for event in events:
            facts = json.loads(event.payload)
            old, new = facts.get("old", {}), facts.get("new", {})
            for name in [*old, *(name for name in new if name not in old)]:
                rows.append(
                    [
                        event.lot_name, self._get_time(event.at), event.user_name, event.kind,
                        labels.get(name, {}).get("string", name), name,
                        self._get_cell(old.get(name)), self._get_cell(new.get(name)),
                    ]
                )  # fmt: skip
        return self.env._("Changes"), headers, rows

    def _get_cell(self, value):
        """Return one plain value of a payload as a cell: an instant as time, a day as day."""
        if isinstance(value, dict):
            return value["name"] if "id" in value else json.dumps(value, ensure_ascii=False)
        if isinstance(value, str) and len(value) == 20 and value.endswith("Z"):
            return self._get_time(value.removesuffix("Z").replace("T", " "))
        if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
            return fields.Date.to_date(value)
        return value

    @api.model
    def _get_about_sheet(self, count, lot_ids):
        problems = self.env["stock.lot.verification"]._find_problems(lot_ids)
        tips = self.env["stock.lot.tip"]._read_tips(lot_ids)
        rows = [
            [self.env._("Exported by"), self.env.user.name],
            [self.env._("Exported on"), self._get_time(fields.Datetime.now())],
            [self.env._("Entries"), count],
            [self.env._("Ledger of these lots"), self._get_state_words(len(problems))],
            [
                self.env._("To check a hash"),
                self.env._("SHA-256 of the previous hash followed by the text as recorded, UTF-8."),
            ],
            *(
                [self.env._("Last hash of lot %s", lot_id), last_hash]
                for lot_id, (_tally, last_hash) in tips.items()
            ),
        ]
        return self.env._("About"), [self.env._("Fact"), self.env._("Value")], rows

    @api.model
    def _get_state_words(self, broken):
        if broken:
            return self.env._("BROKEN: %s lots do not fit their ledger.", broken)
        return self.env._("Intact: nothing was altered or removed.")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The whole story of a lot, for paper and workbook."""

    _inherit = "stock.lot"

    def _get_whole_story(self, limit=EXPORTED):
        """Return up to `limit` entries, the newest first."""
        keys = self._read_story_keys("all", None, limit)
        return [
            entry
            for start in range(0, len(keys), BATCH)
            for entry in self._get_story_entries(keys[start : start + BATCH])
        ]

    def _get_printed_story(self):
        """Return what the report prints of this lot."""
        self.ensure_one()
        Event = self.env["stock.lot.event"]
        entries = self._get_whole_story(PRINTED + 1)
        problems = self.env["stock.lot.verification"]._find_problems(self.ids)
        return {
            "entries": entries[:PRINTED],
            "cut": len(entries) > PRINTED,
            "limit": PRINTED,
            "others": self._count_story_of_others(),
            "broken": bool(problems),
            "state": Event._get_state_words(len(problems)),
            "time": lambda at: Event._get_time(at),
            "zone": self.env.user.tz or "UTC",
        }

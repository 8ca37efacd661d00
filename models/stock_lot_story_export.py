import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.ledger_workbook import RedText, ledger_workbook
from .stock_lot_story import OTHERS_LIMIT

PRINTED = 500  # entries of one lot on paper
BATCH = 1000
KEPT = 10_000  # entries in memory
STORY, CHANGES, ABOUT = range(3)  # sheets


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
        """Return the bytes of the workbook over lots or events, in the reader's words.

        Entries are read, written and forgotten: there may be any number of them.
        """
        chosen.check_access("read")
        sheets = [
            (self.env._("Life story"), self._get_story_headers()),
            (self.env._("Changes"), self._get_changes_headers()),
            (self.env._("About"), [self.env._("Fact"), self.env._("Value")]),
        ]
        return ledger_workbook(sheets, self._get_workbook_rows(chosen))

    @api.model
    def _get_workbook_rows(self, chosen):
        """Yield ``(sheet, cells)``."""
        count = kept = 0
        labels = self.env["stock.lot"].fields_get(attributes=["string"])
        for of, entries in chosen._get_export_batches():
            events = self._get_events_of(entries)
            for entry in entries:
                event = events.get(entry["key"], self.browse())
                yield STORY, self._get_story_row(of or event, entry, event)
            for event in events.values():
                for row in self._get_change_rows(event, labels):
                    yield CHANGES, row
            count, kept = count + len(entries), kept + len(entries)
            if kept >= KEPT:
                self.env.invalidate_all()
                kept = 0
        for row in self._get_about_rows(count, chosen):
            yield ABOUT, row

    def _get_export_batches(self):
        """Yield ``(None, entries)`` of these events."""
        for start in range(0, len(self), BATCH):
            yield None, list(self[start : start + BATCH]._get_story().values())

    @api.model
    def _get_events_of(self, entries):
        """Return ``{key: event}`` of the entries that are events."""
        keys = [entry["key"] for entry in entries if entry["source"] == "event"]
        events = self.browse([int(key[1:]) for key in keys])
        return dict(zip(keys, events, strict=True))

    def _get_time(self, at):
        """Return an instant as a time without zone, in the reader's zone, for a workbook."""
        local = fields.Datetime.context_timestamp(self, fields.Datetime.to_datetime(at))
        return local.replace(tzinfo=None)

    @api.model
    def _get_story_headers(self):
        return [
            self.env._("Lot"), self.env._("Product"),
            self.env._("When (%s)", self.env.user.tz or "UTC"),
            self.env._("Event"), self.env._("Code"), self.env._("Who"), self.env._("What"),
            self.env._("Reason"), self.env._("Quantity"), self.env._("From"), self.env._("To"),
            self.env._("Partner"), self.env._("Document"), self.env._("Company"),
            self.env._("No."), self.env._("Previous hash"), self.env._("Hash"),
            self.env._("As recorded"),
        ]  # fmt: skip

    @api.model
    def _get_story_row(self, of, entry, event):
        """Return the cells of one entry.

        :param of: the lot, or the event that names it
        """
        lot, product = (
            (of.name, of.product_id.display_name)
            if of._name == "stock.lot"
            else (of.lot_name, of.product_name)
        )
        return [
            lot, product, self._get_time(entry["at"]), entry["label"], entry["kind"],
            entry["who"], entry["what"], entry["reason"], entry.get("quantity"),
            *(entry["places"] or ["", ""]), entry["partner"],
            (entry["document"] or {}).get("name"), entry["company"],
            event.position, event.previous_hash, event.hash, event.payload,
        ]  # fmt: skip

    @api.model
    def _get_changes_headers(self):
        return [
            self.env._("Lot"), self.env._("When (%s)", self.env.user.tz or "UTC"),
            self.env._("Who"), self.env._("Code"), self.env._("Field"),
            self.env._("Field code"), self.env._("Old"), self.env._("New"),
        ]  # fmt: skip

    @api.model
    def _get_change_rows(self, event, labels):
        """Yield one row per changed fact: sortable by field, old and new apart."""
        facts = json.loads(event.payload)
        old, new = facts.get("old", {}), facts.get("new", {})
        for name in [*old, *(name for name in new if name not in old)]:
            yield [
                event.lot_name, self._get_time(event.at), event.user_name, event.kind,
                labels.get(name, {}).get("string", name), name,
                self._get_cell(old.get(name)), self._get_cell(new.get(name)),
            ]  # fmt: skip

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
    def _get_about_rows(self, count, chosen):
        """Yield who exported what, what is not in it, and the ends of the chains."""
        of_lots = chosen._name == "stock.lot"
        lot_ids = chosen.ids if of_lots else sorted(set(chosen.mapped("lot_res_id")))
        problems = self.env["stock.lot.verification"]._find_problems(lot_ids)
        state = self._get_state_words(len(problems))
        yield [self.env._("Exported by"), self.env.user.name]
        yield [self.env._("Exported on"), self._get_time(fields.Datetime.now())]
        yield [self.env._("Entries"), count]
        yield [self.env._("Ledger of these lots"), RedText(state) if problems else state]
        for lot in chosen if of_lots else ():
            others = lot._get_others_words()
            if others:
                yield [self.env._("Not in this workbook"), RedText(f"{lot.name}: {others}")]
        yield [
            self.env._("To check a hash"),
            self.env._("SHA-256 of the previous hash followed by the text as recorded, UTF-8."),
        ]
        for lot_id, (_tally, last_hash) in self.env["stock.lot.tip"]._read_tips(lot_ids).items():
            yield [self.env._("Last hash of lot %s", lot_id), last_hash]

    @api.model
    def _get_state_words(self, broken):
        if broken:
            return self.env._("BROKEN. Lots, seals and tables that were altered: %s", broken)
        return self.env._("Intact: nothing was altered or removed.")


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The whole story of a lot, for paper and workbook."""

    _inherit = "stock.lot"

    def _get_export_batches(self):
        """Yield ``(lot, entries)``, the newest first."""
        for lot in self:
            before = None
            while before is not False:
                page = lot.get_story(before=before, limit=BATCH)
                yield lot, page["entries"]
                before = page["next"]

    def _get_others_words(self):
        """Return how many entries of this lot the reader's companies do not show, or nothing."""
        others = self._count_story_of_others()
        if others > OTHERS_LIMIT:
            return self.env._("more than %s entries of other companies", OTHERS_LIMIT)
        return others and self.env._("%s entries of other companies", others)

    def _get_printed_story(self):
        """Return what the report prints of this lot."""
        self.ensure_one()
        Event = self.env["stock.lot.event"]
        page = self.get_story(limit=PRINTED)
        problems = self.env["stock.lot.verification"]._find_problems(self.ids)
        return {
            "entries": page["entries"],
            "cut": bool(page["next"]),
            "limit": PRINTED,
            "others": self._get_others_words(),
            "broken": bool(problems),
            "state": Event._get_state_words(len(problems)),
            "time": lambda at: Event._get_time(at),
            "zone": self.env.user.tz or "UTC",
        }

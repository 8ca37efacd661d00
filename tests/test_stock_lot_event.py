import json
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.models.stock_lot import DATE_FIELDS, IDENTITY_FIELDS
from odoo.addons.stock_lot_lifecycle.models.stock_lot_date_order import PLAIN_DAYS
from odoo.addons.stock_lot_lifecycle.models.stock_lot_event import KINDS
from odoo.addons.stock_lot_lifecycle.tools.hash_chain import canonical

from .common import LotCase


class EventCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(default_code="TAB")
        cls.lot = cls._lot(cls.product, "E1")

    def _last(self, lot=None):
        return self._events(lot or self.lot)[-1]

    def _facts(self, lot=None):
        return json.loads(self._last(lot).payload)


@tagged("post_install", "-at_install")
class TestLedger(EventCase):
    """What happened is kept, for good."""

    def test_nobody_writes_an_event_by_hand(self):
        event = self._last()
        for env in (self.env, self.root, self.env(user=self.user["lot_administrator"])):
            for call in (
                lambda env=env: env["stock.lot.event"].create(
                    {"lot_res_id": 1, "lot_name": "X", "kind": "changed", "payload": "{}"}
                ),
                lambda env=env: event.with_env(env).write({"payload": "{}"}),
                lambda env=env: event.with_env(env).sudo().write({"user_name": "Somebody"}),
                lambda env=env: event.with_env(env).unlink(),
                lambda env=env: event.with_env(env).sudo().unlink(),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    call()
        self.env.invalidate_all()
        self.assertTrue(event.exists())
        self.assertIn("E1", event.payload)

    def test_an_assignment_to_an_event_is_refused(self):
        with self.assertRaises(UserError):
            self._last().payload = "{}"

    def test_no_event_is_copied(self):
        with self.assertRaises(UserError):
            self._last().copy()

    def test_the_methods_that_append_cannot_be_called_from_outside(self):
        for name in ("_record", "_append", "_prepare_event_row"):
            self.assertTrue(hasattr(self.env["stock.lot.event"], name))
            self.assertTrue(name.startswith("_"))

    def test_no_lot_at_all_makes_no_event(self):
        Event = self.env["stock.lot.event"]
        self.assertEqual(Event._record(self.env["stock.lot"], "changed"), [])

    def test_events_of_a_deleted_lot_stay(self):
        lot_id = self.lot.id
        self.lot.unlink()
        events = self.root["stock.lot.event"].search([("lot_res_id", "=", lot_id)], order="id")
        self.assertEqual(events.mapped("kind"), ["created", "deleted"])
        facts = json.loads(events[-1].payload)
        self.assertEqual(facts["old"]["name"], "E1")
        self.assertEqual(facts["lot"], {"id": lot_id, "name": "E1"})

    def test_events_are_read_newest_first(self):
        self.lot.ref = "A"
        self.lot.ref = "B"
        found = self.root["stock.lot.event"].search([("lot_res_id", "=", self.lot.id)])
        self.assertEqual(found.ids, sorted(found.ids, reverse=True))

    def test_many_lots_are_locked_and_recorded_by_one_statement_each(self):
        lots = self.env["stock.lot"].create(
            [{"name": f"M{number}", "product_id": self.product.id} for number in range(30)]
        )
        Event = self.env["stock.lot.event"]
        lots.mapped("display_name"), lots.product_id.mapped("display_name")
        self.env.flush_all()
        with self.assertQueryCount(2):
            ids = Event._record(lots, "changed")
        self.assertEqual(len(ids), 30)

    def test_every_kind_has_a_name(self):
        self.assertEqual(len(dict(KINDS)), len(KINDS))
        for kind in ("created", "received", "renamed", "changed", "dates", "disposition",
                     "deleted"):  # fmt: skip
            self.assertIn(kind, dict(KINDS))


@tagged("post_install", "-at_install")
class TestPayload(EventCase):
    """The exact text of all facts, with the names of what it speaks of."""

    def test_a_payload_is_canonical(self):
        self.lot.write({"ref": "Ä <b>", "weight": 12.4, "supplier_id": self.supplier.id})
        for event in self._events(self.lot):
            facts = json.loads(event.payload)
            version = facts.pop("v")
            self.assertEqual((canonical(facts), version), (event.payload, 1))

    def test_a_payload_says_who_what_and_when(self):
        facts = self._facts()
        user = self.user["warehouse"]
        self.assertEqual(facts["by"], {"id": user.id, "name": user.name})
        self.assertEqual(facts["lot"], {"id": self.lot.id, "name": "E1"})
        self.assertEqual(facts["product"], {"id": self.product.id, "name": "[TAB] Tablets"})
        self.assertEqual(facts["company"], {"id": self.company.id, "name": self.company.name})
        self.assertEqual(facts["kind"], "created")
        self.assertEqual(facts["source"], "user")
        self.assertRegex(facts["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")

    def test_the_columns_say_what_the_payload_says(self):
        event, facts = self._last(), self._facts()
        self.assertEqual((event.lot_res_id, event.lot_name), (self.lot.id, "E1"))
        self.assertEqual(event.product_res_id, self.product.id)
        self.assertEqual(event.product_name, facts["product"]["name"])
        self.assertEqual((event.user_res_id, event.user_name), tuple(facts["by"].values()))
        self.assertEqual((event.kind, event.company_id.id), ("created", self.company.id))
        self.assertEqual(event.at.strftime("%Y-%m-%dT%H:%M:%SZ"), facts["at"])

    def test_the_time_is_the_databases(self):
        self.assertEqual(self._last().at, self.env.cr.now().replace(microsecond=0))

    def test_every_tracked_field_leaves_old_and_new(self):
        values = {
            "name": "E2",
            "ref": "REF",
            "received_date": date(2026, 6, 1),
            "weight": 3.5,
            "note": "<p>Blue <b>caps</b></p>",
            "supplier_id": self.supplier.id,
            "supplier_lot_ref": "77-B",
            "origin_country_id": self.env.ref("base.de").id,
            "production_date": date(2026, 5, 1),
            "expiration_date": "2026-12-01 12:00:00",
            "use_date": "2026-10-30 12:00:00",
            "removal_date": "2026-11-02 12:00:00",
            "alert_date": "2026-11-03 12:00:00",
            "retest_date": date(2026, 9, 1),
            "product_id": self._perishable(name="Other").id,
            "company_id": self.company.id,
        }
        tracked = {*IDENTITY_FIELDS, *DATE_FIELDS} - {"lot_properties"}  # has its own test
        self.assertEqual(set(values), tracked)
        for name, value in values.items():
            with self.subTest(name):
                before = len(self._events(self.lot))
                self.lot.write({name: value})
                self.assertEqual(len(self._events(self.lot)), before + 1)
                facts = self._facts()
                self.assertIn(name, facts["old"])
                self.assertTrue(facts["new"][name])
                self.assertNotEqual(facts["old"][name], facts["new"][name])

    def test_linked_records_are_named(self):
        self.lot.write({"supplier_id": self.supplier.id})
        self.assertEqual(
            self._facts()["new"]["supplier_id"], {"id": self.supplier.id, "name": "Acme Farms"}
        )
        self.supplier.sudo().name = "Renamed Ltd"
        self.assertIn("Acme Farms", self._last().payload)

    def test_the_description_is_kept_as_text(self):
        self.lot.note = "<p>Blue <b>caps</b></p>"
        self.assertEqual(self._facts()["new"]["note"], "Blue *caps*")

    def test_writing_the_same_again_makes_no_event(self):
        self.lot.ref = "R"
        before = len(self._events(self.lot))
        self.lot.write({"ref": "R", "name": "E1"})
        self.assertEqual(len(self._events(self.lot)), before)

    def test_clearing_a_value_is_a_change_too(self):
        self.lot.ref = "R"
        self.lot.ref = False
        facts = self._facts()
        self.assertEqual((facts["old"], facts["new"]), ({"ref": "R"}, {"ref": None}))

    def test_a_rename_keeps_both_numbers(self):
        self.lot.name = "E9"
        event = self._last()
        self.assertEqual((event.kind, event.lot_name), ("renamed", "E9"))
        self.assertEqual(self._facts()["old"], {"name": "E1"})

    def test_a_change_of_dates_keeps_all_that_moved(self):
        self.lot.expiration_day = "2026-12-31"
        self.assertEqual(self._last().kind, "dates")
        self.assertEqual(set(self._facts()["new"]), {*DATE_FIELDS} - {*PLAIN_DAYS})

    def test_a_creation_keeps_the_facts_it_began_with(self):
        lot = self._lot(self.product, "E5", ref="R", production_date="2026-06-01")
        facts = self._facts(lot)
        self.assertEqual(facts["new"]["ref"], "R")
        self.assertEqual(facts["new"]["production_date"], "2026-06-01")
        self.assertEqual(facts["new"]["expiration_date"], "2026-09-09T12:00:00Z")
        self.assertNotIn("weight", facts["new"])
        self.assertNotIn("old", facts)

    def test_long_and_strange_names_are_kept_whole(self):
        for number, name in enumerate(("X" * 2000, "<b>bold</b>", "漢字 Ä \\ ' \"", "{}%s %(a)s")):
            lot = self._lot(self.product, name)
            self.assertEqual(self._facts(lot)["lot"]["name"], name, number)
            self.assertEqual(self._last(lot).lot_name, name)
            lot._set_dates({"expiration_day": "2026-12-31"}, name)
            self.assertEqual(self._last(lot).reason, name)

    def test_the_summary_is_one_line_in_the_readers_words(self):
        self.lot.write({"supplier_lot_ref": "77-B"})
        self.assertEqual(self._last().summary, "Supplier Lot: – → 77-B")
        self.lot.write({"supplier_lot_ref": False})
        self.assertEqual(self._last().summary, "Supplier Lot: 77-B → –")

    def test_the_summary_says_linked_records_and_days_as_people_do(self):
        self.lot.write({"supplier_id": self.supplier.id})
        self.assertEqual(self._last().summary, "Supplier: – → Acme Farms")
        self.company.lot_tz = "Pacific/Kiritimati"
        lot = self._lot(self._product(), "E7", expiration_day="2026-07-01")
        lot.expiration_day = "2026-12-31"
        self.assertEqual(self._last(lot).summary, "Expiry Date: 07/01/2026 → 12/31/2026")
        lot.received_date = "2026-06-01"
        self.assertEqual(self._last(lot).summary, "Received Date: – → 06/01/2026")


@tagged("post_install", "-at_install")
class TestWhoReads(EventCase):
    def test_a_user_of_another_company_reads_no_event_of_ours(self):
        second = self._company()
        stranger = self._user_of(second)
        event = self._last()
        self.assertNotIn(event.id, self.env(user=stranger)["stock.lot.event"].search([]).ids)
        with self.assertRaises(AccessError):
            event.with_user(stranger).read(["payload"])

    def test_the_count_on_a_lot_says_what_its_reader_may_read(self):
        second = self._company()
        stranger = self._user_of(second)
        self.assertEqual(self.lot.event_count, 1)
        self.assertEqual(self.as_(stranger, self.lot).event_count, 0)
        self.as_(stranger, self.lot).ref = "X"
        self.env.invalidate_all()
        self.assertEqual(self.as_(stranger, self.lot).event_count, 1)
        self.assertEqual(self.lot.event_count, 1)

    def test_a_reader_of_both_companies_counts_both(self):
        second = self._company()
        self.as_(self._user_of(second), self.lot).ref = "X"
        self.user["warehouse"].sudo().company_ids = [Command.link(second.id)]
        self.assertEqual(self.as_("warehouse", self.lot).event_count, 2)

    def test_the_auditor_reads_all_events_and_writes_none(self):
        event = self.as_("auditor", self._last())
        self.assertIn("E1", event.payload)
        self.assertTrue(event.summary)
        self.assertFalse(event.has_access("write") or event.has_access("create"))

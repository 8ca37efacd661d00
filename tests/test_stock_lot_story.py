import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.models.stock_lot_story_export import BATCH
from odoo.addons.stock_lot_lifecycle.tools.ledger_workbook import ledger_workbook

from .common import LotCase


class StoryCase(LotCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls._perishable(default_code="TAB")

    def _story(self, lot, **options):
        return lot.get_story(**options)["entries"]

    def _move_again(self, lot, times):
        """Repeat each movement of a lot, second by second."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO stock_move_line (lot_id, product_id, product_uom_id, company_id,"
                " location_id, location_dest_id, state, date, quantity, move_id, picking_id)"
                " SELECT lot_id, product_id, product_uom_id, company_id, location_id,"
                " location_dest_id, state, date + n * interval '1 second', quantity, move_id,"
                " picking_id FROM stock_move_line, generate_series(1, %s) n WHERE lot_id = %s",
                times,
                lot.id,
            )
        )


@tagged("post_install", "-at_install")
class TestStory(StoryCase):
    """Movements and events on one line of time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._lot(cls.product, "S1")

    def _live(self):
        with freeze_time("2026-06-16 08:00:00"):
            lot = self._receive(self.product, "LIFE", 10)
        with freeze_time("2026-06-17 08:00:00"):
            self._ship(lot, 4)
        self.as_("quality_manager", lot)._set_disposition(self.retired, "Broken seal")
        return lot

    def test_movements_and_events_are_one_story(self):
        lot = self._live()
        kinds = {entry["kind"] for entry in self._story(lot)}
        self.assertEqual(kinds, {"created", "received", "receipt", "delivery", "disposition"})

    def test_the_newest_is_told_first(self):
        times = [entry["at"] for entry in self._story(self._live())]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_a_movement_says_how_much_from_where_to_whom_by_which_document(self):
        lot = self._live()
        [entry] = [entry for entry in self._story(lot) if entry["kind"] == "delivery"]
        self.assertEqual(entry["amount"], "−4 Units")
        self.assertEqual(entry["places"], ["WH/Stock", "Customers"])
        self.assertEqual(entry["partner"], "Deco Addict")
        self.assertEqual((entry["label"], entry["who"]), ("Delivered", "Lots warehouse"))
        self.assertEqual(entry["document"]["model"], "stock.picking")
        self.assertRegex(entry["document"]["name"], "/OUT/")

    def test_an_event_says_why(self):
        [entry] = [entry for entry in self._story(self._live()) if entry["kind"] == "disposition"]
        self.assertEqual((entry["reason"], entry["who"]), ("Broken seal", "Lots quality_manager"))

    def test_a_receipt_leads_to_its_transfer(self):
        [entry] = [entry for entry in self._story(self._live()) if entry["kind"] == "received"]
        self.assertEqual(entry["document"]["model"], "stock.picking")
        self.assertTrue(self.env["stock.picking"].browse(entry["document"]["id"]).exists())

    def test_each_kind_shows_its_own(self):
        lot = self._live()
        lot.expiration_day = "2026-12-31"
        shown = {
            kind: {entry["kind"] for entry in self._story(lot, kind=kind)}
            for kind in ("decisions", "dates", "identity", "movements", "documents")
        }
        self.assertEqual(
            shown,
            {
                "decisions": {"disposition"},
                "dates": {"dates"},
                "identity": {"created", "received"},
                "movements": {"receipt", "delivery"},
                "documents": set(),
            },
        )

    def test_pages_follow_each_other_without_gap_or_repetition(self):
        lot = self._live()
        for number in range(7):
            lot.ref = f"R{number}"
        whole = [entry["key"] for entry in self._story(lot, limit=100)]
        pages, before = [], None
        while True:
            page = lot.get_story(before=before, limit=3)
            self.assertLessEqual(len(page["entries"]), 3)
            pages += [entry["key"] for entry in page["entries"]]
            before = page["next"]
            if not before:
                break
        self.assertEqual(pages, whole)
        self.assertEqual(len(set(pages)), 12)

    def test_a_lot_with_many_movements_costs_as_many_queries_as_one_with_few(self):
        lot = self._live()
        self._move_again(lot, 500)
        few = self._receive(self.product, "FEW", 10)

        def count(one):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            one.get_story(kind="movements", limit=40)
            return self.env.cr.sql_log_count - before

        count(lot)
        self.assertLessEqual(count(lot), count(few) + 4)

    def test_a_new_lot_says_that_it_was_created(self):
        self.assertEqual([entry["kind"] for entry in self._story(self.lot)], ["created"])

    def test_the_auditor_reads_all_of_it(self):
        lot = self._live()
        entries = self.as_("auditor", lot).get_story()["entries"]
        self.assertEqual(len(entries), 5)
        [entry] = [entry for entry in entries if entry["kind"] == "delivery"]
        self.assertFalse(entry["document"]["model"])  # named, not opened: no right to transfers

    def test_those_who_cannot_read_the_lot_get_no_story(self):
        for role in ("employee", "portal"):
            with self.assertRaises(AccessError):
                self.lot.with_user(self.user[role]).get_story()

    def test_entries_of_other_companies_are_counted_not_shown(self):
        second = self._company()
        stranger = self._user_of(second)
        self.assertEqual(self.as_(stranger, self.lot).get_story()["entries"], [])
        self.assertEqual(self.as_(stranger, self.lot).get_story()["others"], 1)
        self.as_(stranger, self.lot).ref = "X"
        self.assertEqual(len(self.as_(stranger, self.lot).get_story()["entries"]), 1)
        self.assertEqual(self.lot.get_story()["others"], 1)


@tagged("post_install", "-at_install")
class TestStoryExport(StoryCase):
    """What an auditor takes along."""

    def _book(self, chosen, role="auditor"):
        chosen = self.as_(role, chosen)
        content = chosen.env["stock.lot.event"]._get_story_workbook(chosen)
        return openpyxl.load_workbook(io.BytesIO(content))

    def _rows(self, sheet):
        first, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(first, row, strict=True)) for row in rows]

    def test_the_workbook_has_every_entry_with_real_times_and_numbers(self):
        lot = self._receive(self.product, "LIFE", 10)
        self._ship(lot, 4)
        book = self._book(lot)
        rows = self._rows(book["Life story"])
        self.assertEqual(len(rows), 4)
        when = "When (UTC)"
        self.assertTrue(all(row[when].year == 2026 for row in rows))
        [shipped] = [row for row in rows if row["Code"] == "delivery"]
        self.assertEqual((shipped["Quantity"], shipped["Event"]), (4, "Delivered"))
        [created] = [row for row in rows if row["Code"] == "created"]
        self.assertEqual(created["Hash"], self._events(lot)[0].hash)
        self.assertEqual(created["As recorded"], self._events(lot)[0].payload)

    def test_changes_stand_apart_old_and_new_with_their_codes(self):
        lot = self._lot(self.product, "E1")
        lot.production_date = "2026-06-01"
        rows = self._rows(self._book(lot)["Changes"])
        [row] = [r for r in rows if r["Field code"] == "production_date"]
        self.assertEqual((row["Old"], row["New"].isoformat()[:10]), (None, "2026-06-01"))
        self.assertEqual(row["Field"], "Manufacturing Date")

    def test_no_text_becomes_a_formula(self):
        lot = self._lot(self.product, "=cmd|'/c calc'!A1")
        lot.ref = "+1+1"
        for sheet in self._book(lot):
            for row in sheet.iter_rows():
                for cell in row:
                    self.assertNotEqual(cell.data_type, "f", cell.value)

    def test_the_workbook_says_whether_the_ledger_is_intact(self):
        lot = self._lot(self.product, "E1")
        facts = {row["Fact"]: row["Value"] for row in self._rows(self._book(lot)["About"])}
        self.assertIn("Intact", facts["Ledger of these lots"])
        self.assertEqual(facts[f"Last hash of lot {lot.id}"], lot.last_hash)
        self._force(lot, ref="X")
        facts = {row["Fact"]: row["Value"] for row in self._rows(self._book(lot)["About"])}
        self.assertIn("BROKEN", facts["Ledger of these lots"])

    def test_a_story_of_several_batches_is_exported_whole(self):
        lot = self._receive(self.product, "LONG", 10)
        self._move_again(lot, BATCH * 2)
        rows = self._rows(self._book(lot)["Life story"])
        self.assertEqual(len(rows), BATCH * 2 + 3)
        times = [row["When (UTC)"] for row in rows]
        self.assertEqual(times, sorted(times, reverse=True))

    def test_what_is_left_out_for_other_companies_is_said_in_red(self):
        lot = self._lot(self.product, "E1")
        self.as_(self._user_of(self._company()), lot).ref = "THEIRS"
        about = self._book(lot)["About"]
        [row] = [row for row in about.iter_rows() if row[0].value == "Not in this workbook"]
        self.assertEqual(row[1].value, "E1: 1 entries of other companies")
        self.assertEqual(row[1].font.color.rgb, "FFC00000")

    def test_a_full_sheet_goes_on_in_another_one(self):
        rows = ((0, [number]) for number in range(25))
        content = ledger_workbook([("Life story", ["No."])], rows, last_row=10)
        book = openpyxl.load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Life story", "Life story (2)", "Life story (3)"])
        told = [row["No."] for sheet in book for row in self._rows(sheet)]
        self.assertEqual(told, list(range(25)))

    def test_events_are_exported_by_selection_and_by_filter(self):
        lot = self._lot(self.product, "E1")
        lot.ref = "R"
        events = self.as_("auditor", self._events(lot))
        self.assertEqual(events[:1].action_export_events()["params"]["ids"], events[:1].ids)
        domain = [("lot_res_id", "=", lot.id)]
        action = events[:1].with_context(active_domain=domain).action_export_events()
        self.assertEqual(set(action["params"]["ids"]), set(events.ids))
        self.assertEqual(len(self._rows(self._book(events)["Life story"])), 2)

    def test_nothing_selected_says_so(self):
        with self.assertRaises(UserError):
            self.env["stock.lot.event"].action_export_events()

    def test_lots_of_another_company_are_not_exported(self):
        lot = self._lot(self.product, "OURS", company_id=self.company.id)
        stranger = self._user_of(self._company(), "auditor")
        with self.assertRaises(AccessError):
            self._book(lot, stranger)

    def test_the_story_prints_with_state_and_hash_in_the_readers_language(self):
        lot = self._receive(self.product, "LIFE", 10)
        lot = self.as_("auditor", lot)
        html = self._render("report_lot_story", lot)
        for words in ("Life story of", "LIFE", lot.last_hash, "Intact", "3 entries"):
            self.assertIn(words, html)
        self._force(lot, ref="X")
        self.assertIn("BROKEN", self._render("report_lot_story", lot))

    def _render(self, name, chosen):
        Report = chosen.env["ir.actions.report"]
        html = Report._render_qweb_html(f"stock_lot_lifecycle.{name}", chosen.ids)[0].decode()
        return " ".join(html.split())

    def test_seals_and_verifications_print(self):
        self._lot(self.product, "E1")
        seal = self.as_("auditor", self.root["stock.lot.seal"]._seal()[:1])
        self.assertIn(seal.hash, self._render("report_lot_seal", seal))
        kept = self.as_("auditor", self.root["stock.lot.verification"]._verify())
        self.assertIn("Events checked", self._render("report_lot_verification", kept))

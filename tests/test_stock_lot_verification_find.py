import json

from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from odoo.addons.stock_lot_lifecycle.tools import ledger_sql
from odoo.addons.stock_lot_lifecycle.tools.hash_chain import canonical, chained

from .test_stock_lot_chain import LedgerCase


@tagged("post_install", "-at_install")
class TestTampering(LedgerCase):
    """Whatever a database administrator does to the ledger, a verification names it."""

    def _event(self, position):
        return self._events(self.lot)[position - 1]

    def test_an_untouched_ledger_is_intact(self):
        self.assertEqual(self._problems(), {})

    def test_an_altered_payload_is_named(self):
        event = self._event(3)
        text = event.payload.replace("R1", "R9")
        self._tamper("UPDATE stock_lot_event SET payload = %s WHERE id = %s", text, event.id)
        self._assert_broken("content", 3)

    def test_an_altered_payload_with_its_hash_made_anew_breaks_the_next_link(self):
        event = self._event(3)
        text = event.payload.replace("R1", "R9")
        digest = chained(event.previous_hash, text)
        self._tamper(
            "UPDATE stock_lot_event SET payload = %s, hash = %s WHERE id = %s",
            text, digest, event.id,
        )  # fmt: skip
        self._assert_broken("link", 4)

    def test_an_altered_last_event_with_its_hash_made_anew_does_not_fit_the_lot(self):
        event = self._event(5)
        text = event.payload.replace("Lots warehouse", "Somebody")
        digest = chained(event.previous_hash, text)
        self._tamper(
            "UPDATE stock_lot_event SET payload = %s, hash = %s, user_name = 'Somebody'"
            " WHERE id = %s",
            text, digest, event.id,
        )  # fmt: skip
        self._assert_broken("tip", 5)

    def test_the_columns_that_say_who_and_for_whom_are_never_empty(self):
        for column in (
            "user_name", "user_res_id", "company_id", "product_name", "product_res_id"
        ):  # fmt: skip
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                    self._tamper(
                        f"UPDATE stock_lot_event SET {column} = NULL WHERE id = %s",
                        self._event(2).id,
                    )
                savepoint.rollback()
            self.env.invalidate_all()

    def _allow_empty(self):
        """Do what comes before emptying columns."""
        self.env.cr.execute(
            SQL(
                "ALTER TABLE stock_lot_event DROP CONSTRAINT stock_lot_event_of_product,"
                " ALTER user_name DROP NOT NULL, ALTER user_res_id DROP NOT NULL,"
                " ALTER company_id DROP NOT NULL"
            )
        )

    def test_emptied_columns_are_named(self):
        self._allow_empty()
        for columns in (
            "user_name = NULL, user_res_id = NULL, company_id = NULL, product_name = NULL",
            "user_name = 'Other', user_res_id = NULL",
            "product_res_id = NULL", "company_id = NULL",
        ):  # fmt: skip
            with self.subTest(columns), self.env.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE stock_lot_event SET {columns} WHERE id = %s", self._event(2).id
                )
                self._assert_broken("columns", 2)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_an_upgrade_fills_what_is_empty_and_leaves_what_is_hashed(self):
        self._allow_empty()
        event = self._event(2)
        names = ["user_name", "user_res_id", "company_id", "product_name", "product_res_id"]
        names += ["payload", "hash"]
        before = event.read(names)
        self._tamper(
            "UPDATE stock_lot_event SET user_name = NULL, user_res_id = NULL,"
            " company_id = NULL, product_name = NULL, product_res_id = NULL WHERE id = %s",
            event.id,
        )  # fmt: skip
        for statement in ledger_sql.fill_empty_columns():
            self.env.cr.execute(statement)
        self.env.invalidate_all()
        self.assertEqual(event.read(names), before)
        self.assertEqual(self._problems(), {})

    def test_an_altered_column_is_named(self):
        self._allow_empty()
        for column, value in (
            ("user_name", "Somebody"), ("user_res_id", 1), ("at", "2020-01-01"),
            ("kind", "dates"), ("lot_name", "X"), ("product_name", "X"), ("product_res_id", 1),
            ("company_id", self._company().id), ("user_name", None), ("user_res_id", None),
            ("company_id", None), ("product_name", None), ("lot_name", 'C1"},"x":{"y":"'),
            ("kind", 'changed","lot":{"id":1'),
        ):  # fmt: skip
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE stock_lot_event SET {column} = %s WHERE id = %s",
                    value,
                    self._event(2).id,
                )
                self._assert_broken("columns", 2)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_no_attribute_named_like_a_fact_hides_an_altered_column(self):
        self.product.sudo().lot_properties_definition = self._attributes()
        self.lot.lot_properties = {"a": "dates", "b": "2020-01-01T00:00:00Z"}
        event = self._events(self.lot)[-1]
        self.assertIn('"kind":"dates"', event.payload)
        self.assertEqual(self._problems(), {})
        for column, value in (("kind", "dates"), ("at", "2020-01-01 00:00:00")):
            with self.subTest(column), self.env.cr.savepoint() as savepoint:
                self._tamper(
                    f"UPDATE stock_lot_event SET {column} = %s WHERE id = %s", value, event.id
                )
                self._assert_broken("columns", event.position)
                savepoint.rollback()
            self.env.invalidate_all()

    def _attributes(self):
        return [
            {"name": "a", "type": "char", "string": "kind"},
            {"name": "b", "type": "char", "string": "at"},
        ]

    def test_names_with_any_signs_are_intact(self):
        for name in (
            '12" pipe', "back\\slash", "Ünï 漢字 🙂", "a\u2028b", "tab\there", "{}[],:",
        ):  # fmt: skip
            lot = self._lot(self.product, name)
            lot.ref = name
            lot.ref = False
            self.assertEqual(self._problems(lot), {}, name)

    def test_events_of_no_lot_and_of_places_are_no_facts_of_a_lot(self):
        row = {"at": "2026-01-02T03:04:05Z", "by": {"id": 1, "name": "A"}, "v": 1}
        row |= {"company": {"id": self.company.id, "name": "C"}, "new": {"ref": "other"}}
        tips = self.root["stock.lot.tip"]._read_tips([0])  # other sessions may have told rules
        tally, last_hash = tips.get(0, (0, ""))
        for lot_id, kind, position, previous in (
            (0, "policy", tally + 1, last_hash), (self.lot.id, "place", 6, self._event(5).hash),
        ):  # fmt: skip
            facts = {**row, "kind": kind, "lot": {"id": lot_id, "name": "C1"}}
            if lot_id:
                facts["product"] = {"id": self.product.id, "name": self.product.display_name}
            text = canonical(facts)
            self._tamper(
                "INSERT INTO stock_lot_event (lot_res_id, lot_name, product_res_id, product_name,"
                " company_id, kind, at, user_res_id, user_name, payload, position, hash_version,"
                " previous_hash, hash) VALUES (%s, 'C1', %s, %s, %s, %s, '2026-01-02 03:04:05',"
                " 1, 'A', %s, %s, 1, %s, %s)",
                lot_id, lot_id and self.product.id or None,
                lot_id and self.product.display_name or None, self.company.id, kind, text,
                position, previous, chained(previous, text),
            )  # fmt: skip
            self.env.cr.execute(SQL("DELETE FROM stock_lot_tip WHERE lot_res_id = %s", lot_id))
            self.env.cr.execute(ledger_sql.fill_tips())
        found = self.root["stock.lot.verification"]._find_problems([0, self.lot.id])
        self.assertEqual(found, [])

    def test_an_event_given_to_another_lot_is_named(self):
        other = self._lot(self.product, "C2")
        self._tamper(
            "UPDATE stock_lot_event SET lot_res_id = %s, position = 2 WHERE id = %s",
            other.id, self._event(5).id,
        )  # fmt: skip
        self.assertEqual(self._problems(other), {other.id: "link"})
        self._assert_broken("tail", 4)

    def test_a_removed_event_in_the_middle_is_named(self):
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", self._event(3).id)
        self._assert_broken("missing", 4)

    def test_a_removed_event_with_the_others_renumbered_is_named(self):
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", self._event(3).id)
        self._tamper(
            "UPDATE stock_lot_event SET position = position - 1"
            " WHERE lot_res_id = %s AND position > 3", self.lot.id,
        )  # fmt: skip
        self._assert_broken("link", 3)

    def test_a_removed_first_event_is_named(self):
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", self._event(1).id)
        self._assert_broken("missing", 2)

    def test_a_removed_last_event_is_named(self):
        self._tamper("DELETE FROM stock_lot_event WHERE id = %s", self._event(5).id)
        self._assert_broken("tail", 4)

    def test_the_removal_of_all_events_is_named(self):
        self._tamper("DELETE FROM stock_lot_event WHERE lot_res_id = %s", self.lot.id)
        self._assert_broken("tail", None)

    def _wipe(self, lot):
        self._tamper("DELETE FROM stock_lot_event WHERE lot_res_id = %s", lot.id)
        self._tamper("DELETE FROM stock_lot_tip WHERE lot_res_id = %s", lot.id)

    def test_the_removal_of_events_and_end_of_a_lot_that_was_never_sealed_is_named(self):
        lot = self._lot(self.product, "C2")
        self._wipe(lot)
        self._assert_broken("untold", None, lot)
        found = self.root["stock.lot.verification"]._find_problems()
        self.assertIn((lot.id, None, None, "untold", "C2", None), found)

    def test_a_chain_begun_anew_after_its_removal_is_named(self):
        lot = self._lot(self.product, "C2")
        self._wipe(lot)
        lot.ref = "R"
        self._assert_broken("untold", 1, lot)

    def test_a_wiped_lot_is_named_beside_an_unreadable_event(self):
        lot = self._lot(self.product, "C2")
        self._wipe(lot)
        event = self._event(3)
        self._tamper(
            "UPDATE stock_lot_event SET payload = 'x', hash = %s WHERE id = %s",
            chained(event.previous_hash, "x"), event.id,
        )  # fmt: skip
        found = {row[0]: row[3] for row in self.root["stock.lot.verification"]._find_problems()}
        self.assertEqual((found[lot.id], found[self.lot.id]), ("untold", "content"))

    def test_a_lot_from_before_the_ledger_needs_no_events(self):
        self.assertEqual(self._problems(self._old_lot()), {})

    def test_an_altered_count_or_hash_of_the_lot_is_named(self):
        mine = "WHERE lot_res_id = %s"
        self._tamper(f"UPDATE stock_lot_tip SET event_tally = 3 {mine}", self.lot.id)
        self._assert_broken("tally", 5)
        self._tamper(
            f"UPDATE stock_lot_tip SET event_tally = 5, last_hash = 'x' {mine}", self.lot.id
        )
        self._assert_broken("tip", 5)

    def test_a_lot_removed_by_hand_is_named(self):
        self._tamper("DELETE FROM stock_lot WHERE id = %s", self.lot.id)
        self._assert_broken("vanished", 5)

    def test_an_invented_event_at_the_end_is_named(self):
        last = self._event(5)
        facts = json.loads(last.payload)
        facts["new"]["ref"] = "INVENTED"
        text = json.dumps(
            facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        self._tamper(
            "INSERT INTO stock_lot_event (lot_res_id, lot_name, product_res_id, product_name,"
            " company_id, kind, at, user_res_id, user_name, payload, position, hash_version,"
            " previous_hash, hash) SELECT lot_res_id, lot_name, product_res_id, product_name,"
            " company_id, kind, at, user_res_id, user_name, %s, 6, 1, hash, %s"
            " FROM stock_lot_event WHERE id = %s",
            text, chained(last.hash, text), last.id,
        )  # fmt: skip
        self._assert_broken("tally", 6)

    def test_a_payload_that_is_no_text_of_facts_stops_nothing(self):
        for text in (
            "not json", "[]", '{"new": 3}', '{"new": NaN}', '{"new": {"ref": "\\u0000"}}',
            '{"new": {"ref": "a"} "x"}', '{"new": "x"}',
        ):  # fmt: skip
            with self.subTest(text), self.env.cr.savepoint() as savepoint:
                event = self._event(3)
                self._tamper(
                    "UPDATE stock_lot_event SET payload = %s, hash = %s WHERE id = %s",
                    text, chained(event.previous_hash, text), event.id,
                )  # fmt: skip
                other = self._lot(self.product, "C2")
                self._tamper("UPDATE stock_lot SET ref = 'X' WHERE id = %s", other.id)
                problems = self._problems(self.lot | other)
                self.assertIn(problems.pop(self.lot.id), ("content", "columns"))
                self.assertEqual(problems, {other.id: "fact:ref"})
                savepoint.rollback()
            self.env.invalidate_all()

    def test_every_fact_changed_past_odoo_is_named(self):
        other = self._perishable(name="Other")
        for column, value in (
            ("name", "X"), ("ref", "X"), ("supplier_lot_ref", "X"), ("weight", 3),
            ("received_date", "2020-01-01"), ("production_date", "2020-01-01"),
            ("expiration_date", "2030-01-01"), ("use_date", "2030-01-01"),
            ("removal_date", "2030-01-01"), ("alert_date", "2030-01-01"),
            ("disposition_id", self.retired.id), ("product_id", other.id),
            ("company_id", self.company.id), ("supplier_id", self.supplier.id),
            ("origin_country_id", self.env.ref("base.de").id), ("expiration_date", None),
        ):  # fmt: skip
            with self.subTest(column, value=value), self.env.cr.savepoint() as savepoint:
                self._tamper(f"UPDATE stock_lot SET {column} = %s WHERE id = %s",
                             value, self.lot.id)  # fmt: skip
                self._assert_broken(f"fact:{column}", 5)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_facts_of_lots_from_before_are_compared_once_spoken_of(self):
        lot = self._old_lot()
        lot.ref = "R"
        self._tamper("UPDATE stock_lot SET weight = 3 WHERE id = %s", lot.id)
        self.assertEqual(self._problems(lot), {})
        self._tamper("UPDATE stock_lot SET ref = 'Q' WHERE id = %s", lot.id)
        self.assertEqual(self._problems(lot), {lot.id: "fact:ref"})

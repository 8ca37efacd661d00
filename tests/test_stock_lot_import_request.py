from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_import import ImportCase

ROWS = [{"product_code": "JAM", "name": "0001"}]


@tagged("post_install", "-at_install")
class TestImportRequest(ImportCase):
    """What other systems send is refused in words where it makes no sense; nothing is kept."""

    def setUp(self):
        super().setUp()
        self._product(name="Jam", default_code="JAM")

    def _refused(self, words, *given, key="A", policy=None):
        rows = given[0] if given else ROWS
        before = self.documents.search_count([])
        with self.assertRaisesRegex(UserError, words):
            self.documents.submit(rows, key, policy)
        self.assertEqual(self.documents.search_count([]), before)

    def test_no_rows_are_an_error(self):
        for rows in ([], None, "x", {"name": "L1"}, 5):
            self._refused("no rows", rows)

    def test_a_key_is_a_short_text(self):
        for key in ("", " ", None, 5, ["A"], "A" * 201, "A\ud800", "A\0", "A\nB"):
            self._refused("a key", key=key)

    def test_too_many_rows_are_refused(self):
        self._refused("At most 100000 rows", ROWS * 100_001)

    def test_unknown_names_are_told(self):
        self._refused("colour", [{"colour": "red"}])
        self._refused("not a row", ["x"])
        self._refused("disposition_id", [{**ROWS[0], "disposition_id": 2}])
        self._refused("state", policy={"state": "done"})

    def test_a_value_is_a_text_or_a_number(self):
        for value in ([1, 2], {"a": 1}, True, [], {}):
            rows = [*ROWS, {"product_code": "JAM", "name": value}]
            self._refused("Row 2: “name” is neither", rows)
        self.assertFalse(self._lots("[1, 2]"))

    def test_null_and_false_are_empty(self):
        rows = [{**ROWS[0], "expiration_date": None, "ref": False, "weight": 0}]
        self.assertEqual(self.documents.submit(rows, "E-1")["state"], "done")
        self.assertFalse(self._lots("0001").ref)

    def test_a_policy_is_an_object(self):
        for policy in ("abc", 5, ["dry_run"]):
            self._refused("policy is an object", policy=policy)

    def test_an_answer_that_does_not_exist_is_told_with_those_that_do(self):
        self._refused("one of: create, skip, error", policy={"unknown_product": "nonsense"})
        self._refused("“date_order” cannot be “7”", policy={"date_order": 7})
        self._refused("“existing_lot” cannot be", policy={"existing_lot": ["skip"]})
        self._refused("“existing_lot” cannot be “None”", policy={"existing_lot": None})

    def test_an_answer_that_may_be_left_open_may_be_null(self):
        self.assertEqual(self.documents.submit(ROWS, "N-1", {"date_order": None})["state"], "done")

    def test_a_switch_is_true_or_false(self):
        self._refused("“set_quantities” is true or false", policy={"set_quantities": "no"})
        self._refused("“dry_run” is true or false", policy={"dry_run": "false"})

    def test_a_source_is_a_short_text(self):
        for source in ({"a": 1}, 5, "S" * 201, "S\ud800"):
            self._refused("source is a text", policy={"source": source})

    def test_a_key_of_the_context_opens_nothing(self):
        forged = self.documents.with_context(
            stock_lot_lifecycle_provenance={"decides": True}, default_state="done"
        )
        result = forged.submit(ROWS, "F-1", {"dry_run": True})
        self.assertEqual((result["state"], result["lot_ids"]), ("check", []))
        self.assertFalse(self._lots("0001"))

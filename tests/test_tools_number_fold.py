import doctest

from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.stock_lot_lifecycle.tools import number_fold

NUMBERS = (
    "", "0", "000", "-", "LOT-1", "lot 1", "L0T.001", "I0T1", "S5", "55", "B8Z2", "8822",
    "0898984", "898984", "00392/174", "392174", "É-1", "é-1", "ß", "ı", "İ", "A\u00a0B", "a\u200bb",
    "%s", "'", "\\", '"', "{}", "名-1", "x" * 200,
)  # fmt: skip


@tagged("post_install", "-at_install")
class TestNumberFold(TransactionCase):
    def test_examples_in_the_module_are_true(self):
        outcome = doctest.testmod(number_fold)
        self.assertGreater(outcome.attempted, 1)
        self.assertEqual(outcome.failed, 0)

    def test_the_database_folds_like_the_function(self):
        for number in NUMBERS:
            folded = number_fold.fold_sql(SQL("%s::varchar", number))
            with self.subTest(number):
                rows = self.env.execute_query(SQL("SELECT %s", folded))
                self.assertEqual(rows[0][0], number_fold.fold(number))

    def test_the_index_is_of_the_expression_that_is_asked_for(self):
        table = SQL("(SELECT %s::varchar AS name) lot", "L'0\\%t 1")
        index = SQL(number_fold.fold_index("name").replace("%", "%%"))
        query = number_fold.fold_sql(SQL("name"))
        rows = self.env.execute_query(SQL("SELECT %s, %s FROM %s", index, query, table))
        self.assertEqual(rows[0][0], rows[0][1])

    def test_what_people_confuse_is_one(self):
        for first, second in (
            ("lot-1", "LOT 1"),
            ("0O0-12", "12"),
            ("S8-I2", "5B/LZ"),
            ("(A.B)", "ab"),
        ):
            self.assertEqual(number_fold.fold(first), number_fold.fold(second))

    def test_what_differs_stays_apart(self):
        for first, second in (("A1", "A2"), ("10", "1"), ("A-10", "A-01"), ("É1", "E1")):
            self.assertNotEqual(number_fold.fold(first), number_fold.fold(second))

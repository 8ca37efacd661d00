"""Exports of systems and languages that nobody has seen before."""

import datetime

from odoo.tests import tagged

from odoo.addons.stock_lot_lifecycle.tools import lot_table
from odoo.addons.stock_lot_lifecycle.tools.table_fields import SYNONYMS, normalise
from odoo.addons.stock_lot_lifecycle.tools.table_months import MONTHS

from .test_tools_lot_table import TableCase

LAST = datetime.date(2027, 1, 31)


@tagged("post_install", "-at_install")
class TestLotTableExports(TableCase):
    def guess(self, line):
        return list(lot_table.guess_fields(line.split(";")).values())

    def test_headers_of_further_languages(self):
        wanted = ["product_code", "product_name", "name", "expiration_date", "location", "quantity"]
        for line in (
            "Codice articolo;Descrizione;Lotto;Scadenza;Ubicazione;Quantità",
            "Código do produto;Nome do produto;Lote;Validade;Localização;Quantidade",
            "Artikelnummer;Omschrijving;Partijnummer;Houdbaar tot;Locatie;Aantal",
            "Kod produktu;Nazwa;Numer partii;Data ważności;Lokalizacja;Ilość",
            "Item;Display Name;Inventory Number;Expiration Date;Bin Number;On Hand",
        ):
            with self.subTest(line=line):
                self.assertEqual(self.guess(line), wanted)

    def test_a_bin_is_more_than_a_site(self):
        guess = lot_table.guess_fields(["Location", "Bin Number"])
        self.assertEqual(guess, {1: "location"})

    def test_a_description_behind_the_code_is_the_products(self):
        self.assertEqual(
            self.guess("Item No.;Description;Lot No."), ["product_code", "product_name", "name"]
        )
        self.assertEqual(
            self.guess("Item No.;Lot No.;Description"), ["product_code", "name", "description"]
        )
        self.assertEqual(
            self.guess("Item No.;Description;Item name"),
            ["product_code", "description", "product_name"],
        )

    def test_every_word_is_written_as_headers_are_compared_and_means_one_field(self):
        words = [word for text in SYNONYMS.values() for word in text.split("|")]
        self.assertEqual([word for word in words if normalise(word) != word], [])
        self.assertEqual(len(words), len(set(words)))

    def test_dates_in_further_languages(self):
        for text in (
            "31 gennaio 2027",
            "31 gen 2027",
            "31 de janeiro de 2027",
            "31 januari 2027",
            "31 stycznia 2027",
            "2027年1月31日",
            "2027年01月31日",
        ):
            with self.subTest(text=text):
                self.assertEqual(lot_table.read_date(text), (LAST, None))
        self.assertEqual(lot_table.read_date("2027年1月"), (LAST, "month_only"))

    def test_every_month_has_a_name_in_every_language(self):
        self.assertEqual(set(MONTHS.values()), set(range(1, 13)))
        self.assertEqual((MONTHS["maj"], MONTHS["mrt"], MONTHS["giu"]), (5, 3, 6))

    def test_dates_of_zeros_are_no_dates(self):
        for text in ("00.00.0000", "0000-00-00", "0000-00-00 00:00:00", "00/00/00", "00000000"):
            self.assertIsNone(lot_table.read_date(text))
        self.assertCode("invalid_date", lot_table.read_date, "00/01/2027")

    def test_the_end_of_time_is_no_day(self):
        for cell in ("31.12.9999", "12/31/9999", "9999-12-31", "99991231", datetime.date.max):
            self.assertEqual(lot_table.read_date(cell), (None, "endless_date"))
            self.assertIsNone(lot_table.parse_date(cell))
        self.assertCode("year_out_of_range", lot_table.read_date, "01.01.3000")

    def test_whether_the_order_matters(self):
        self.assertTrue(lot_table.order_matters("03/04/2027"))
        self.assertTrue(lot_table.order_matters("31/04/2027"))
        for text in ("2027-04-03", "3 Apr 2027", "04/2027", "no date"):
            self.assertFalse(lot_table.order_matters(text), text)

    def test_letters_that_cannot_be_told_are_refused(self):
        for text, encoding, line in (
            ("Item;Lot\nВещь;L1\n", "cp1251", 2),
            ("商品コード,ロット番号\nP1,L1\n", "shift_jis", 1),
            ("Item;Lot\nP1;L1\nΠροϊόν;L2\n", "cp1253", 3),
        ):
            error = self.assertCode("unknown_encoding", self.table, text.encode(encoding))
            self.assertEqual(error.params["line"], line)
            self.assertIn("UTF-8", str(error))
            self.table(text.encode("utf-8"))
            self.table(text.encode("utf-16"))

    def test_western_letters_are_told(self):
        for text in ("Größe Süßöl", "créée à Besançon", "Åre blåbærgrød", "ação não à"):
            cells = self.cells(f"Item;Lot\n{text};L1\n".encode("cp1252"))
            self.assertEqual(cells, [[text, "L1"]])

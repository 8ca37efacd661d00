"""A warehouse of any size, written by a few SQL statements (see generate.sql)."""

import re
from pathlib import Path

import psycopg2

SECTIONS = Path(__file__).with_name("generate.sql")
FILLED = (
    "stock_lot",
    "stock_quant",
    "stock_move",
    "stock_move_line",
    "stock_picking",
    "mrp_production",
)
OTHERS = ("product_template", "product_product", "res_partner", "stock_move_line_consume_rel")
LEVELS = 5
GROWTH = 5 / 3  # every lot is used five times, and made of three
PROBES = (3, 5)  # trees of 121 and 781 lots, each sold at its last level


def _sections():
    parts = re.split(r"^-- name: (.+)$", SECTIONS.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


class Generator:
    """Fills one database; `lots` without the probes, which come on top."""

    def __init__(self, database, lots):
        self.connection = psycopg2.connect(dbname=database)
        self.cursor = self.connection.cursor()
        self.sections = _sections()
        self.lots = lots
        self.next = 0

    def run(self):
        made = self.lots - self.lots // 2 - self.lots // 5
        self._do("settings")
        for section in ("places", "partners", "products"):
            self._do(section)
        self._do("nodes", serials=self.lots // 2, traded=self.lots // 5)
        self.next = self.lots // 2 + self.lots // 5
        self._genealogy(made)
        for fan in PROBES:
            self._probe(fan)
        definitions = self._drop_indexes()
        for section in ("plan", "documents", "movements", "lots"):
            self._do(section)
        for definition in definitions:
            self.cursor.execute(definition)
        for table in FILLED + OTHERS[:-1]:
            self._execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")
        self.connection.commit()
        self.connection.autocommit = True
        for table in FILLED + OTHERS:
            self._execute(f"VACUUM ANALYZE {table}")
        self.connection.close()

    def _do(self, section, **values):
        self.cursor.execute(self.sections[section], values)

    def _execute(self, statement):
        self.cursor.execute(statement)

    def _genealogy(self, lots):
        first = lots / sum(GROWTH**level for level in range(LEVELS))
        parents = None
        for level in range(LEVELS):
            last = level == LEVELS - 1
            count = lots if last else max(3, int(first * GROWTH**level))
            lots -= count
            start = self._level(level, count, "G", f"B-L{level}-", digits=8, sold=last)
            if parents:
                self._do(
                    "edges", level=level, count=count, start=start,
                    parents=parents[0], parent_count=parents[1],
                )  # fmt: skip
            parents = start, count

    def _probe(self, fan):
        start = self.next
        for level in range(LEVELS):
            first = self.next - start
            last = level == LEVELS - 1
            self._level(level, fan**level, "P", f"PROBE-{fan}-", first=first, digits=4, sold=last)
        self._do("probe edges", start=start, fan=fan, total=self.next - start)

    def _level(self, level, count, kind, prefix, *, digits, sold, first=1):
        start = self.next
        self._do(
            "level", level=level, count=count, start=start, kind=kind, prefix=prefix,
            digits=digits, sold=sold, first=first,
        )  # fmt: skip
        self.next += count
        return start

    def _drop_indexes(self):
        """Drop the plain indexes of the large tables; return the statements that rebuild them."""
        self.cursor.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
            FROM pg_index
            WHERE indrelid::regclass::text = ANY(%s) AND NOT EXISTS (
                SELECT FROM pg_constraint WHERE conindid = indexrelid
            )
            """,
            [list(FILLED)],
        )
        found = self.cursor.fetchall()
        for name, _definition in found:
            self._execute(f"DROP INDEX {name}")
        return [definition for _name, definition in found]

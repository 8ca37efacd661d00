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
PROBES = (3, 5, 10)  # trees of 121, 781 and 11,111 lots, each sold at its last level
LATTICES = (6, 8)  # levels of five lots, every one made of all five before it
CHAIN = 200
HUB = 1000  # lots made of one, by up to so many movement lines each:
HUB_LINES = 400
SHELVES = (1000, 10000, 100000)  # lots of one product, all of them in stock
PROBE_STEP = 20  # days between two levels


def _sections():
    parts = re.split(r"^-- name: (.+)$", SECTIONS.read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def settle(database):
    """Do now what PostgreSQL does by itself some minutes after much was written."""
    connection = psycopg2.connect(dbname=database)
    connection.autocommit = True
    for table in FILLED + OTHERS:
        connection.cursor().execute(f"VACUUM ANALYZE {table}")
    connection.close()


class Generator:
    """Fills one database; `lots` without the probes, which come on top."""

    def __init__(self, database, lots):
        self.connection = psycopg2.connect(dbname=database)
        self.cursor = self.connection.cursor()
        self.sections = _sections()
        self.lots = lots
        self.next = 0
        self.shelves = [size for size in SHELVES if size < lots]

    def run(self):
        made = self.lots - self.lots // 2 - self.lots // 5
        self._do("settings")
        self._do("places")
        self._do("partners")
        self._do("products", shelves=self.shelves)
        self._do("nodes", serials=self.lots // 2, traded=self.lots // 5)
        self.next = self.lots // 2 + self.lots // 5
        self._genealogy(made)
        self._probes()
        definitions = self._drop_indexes()
        for section in ("plan", "documents", "movements", "lots"):
            self._do(section)
        for definition in definitions:
            self.cursor.execute(definition)
        for table in FILLED + OTHERS[:-1]:
            self._execute(f"SELECT setval('{table}_id_seq', (SELECT MAX(id) FROM {table}))")
        self.connection.commit()
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
            start = self._level(
                level, count, "G", f"B-L{level}-", digits=8, sold=last,
                begins=120 * level - 700, lasts=100,
            )  # fmt: skip
            if parents:
                self._do(
                    "edges", level=level, count=count, start=start,
                    parents=parents[0], parent_count=parents[1],
                )  # fmt: skip
            parents = start, count

    def _probes(self):
        for fan in PROBES:
            counts = [fan**level for level in range(LEVELS)]
            if sum(counts) < self.lots // 5:
                self._probe(f"PROBE-{fan}-", counts, ["tree edges"], fan)
                self._probe(f"BACK-{fan}-", counts, ["inverse tree edges"], fan, backward=True)
        for levels in LATTICES:
            self._probe(f"LATTICE-{levels}-", [5] * levels, ["lattice edges"], 5)
        self._probe("CHAIN-", [1] * CHAIN, ["tree edges"], 1, step=1)
        self._probe("LOOP-", [1, 1], ["tree edges", "loop edge"], 1)
        times = min(HUB_LINES, self.lots // 250)
        self._do("hub", start=self.next, count=HUB + 1, times=times)
        self.next += HUB + 1
        for size in self.shelves:
            self._do("shelf", start=self.next, count=size)
            self.next += size

    def _probe(self, prefix, counts, edges, fan, *, step=PROBE_STEP, backward=False):
        """Make the lots of a probe, level by level, and what was made of what.

        :param backward: the first lot is what all others went into
        """
        start = self.next
        last = len(counts) - 1
        for position, count in enumerate(counts):
            level = last - position if backward else position
            self._level(
                level, count, "P", prefix, first=self.next - start + 1, digits=4,
                sold=level == last, begins=step * level - 300, lasts=0.1,
            )  # fmt: skip
        for section in edges:
            self._do(section, start=start, fan=fan, total=self.next - start)

    def _level(self, level, count, kind, prefix, *, digits, sold, begins, lasts, first=1):
        start = self.next
        self._do(
            "level", level=level, count=count, start=start, kind=kind, prefix=prefix,
            digits=digits, sold=sold, begins=begins, lasts=lasts, first=first,
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

from odoo import api, fields, models
from odoo.tools import SQL

PAGE = 40
LARGEST_PAGE = 1000
OTHERS_LIMIT = 1000
EVENT, MOVEMENT = 1, 0  # of one instant the event is the later one
GROUPS = {
    "decisions": (
        "disposition", "place", "signed", "proposed", "declined", "withdrawn", "breach",
    ),  # fmt: skip
    "tests": ("inspection", "inspected"),
    "dates": ("dates", "acknowledged"),
    "identity": ("created", "received", "renamed", "changed", "deleted"),
    "documents": ("imported", "import_undone", "expired_out", "expired_back"),
}


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The life story: movements and events of a lot on one line of time. Writes nothing."""

    _inherit = "stock.lot"

    @api.readonly
    def get_story(self, kind="all", before=None, limit=PAGE):
        """Return one page of what happened to this lot, the newest first.

        :param kind: all, movements or a key of GROUPS
        :param before: ``next`` of the page before
        :return: ``{"entries": [dict], "next": where to go on or False, "others": number of
            entries of companies the user is not in, capped; None on later pages}``
        """
        self.ensure_one()
        self.check_access("read")
        limit = min(max(int(limit), 1), LARGEST_PAGE)
        keys = self._read_story_keys(kind, before, limit + 1)
        last = keys[limit - 1] if len(keys) > limit else None
        return {
            "entries": self._get_story_entries(keys[:limit]),
            "next": bool(last) and [fields.Datetime.to_string(last[0]), last[1], last[2]],
            "others": None if before else self._count_story_of_others(),
        }

    def _read_story_keys(self, kind, before, limit):
        """Return ``[(at, EVENT or MOVEMENT, id)]``, the newest first."""
        sides = []
        if kind != "movements":
            kinds = GROUPS.get(kind)
            of_kind = SQL("AND kind = ANY(%s)", list(kinds)) if kinds else SQL()
            sides.append(
                self._get_side_sql("stock_lot_event", "lot_res_id", "at", EVENT, of_kind)
            )
        if kind in ("all", "movements"):
            done = SQL("AND state = 'done'")
            sides.append(self._get_side_sql("stock_move_line", "lot_id", "date", MOVEMENT, done))
        start = self._get_start_sql(before)
        queries = [
            SQL("(%s %s ORDER BY 1 DESC, 3 DESC LIMIT %s)", side, start(column, source), limit)
            for side, column, source in sides
        ]
        return self.env.execute_query(
            SQL(
                "SELECT * FROM (%s) AS story (at, source, id)"
                " ORDER BY at DESC, source DESC, id DESC LIMIT %s",
                SQL(" UNION ALL ").join(queries),
                limit,
            )
        )

    def _get_side_sql(self, table, lot_column, column, source, condition):
        company_ids = self.env.companies.ids
        sql = SQL(
            "SELECT %(column)s, %(source)s, id FROM %(table)s"
            " WHERE %(lot)s = %(lot_id)s AND company_id = ANY(%(companies)s) %(condition)s",
            column=SQL.identifier(column),
            source=source,
            table=SQL.identifier(table),
            lot=SQL.identifier(lot_column),
            lot_id=self.id,
            companies=company_ids,
            condition=condition,
        )
        return sql, SQL.identifier(column), source

    @api.model
    def _get_start_sql(self, before):
        """Return a function of a side that gives the condition to begin after `before`."""
        if not before:
            return lambda column, source: SQL()
        at, rank, row_id = fields.Datetime.to_datetime(before[0]), int(before[1]), int(before[2])
        return lambda column, source: SQL(
            "AND %(column)s <= %(at)s"
            " AND (%(column)s, %(source)s, id) < (%(at)s, %(rank)s, %(id)s)",
            column=column, source=source, at=at, rank=rank, id=row_id,
        )  # fmt: skip

    def _count_story_of_others(self):
        """Return how many entries belong to companies the user is not in now, capped."""
        mine = self.env.companies.ids
        # sudo: how many companies there are, not which
        if self.env["res.company"].sudo().search_count([]) == len(mine):
            return 0
        return self.env.execute_query(
            SQL(
                "SELECT count(*) FROM ("
                "SELECT FROM stock_lot_event WHERE lot_res_id = %(lot)s"
                " AND company_id <> ALL(%(mine)s) UNION ALL"
                " SELECT FROM stock_move_line WHERE lot_id = %(lot)s AND state = 'done'"
                " AND company_id <> ALL(%(mine)s) LIMIT %(limit)s) AS others",
                lot=self.id,
                mine=mine,
                limit=OTHERS_LIMIT + 1,
            )
        )[0][0]

    def _get_story_entries(self, keys):
        """Return the entries of `keys`, in their order."""
        ids = {source: [key[2] for key in keys if key[1] == source] for source in (0, 1)}
        events = self.env["stock.lot.event"].browse(ids[EVENT])
        # sudo: whoever reads the lot reads its story; companies were chosen with the keys
        lines = self.env["stock.move.line"].sudo().browse(ids[MOVEMENT])
        entries = {(EVENT, event.id): entry for event, entry in events._get_story().items()}
        entries.update({(MOVEMENT, line.id): entry for line, entry in lines._get_story().items()})
        return [entries[source, row_id] for _at, source, row_id in keys]

    def action_print_story(self):
        """Print the life story of these lots."""
        report = self.env.ref("stock_lot_lifecycle.stock_lot_story_report")
        return report.report_action(self)

    def action_export_story(self):
        """Download the life story of these lots as a workbook."""
        return self.env["stock.lot.event"]._get_download_action(self)

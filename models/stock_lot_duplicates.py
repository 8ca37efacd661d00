import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import number_fold

_logger = logging.getLogger(__name__)


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """Numbers that people could take for one another. Warns and lists, changes nothing."""

    _inherit = "stock.lot"

    near_duplicate_ids = fields.Many2many(
        "stock.lot",
        string="Similar Numbers",
        compute="_compute_near_duplicate_ids",
        search="_search_near_duplicate_ids",
        help="Lots of the same product whose number differs only in case, blanks, punctuation, "
        "leading zeros or characters that look alike (0 and O, 1 and I, 5 and S, …).",
    )

    _by_folded_number = models.Index(f"(product_id, ({number_fold.fold_index('name')}))")

    @api.depends("name", "product_id")
    def _compute_near_duplicate_ids(self):
        similar = self._get_near_duplicates()
        for lot in self:
            lot.near_duplicate_ids = similar.get(lot.id, self.browse())

    @api.model
    def _search_near_duplicate_ids(self, operator, value):
        if operator not in ("in", "not in") or list(value) != [False]:
            return NotImplemented
        among = SQL("<> ALL") if operator == "in" else SQL("= ANY")
        found = SQL("ARRAY%s", self._get_duplicates_sql())  # read once, then found by id
        return Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                "%s %s(%s)", SQL.identifier(alias, "id"), among, found
            )
        )

    def _get_near_duplicates(self):
        """Return ``{lot id: lots}``: those of the same product with a similar number.

        Only lots the user may read are told.
        """
        if not self.ids:
            return {}
        self.flush_model(["name", "product_id"])
        query = self._search([])
        alias = SQL.identifier(query.table)
        given = SQL("given")
        query.add_join(
            "JOIN",
            "given",
            "stock_lot",
            SQL(
                "given.product_id = %(lot)s.product_id AND given.id <> %(lot)s.id"
                " AND given.id = ANY(%(ids)s) AND %(folded)s = %(folded_given)s",
                lot=alias,
                ids=list(self.ids),
                folded=number_fold.fold_sql(SQL("%s.name", alias)),
                folded_given=number_fold.fold_sql(SQL("%s.name", given)),
            ),
        )
        found = {}
        for lot_id, other_id in self.env.execute_query(
            query.select(SQL("given.id"), SQL("%s.id", alias))
        ):
            found.setdefault(lot_id, []).append(other_id)
        return {lot_id: self.browse(sorted(ids)) for lot_id, ids in found.items()}

    @api.model
    def _get_duplicates_sql(self):
        """Return the sub-select of all lots whose number is not clearly theirs alone.

        Only lots the user may read are compared: a pair would tell that the other one exists.
        """
        self.flush_model(["name", "product_id"])
        query = self._search([])
        alias = SQL.identifier(query.table)
        query.groupby = SQL(
            "hashtextextended(%s, %s.product_id)",
            number_fold.fold_sql(SQL("%s.name", alias)),
            alias,
        )
        query.having = SQL("COUNT(*) > 1")
        return SQL(
            """(
                SELECT lot.id
                FROM (%(pairs)s) AS pair (id)
                JOIN stock_lot first ON first.id = pair.id
                JOIN stock_lot lot ON lot.product_id = first.product_id
                    AND %(folded_lot)s = %(folded_first)s
            )""",
            pairs=query.select(SQL("MIN(%s.id)", alias)),
            folded_lot=number_fold.fold_sql(SQL("lot.name")),
            folded_first=number_fold.fold_sql(SQL("first.name")),
        )

    @api.model
    def action_find_duplicates(self):
        """Open the lots whose numbers are used twice, or could be taken for another."""
        if not self.env.user.has_group("stock.group_stock_manager"):
            raise AccessError(
                self.env._(
                    "Looking for duplicates concerns all lots: only an inventory administrator "
                    "can do it. Ask one, or open the lot you doubt: it shows similar numbers."
                )
            )
        action = self._get_lots_action(
            self.env._("Possible duplicates"),
            [("near_duplicate_ids", "!=", False)],
            group_by=["product_id"],
        )
        nothing = self.env._("No two lots of a product have the same or a similar number.")
        return {**action, "help": nothing}

    # numbers used twice before the add-on

    @api.model
    def _read_duplicates(self):
        """Return ``[(product id, number, lot ids)]`` of numbers that are used twice."""
        return self.env.execute_query(
            SQL(
                """
                SELECT product_id, name, array_agg(id ORDER BY id)
                FROM stock_lot
                GROUP BY product_id, name
                HAVING COUNT(*) > COUNT(DISTINCT company_id)
                    AND COUNT(*) > 1
                ORDER BY product_id, name
                """
            )
        )

    @api.model
    def _is_uniqueness_guaranteed(self):
        """Return whether the database itself refuses a number used twice."""
        names = [self._number_unique.full_name(self), self._number_shared.full_name(self)]
        rows = self.env.execute_query(
            SQL("SELECT COUNT(*) FROM pg_class WHERE relname = ANY(%s)", names)
        )
        return rows[0][0] == len(names)

    @api.model
    def _report_duplicates(self):
        """Ask the administrator to sort out the numbers that kept uniqueness from starting."""
        duplicates = [] if self._is_uniqueness_guaranteed() else self._read_duplicates()
        if not duplicates:
            return
        _logger.warning(
            "%s lot numbers are used twice. They still can be, until they are sorted out "
            "(Inventory > Lot control > Possible duplicates) and the module is upgraded.",
            len(duplicates),
        )
        lot = self.browse(duplicates[0][2][0])
        lot.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.env.ref("base.user_admin").id,
            summary=self.env._("Lot numbers used twice"),
            note=self.env._(
                "%(count)s numbers are used more than once for one product, for example "
                "%(number)s. New ones are refused by a check, but two people working at once "
                "could still make more. Open Lot control > Possible duplicates, rename or "
                "merge them, then upgrade the module.",
                count=len(duplicates),
                number=duplicates[0][1],
            ),
        )

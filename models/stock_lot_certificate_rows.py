from odoo import models

WORST_FIRST = ("fail", "undecided", "pass")
PLAIN = "en_US"  # values are kept with a decimal point


class StockLot(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """The results of a lot as a certificate prints them, for one customer, in one language."""

    _inherit = "stock.lot"

    def _get_tested_rows(self, inspections, profile):
        """Return a dict for each test: the newest decided result of every characteristic.

        What the customer's terms hide is in it too: it counts, although it is not printed.
        """
        terms = {line.characteristic_id.id: line for line in profile.line_ids}
        seen, rows = set(), []
        for inspection in inspections:
            results = inspection.result_ids.with_context(lang=self.env.lang)
            older, seen = seen, seen | set(results.characteristic_id.ids)
            for result in results:
                if result.characteristic_id.id in older:
                    continue
                own = terms.get(result.characteristic_id.id, profile.line_ids.browse())
                rows.append(self._get_tested_row(result, own))
        order = {line.characteristic_id.id: index for index, line in enumerate(profile.line_ids)}
        return sorted(rows, key=lambda row: (order.get(row["id"], len(order)), row["sequence"]))

    def _get_tested_row(self, result, terms):
        terms = terms.with_env(result.env)
        limits = terms if terms.has_own_limits else result
        verdict = self._judge_for(terms, result)
        name = result.characteristic_id.name
        Certificate = result.env["stock.lot.certificate"]
        return {
            "id": result.characteristic_id.id,
            "sequence": result.sequence,
            "code": result.characteristic_id.code,
            "name": terms.label or name,
            "own_name": name,
            "method": result.method or "",
            "limits": limits.limits_words or "",
            "result": result.value_words or "",
            "verdict": verdict,
            "verdict_words": dict(self._get_verdict_words())[verdict],
            "uncertainty": result.uncertainty or "",
            "analyst": result.analyst or result.answered_by_id.name or "",
            "tested_on": Certificate._get_day_words(result.tested_on),
            "sample": result.sample_id.name or "",
            "attempt": result.attempt,
            "answered": result.answered,
            "is_required": result.is_required,
            "shown": terms.shown or "all",
            "customer_limits": bool(terms.has_own_limits),
        }

    def _judge_for(self, terms, result):
        """Return the verdict by the customer's limits as well as ours: the worse one counts."""
        if not terms.has_own_limits or not result.answered:
            return result.verdict
        plain = terms.with_context(lang=PLAIN)
        theirs = plain._judge(plain._read(result.value))
        return min(theirs, result.verdict, key=WORST_FIRST.index)

    def _get_verdict_words(self):
        return [
            ("pass", self.env._("Complies")),
            ("fail", self.env._("Does not comply")),
            ("undecided", self.env._("Not determined")),
        ]

    def _get_suppressed_words(self, rows):
        """Return what terms leave out or rename, for the record; not printed."""
        words = []
        for row in rows:
            if row["shown"] == "no":
                words.append(self.env._("Not printed: %(test)s, %(result)s", test=row["own_name"],
                                        result=row["result"] or "–"))  # fmt: skip
            elif row["shown"] == "result" and row["limits"]:
                words.append(self.env._("Without its limits: %(test)s", test=row["own_name"]))
            if row["name"] != row["own_name"]:
                words.append(self.env._("Printed as %(label)s: %(test)s", label=row["name"],
                                        test=row["own_name"]))  # fmt: skip
            if row["customer_limits"]:
                words.append(self.env._("By the customer's limits: %(test)s",
                                        test=row["own_name"]))  # fmt: skip
        return "\n".join(words)

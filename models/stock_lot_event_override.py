from odoo import api, models
from odoo.tools import format_date, format_list


class StockLotEvent(models.Model):  # pylint: disable=consider-merging-classes-inherited
    """What passed with a reason, in words. Writes nothing."""

    _inherit = "stock.lot.event"

    def _get_summary(self, facts, names):
        words = super()._get_summary(facts, names)
        passed = [self._get_passed_words(one) for one in facts.get("passed", [])]
        givers = [giver["name"] for giver in facts.get("given_by", [])]
        if givers:
            who = format_list(self.env, givers)
            passed.append(self.env._("The reason was given by %(who)s.", who=who))
        return "\n".join(filter(None, (words, *passed)))

    @api.model
    def _get_passed_words(self, passed):
        """Return one thing that spoke against the movement, in the reader's language."""
        day = format_date(self.env, passed.get("day")) if passed.get("day") else ""
        code = passed["code"]
        if code == "life":
            words = {"rule": passed["rule"]["name"], "left": passed["left"]}
            return self.env._(
                "Left although rule “%(rule)s” asks for more than %(left)s days of life.", **words
            )
        if code == "rotation":
            return self.env._("Left before %(lot)s, which is to leave first.", lot=passed["lot"])
        return {
            "expired": self.env._("Left although it expired on %(day)s.", day=day),
            "removal": self.env._("Left although it was to be removed since %(day)s.", day=day),
            "best_before": self.env._("Left although it was best before %(day)s.", day=day),
        }.get(code, "")

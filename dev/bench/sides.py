"""Running the sides in turn, in one process, and comparing them."""

import statistics
import threading
import time

CONTEXT = {"lang": "en_US", "tz": "UTC", "allowed_company_ids": [1]}
ADMIN = 2
SIDES = ("native", "ours", "limit")


def configure(ready):
    """Give this process Odoo's configuration; the workers of a server are not needed."""
    from odoo.tools import config

    config.parse_config(["-c", str(ready.config), "--no-http", "--log-level=critical"])


class Sides:
    """Both databases; `compare` runs a case on every side, interleaved."""

    def __init__(self, native, ours, repeat, budget):
        from odoo.modules.registry import Registry

        self.registries = {"native": Registry(native), "ours": Registry(ours)}
        self.registries["limit"] = self.registries["ours"]
        self.repeat = repeat
        self.budget = budget
        self.lots = self.ask("native", lambda env: env["stock.lot"].search_count([]))

    def ask(self, side, question):
        """Return ``question(env)`` on one side."""
        return self._run(side, question, timed=False)

    def compare(self, op, case, rows, words, **functions):
        """Return the row of one case.

        :param rows: how many rows the case is about, or the side whose answer says it
        :param words: what each side did
        :param functions: native, ours, limit: functions of env; native and limit may lack
        """
        runs = {side: [] for side in SIDES if functions.get(side)}
        spent = dict.fromkeys(runs, 0)
        for _turn in range(self.repeat):
            for side, measured in runs.items():
                if measured and spent[side] * (1 + 1 / len(measured)) > self.budget:
                    continue
                measured.append(self._run(side, functions[side]))
                spent[side] += measured[-1][0]
        answers = {side: measured[-1][2] for side, measured in runs.items()}
        row = {"op": op, "case": case, "rows": answers.get(rows, rows)}
        for side in SIDES:
            measured = runs.get(side)
            row[f"{side}_s"] = _median(run[0] for run in measured) if measured else None
            if side != "limit":
                row[f"{side}_queries"] = measured[-1][1] if measured else None
        if row["native_s"] and row["ours_s"]:
            row["ratio"] = round(row["native_s"] / row["ours_s"], 1)
        same = len({str(answers[side]) for side in ("native", "ours") if side in answers}) == 1
        return {**row, **words, "answers": answers, "same_answer": same}

    def _run(self, side, function, timed=True):
        from odoo import api

        thread = threading.current_thread()
        with self.registries[side].cursor() as cr:
            env = api.Environment(cr, ADMIN, CONTEXT)
            env.user.has_group("stock.group_stock_user")
            if not timed:
                return function(env)
            prepare = getattr(function, "prepare", None)  # what is made first is not timed
            given = (prepare(env),) if prepare else ()
            try:
                env.flush_all()
                env.invalidate_all()
                thread.query_count = thread.query_time = 0
                started = time.perf_counter()
                answer = function(env, *given)
                env.flush_all()
                return time.perf_counter() - started, thread.query_count, answer
            finally:
                cr.rollback()


def _median(seconds):
    return round(statistics.median(seconds), 5)

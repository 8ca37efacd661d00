"""Productions without documents, and the answers of traces in few words."""

from .common import LotCase


class TraceCase(LotCase):
    """``_make`` produces as other modules do; ``_trace`` asks as a quality manager does."""

    def setUp(self):
        super().setUp()
        self.made_of = self._place("production")

    def _make(self, parts, made, place=None):
        """Make the lots of `made` of those of `parts`, both ``{lot: quantity}``, by one document.

        :param place: where the goods are and go to; our stock
        :return: the lines of what was used and of what was made
        """
        place = place or self.stock
        used = self.env["stock.move.line"]
        for lot, quantity in parts.items():
            used |= self._move(lot, quantity, place, self.made_of).move_line_ids
        done = self.env["stock.move.line"]
        for lot, quantity in made.items():
            done |= self._move(lot, quantity, self.made_of, place).move_line_ids
        done.sudo().consume_line_ids = used
        return used, done

    def _move_product(self, product, quantity, source, target):
        """Move a product of which no lot is named; return the line."""
        move = self.root["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "company_id": self.company.id,
                "location_id": source.id,
                "location_dest_id": target.id,
                "move_line_ids": [
                    (0, 0, {
                        "product_id": product.id, "quantity": quantity,
                        "location_id": source.id, "location_dest_id": target.id,
                    })
                ],
            }
        )  # fmt: skip
        move.picked = True
        move._action_done()
        return move.move_line_ids

    def _trace(self, lots, direction="both", role="quality_manager", **limits):
        return self.as_(role, lots)._trace(direction, **limits)

    def _key(self, lot):
        return f"lot:{lot.id}"

    def _names(self, trace):
        """Return the numbers of the nodes, products where there is none."""
        return [node.name or node.product for node in trace.nodes.values()]

    def _edges(self, trace):
        """Return ``{(used, made): quantity}`` by number, quantities of several documents added."""
        found = {}
        for edge in trace.edges:
            ends = tuple(
                trace.nodes[key].name or trace.nodes[key].product
                for key in (edge.source, edge.target)
            )
            found[ends] = round(found.get(ends, 0) + (edge.quantity or 0), 6)
        return found

    def _flows(self, trace, *kinds):
        """Return ``[(number, kind, quantity, partner)]`` of the flows of these kinds, sorted."""
        return sorted(
            (trace.nodes[flow.key].name, flow.kind, flow.quantity, flow.partner)
            for flow in trace.flows
            if not kinds or flow.kind in kinds
        )

    def _codes(self, trace):
        return sorted(gap.code for gap in trace.gaps)

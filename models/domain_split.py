"""Taking one demand out of a domain, to meet it in a way of its own."""

from odoo.fields import Domain
from odoo.orm.domains import DomainAnd, DomainCondition


def split(domain, is_wanted):
    """Return `domain` without its first wanted demand, and that demand or None.

    Only demands that all of the domain makes are looked at, not alternatives.

    :param is_wanted: function of a condition
    """
    demands = list(domain.children) if isinstance(domain, DomainAnd) else [domain]
    for demand in demands:
        if isinstance(demand, DomainCondition) and is_wanted(demand):
            demands.remove(demand)
            return Domain.AND(demands), demand
    return domain, None

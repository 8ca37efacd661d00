"""What expires before it is used, when the first to expire is used first.

>>> losses([(10, 5), (20, 5)], [(1, 4)])
[1, 5]
>>> losses([(20, 5), (10, 5)], [(1, 4), (12, 3)])
[2, 1]
>>> losses([(None, 5), (10, 2)], [(1, 1)])
[0, 1]
"""


def losses(stock, demand):
    """Return how much of each heap of stock is lost, in the order of `stock`.

    Nothing is lost of what does not expire.

    :param stock: pairs (last day it can be used, or None; quantity)
    :param demand: pairs (day, quantity)
    """
    left = [quantity for _last_day, quantity in stock]
    perishable = [number for number, (last_day, _quantity) in enumerate(stock) if last_day]
    order = sorted(perishable, key=lambda number: stock[number][0])
    for day, wanted in sorted(demand):
        for number in order:
            if stock[number][0] >= day:
                taken = min(left[number], wanted)
                left[number] -= taken
                wanted -= taken
    return [left[number] if stock[number][0] else 0 for number in range(len(stock))]

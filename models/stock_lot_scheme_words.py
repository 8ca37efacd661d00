"""The words of what can be wrong with a numbering pattern, or with a number made by it."""

import re

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

PATTERN_WORDS = {
    "length": _lt("A pattern has between 1 and %(value)s signs."),
    "too_many": _lt("A pattern has at most %(value)s parts."),
    "no_sequence": _lt("The pattern counts nothing: add {seq}, or {seq:5} for five digits."),
    "two_sequences": _lt("A pattern counts once: leave only one {seq}."),
    "unclosed": _lt("This brace is not closed. Write } after it, or {{ for a brace as text."),
    "unopened": _lt("Nothing is open here. Write }} for a brace as text."),
    "empty": _lt("Nothing stands between the braces or after the colon."),
    "unknown_name": _lt("“%(value)s” is no name of this language. Choose one from the list."),
    "bad_form": _lt(
        "“%(value)s” cannot follow here. 3 takes the first three signs, -3 the last three, "
        "05 fills up with zeros to five."
    ),
    "bad_date": _lt(
        "“%(value)s” is no date. Year %%Y or %%y, month %%m, day %%d, day of the year %%j, ISO "
        "week %%V of the year %%G, weekday %%u."
    ),
    "no_hour": _lt("A day has no hour. Only {date} has one."),
    "short_table": _lt("The table is too short: it needs %(value)s codes."),
    "same_codes": _lt("Two codes of “%(value)s” are the same."),
    "bad_sequence": _lt(
        "“%(value)s” is no way to count. {seq:5}, {seq:5+} that may grow, {seq:4,base36}, "
        "{seq:4,letters}, {seq:4,safe} without look-alikes."
    ),
    "wide": _lt("A sequence is at most %(value)s signs wide."),
    "bad_shift": _lt("“%(value)s” is no shift. Write {shift:E=6,L=14,N=22}: code and hour."),
    "unknown_check": _lt("“%(value)s” is no check. There are mod10, mod97 and gs1."),
    "bad_sign": _lt("“%(value)s” cannot stand in a lot number: it separates numbers in lists."),
    "missing": _lt(
        "%(value)s is not known here. Fill it in, or say in the pattern what stands for it, as "
        "in {%(value)s|NA}."
    ),
    "long_value": _lt("“%(value)s” is longer than the pattern allows."),
    "used_up": _lt(
        "The count is used up at %(value)s. Widen it, for instance {seq:7}, or let it begin anew."
    ),
}


def describe(env, error, pattern=""):
    """Return what is wrong in words, and where in the pattern."""
    words = env._(PATTERN_WORDS[error.code])
    text = words % {"value": error.value}
    if not error.position or not pattern:
        return text
    place = re.match(r"\{[^}]*\}?|.[^{]{0,9}", pattern[error.position - 1 :])[0]
    return env._(
        "At sign %(position)s (“%(place)s”): %(text)s",
        position=error.position,
        place=place,
        text=text,
    )

"""Small faults in the invented city, each of which breaks one rule and no unexpected one."""

from __future__ import annotations

from support.planted_faults.money import AMOUNTS, CLASSIFICATION_SUMS, FINANCING, RESTATEMENTS, SHARES, TOTALS
from support.planted_faults.people import BODIES, PEOPLE, PERIODS
from support.planted_faults.proof import COUNTS, LITERALS, PROOF, SIGNALS
from support.planted_faults.strategy import INDICATORS, STRATEGY

DEPENDENT_RULES = {
    *(case.rule for case in LITERALS),
    "figure-is-the-same-in-both-tables",
    "parts-of-the-budget-are-all-printed",
    "plan-element-has-its-total",
    "stated-number-of-a-rating-is-right",
    "stated-number-of-members-is-right",
    "stated-number-of-rated-indicators-is-right",
    "stated-number-of-the-plan-is-right",
    "stated-share-of-a-rating-is-right",
    "total-rests-on-activities",
}
"""Rules on literals, counts and restatements, which a fault of other rules can break too."""

FAULTS = [
    *LITERALS,
    *PEOPLE,
    *BODIES,
    *PERIODS,
    *STRATEGY,
    *INDICATORS,
    *AMOUNTS,
    *TOTALS,
    *FINANCING,
    *SHARES,
    *CLASSIFICATION_SUMS,
    *RESTATEMENTS,
    *SIGNALS,
    *COUNTS,
    *PROOF,
]

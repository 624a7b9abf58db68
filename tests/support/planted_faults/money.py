"""Faults in amounts, totals, shares and classifications."""

from __future__ import annotations

from support.planted_faults.fault import (
    AMOUNT,
    LINE,
    SECOND_TARGET,
    SPENT,
    TARGET,
    amount,
    changed,
    copied,
    fault,
    having,
    nothing,
    without,
)

AMOUNTS = [
    fault(
        "amount-is-a-line-or-a-total",
        AMOUNT + "neither",
        having(amount(AMOUNT + "neither", "kg:Amount", "<ornek/unit/roads>", "1.00")),
    ),
    fault(
        "amount-is-a-line-or-a-total",
        AMOUNT + "both",
        having(amount(AMOUNT + "both", "kg:BudgetLine , kg:StatedTotal", "<gunes>", "1.00")),
    ),
    fault("amount-is-about-one-thing", SPENT, without(SPENT, "kg:about")),
    fault("amount-has-one-year", SPENT, without(SPENT, "kg:year")),
    fault("amount-has-one-phase", SPENT, without(SPENT, "kg:phase")),
    fault("amount-has-one-fund", SPENT, without(SPENT, "kg:fund")),
    fault("amount-has-one-fund", SPENT, changed(SPENT, "kg:fund", "kg:spent")),
    fault("amount-is-one-decimal", SPENT, changed(SPENT, "kg:amount", "'72.92'^^xsd:double")),
    fault("amount-has-one-currency", SPENT, without(SPENT, "kg:currency")),
    fault(
        "amount-is-not-negative",
        AMOUNT + "below",
        having(amount(AMOUNT + "below", "kg:BudgetLine", "<ornek/unit/roads>", "-0.01")),
    ),
    fault(
        "line-stands-at-the-lowest-level",
        AMOUNT + "high",
        having(amount(AMOUNT + "high", "kg:BudgetLine", "<ornek/goal/1>", "1.00")),
    ),
    fault(
        "total-stands-above-the-lines",
        AMOUNT + "low",
        having(amount(AMOUNT + "low", "kg:StatedTotal", "<ornek/activity/10>", "1.00")),
    ),
    fault("line-is-given-once", SPENT, copied(SPENT, SPENT + "-again")),
]

TOTALS = [
    fault("funds-add-up", AMOUNT + "10-net-all", changed(AMOUNT + "10-net-on", "kg:amount", "60.09")),
    fault("funds-add-up", AMOUNT + "10-net-all", without(AMOUNT + "10-net-on", "?every")),
    fault(
        "total-of-target-closes", AMOUNT + "target-net-all", changed(AMOUNT + "target-net-all", "kg:amount", "150.11")
    ),
    fault(
        "total-of-objective-closes",
        AMOUNT + "objective-net-all",
        changed(AMOUNT + "objective-net-all", "kg:amount", "150.11"),
    ),
    fault("total-of-goal-closes", AMOUNT + "goal-net-all", changed(AMOUNT + "goal-net-all", "kg:amount", "150.11")),
    fault("total-of-area-closes", AMOUNT + "area-net-all", changed(AMOUNT + "area-net-all", "kg:amount", "150.11")),
    fault(
        "total-of-all-activities-closes",
        AMOUNT + "activities-net-all",
        changed(AMOUNT + "activities-net-all", "kg:amount", "150.11"),
        also="whole-budget-closes",
    ),
    fault("whole-budget-closes", AMOUNT + "whole-net-all", changed(AMOUNT + "whole-net-all", "kg:amount", "200.01")),
    fault("departments-add-up", AMOUNT + "city-net-all", changed(AMOUNT + "city-net-all", "kg:amount", "200.01")),
    fault(
        "spending-stays-within-the-net-budget",
        SPENT,
        changed(SPENT, "kg:amount", "100.11"),
        without("ornek/share/10-net", "?every"),
    ),
    fault(
        "plan-element-has-its-total",
        "ornek/target/1.1.2",
        having(SECOND_TARGET),
        also="target-has-an-activity target-has-an-indicator",
    ),
    fault(
        "total-rests-on-activities",
        AMOUNT + "target-off",
        having(amount(AMOUNT + "target-off", "kg:StatedTotal", f"<{TARGET}>", "1.00")),
    ),
    fault(
        "parts-of-the-budget-are-all-printed",
        AMOUNT + "transfers-net-all",
        without(AMOUNT + "management-net-all", "?every"),
        also="whole-budget-closes",
    ),
    fault(
        "transfers-stay-within-the-departments-money", AMOUNT + "t-net", changed(AMOUNT + "t-net", "kg:amount", "40.01")
    ),
    fault(
        "department-covers-what-it-alone-carries-out",
        AMOUNT + "parks-spent-all",
        changed(AMOUNT + "parks-spent-all", "kg:amount", "72.91"),
    ),
    fault(
        "activity-fits-into-its-departments",
        SPENT,
        having(
            "<ornek/activity/10> kg:carriedOutBy <ornek/unit/roads> ; prov:qualifiedAssociation <responsibility-roads> . "
            "<responsibility-roads> a prov:Association ; prov:agent <ornek/unit/roads> ; prov:hadRole kg:responsibleUnit ; "
            f"prov:wasQuotedFrom <{LINE}30> ; kg:line 30 ; kg:printed 'Yol Dairesi:'"
        ),
        changed(SPENT, "kg:amount", "100.01"),
        changed(AMOUNT + "parks-spent-all", "kg:amount", "80.00"),
        without("ornek/share/10-net", "?every"),
    ),
    fault(
        "activity-fits-into-its-departments",
        SPENT,
        changed(AMOUNT + "parks-spent-all", "kg:amount", "72.91"),
        copied(SPENT, AMOUNT + "11-spent-all"),
        changed(AMOUNT + "11-spent-all", "kg:about", "<ornek/activity/11>"),
        changed(AMOUNT + "11-spent-all", "kg:amount", "1.00"),
        also="department-covers-what-it-alone-carries-out",
    ),
]

FINANCING = [
    fault("financing-agrees-with-the-balance-sheet", AMOUNT + "f1", changed(AMOUNT + "b30", "kg:amount", "15.01")),
    fault("financing-agrees-with-the-balance-sheet", AMOUNT + "f1", changed(AMOUNT + "f1", "kg:amount", "15.00")),
    fault(
        "net-financing-is-the-deficit", AMOUNT + "s-financing", changed(AMOUNT + "s-financing", "kg:amount", "25.01")
    ),
    fault(
        "net-stays-within-the-gross",
        AMOUNT + "s-revenue-initial",
        changed(AMOUNT + "s-revenue-initial", "kg:amount", "75.01"),
    ),
]

SHARES = [
    fault("share-is-about-one-thing", "ornek/share/10-net", without("ornek/share/10-net", "kg:about")),
    fault("share-is-of-one-phase", "ornek/share/10-net", without("ornek/share/10-net", "kg:of")),
    fault(
        "share-is-one-decimal",
        "ornek/share/10-net",
        changed("ornek/share/10-net", "kg:percent", "'72.85'^^xsd:double"),
    ),
    fault("share-can-be-computed-again", "ornek/share/10-net", changed("ornek/share/10-net", "kg:percent", "72.83")),
    fault(
        "share-of-the-whole-can-be-computed-again",
        "ornek/share/e1-whole",
        changed("ornek/share/e1-whole", "kg:percent", "25.01"),
    ),
    fault(
        "share-is-stated-the-same-everywhere",
        "ornek/share/10-elsewhere",
        copied("ornek/share/10-net", "ornek/share/10-elsewhere"),
        changed("ornek/share/10-elsewhere", "kg:percent", "72.84"),
        also="share-can-be-computed-again",
    ),
    fault(
        "share-of-nothing-is-always-blank",
        "ornek/share/parks-nothing",
        having(
            nothing("parks", "accrued")
            + nothing("parks", "collected")
            + nothing("roads", "accrued")
            + nothing("roads", "collected")
            + "<ornek/share/parks-nothing> a kg:StatedShare ; kg:about <ornek/unit/parks> ; kg:year 2025 ; kg:of kg:accrued ; "
            "kg:comparedPhase kg:collected ; kg:comparedFund kg:allFunds ; kg:percent 0.00 ; "
            f"prov:wasQuotedFrom <{LINE}40> ; kg:line 40 ; kg:printed '0,00' ."
        ),
    ),
]

CLASSIFICATION_SUMS = [
    fault("figure-is-the-sum-of-its-parts", AMOUNT + "e-net", changed(AMOUNT + "e-net", "kg:amount", "200.01")),
    fault("sum-is-printed", "ornek/code/e", without(AMOUNT + "e-net", "?every")),
    fault("net-is-gross-less-deductions", AMOUNT + "v-net", changed(AMOUNT + "v-net", "kg:amount", "75.01")),
    fault("institutional-code-has-its-total", "ornek/code/46", without(AMOUNT + "city-net-all", "kg:underCode")),
    fault(
        "figure-has-its-parts",
        AMOUNT + "e-before",
        copied(AMOUNT + "e-net", AMOUNT + "e-before"),
        changed(AMOUNT + "e-before", "kg:year", "2024"),
    ),
    fault(
        "code-goes-as-deep-as-its-siblings",
        AMOUNT + "e2-net",
        having("<deeper> a kg:Sum ; kg:result <ornek/code/e1> ; kg:adds <ornek/code/v>"),
        also="sum-is-printed",
    ),
]

RESTATEMENTS = [
    fault(
        "total-is-stated-the-same-everywhere",
        AMOUNT + "one",
        having(
            amount(AMOUNT + "one", "kg:StatedTotal", "kg:generalManagement", "1.00")
            + amount(AMOUNT + "two", "kg:StatedTotal", "kg:generalManagement", "2.00")
        ),
    ),
    fault(
        "figure-is-the-same-in-both-tables",
        AMOUNT + "city-net-all",
        changed(AMOUNT + "city-net-all", "kg:amount", "200.01"),
        also="departments-add-up",
    ),
    fault(
        "row-is-printed-once",
        SPENT + "-again",
        copied(SPENT, SPENT + "-again"),
        having(f"<{SPENT}-again> kg:repeats <{SPENT}>"),
    ),
    fault(
        "transfer-is-listed-once",
        AMOUNT + "t1-spent",
        changed(AMOUNT + "t2-spent", "kg:amount", "9.90"),
        changed("ornek/code/t2", "skos:prefLabel", "'Birliğe katılma payı'@tr"),
    ),
    fault(
        "economic-code-agrees-with-the-resources", AMOUNT + "e1-net", changed(AMOUNT + "r1-net", "kg:amount", "50.01")
    ),
]

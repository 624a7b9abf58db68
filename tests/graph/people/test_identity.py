"""The packaged graph has the expected numbers of people, spellings, inferences and open cases."""

from __future__ import annotations

from collections import Counter

from pyoxigraph import Store

from kentgraf.graph.people.identity import identity_counts, open_cases


def test_the_audit_counts_people_spellings_inferences_and_open_cases(izmir_in_memory: Store) -> None:
    counts = identity_counts(izmir_in_memory)
    assert counts["people"] == 192
    assert counts["spellings"] == 222
    assert counts["by rule listed"] == 184
    assert counts["inferred affiliations"] == 5
    assert counts["by rule near"] + counts["by rule same_letters"] == 30
    assert "by rule missing_name" not in counts
    open_in = Counter(case.about for case in open_cases(izmir_in_memory))
    assert open_in == {"affiliations": 3, "party_changes": 2, "members": 1, "responsibilities": 1}
    assert all(case.line for case in open_cases(izmir_in_memory))

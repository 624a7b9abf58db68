"""Queries that would hang a server, exhaust its memory or make it call other hosts."""

from __future__ import annotations

NESTED = 600

HOSTILE: dict[str, str] = {
    "two cartesian products": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a product that is counted": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "a product that is sorted": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?f ?c",
    "distinct over a product": "SELECT DISTINCT ?a ?d ?f WHERE { ?a ?b ?c . ?d ?e ?f }",
    "a path of any length between all things": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!kg:none)* ?b }",
    "a path forth and back": "SELECT (COUNT(*) AS ?n) WHERE { ?a (!kg:none|^!kg:none)+ ?b }",
    "paths within paths": "SELECT (COUNT(*) AS ?n) WHERE { ?a ((!kg:none)*/(!kg:none)*)* ?b . ?b (!kg:none)+ ?c }",
    "a pattern that backtracks": (
        'SELECT ?p WHERE { ?x kg:printed ?p . ?y kg:printed ?q FILTER(REGEX(CONCAT(?p, ?q), "^(([a-z])+.)+[A-Z]([a-z])+$")) }'
    ),
    "a text that doubles": 'SELECT (STRLEN(?h) AS ?n) WHERE { BIND("aaaaaaaaaaaaaaaa" AS ?a) '
    + " ".join(
        f"BIND(CONCAT(?{'abcdefgh'[i]}, ?{'abcdefgh'[i]}, ?{'abcdefgh'[i]}, ?{'abcdefgh'[i]}) AS ?{'abcdefgh'[i + 1]})"
        for i in range(7)
    )
    + " }",
    "all texts joined for each text": (
        "SELECT ?x (GROUP_CONCAT(?q) AS ?all) WHERE { ?x kg:printed ?p . ?y kg:printed ?q } GROUP BY ?x"
    ),
    "a hundred thousand values": f"SELECT (COUNT(*) AS ?n) WHERE {{ VALUES ?x {{ {'1 ' * 100_000} }} ?a ?b ?c }}",
    "deep brackets": f"SELECT * WHERE {'{' * NESTED} ?a a kg:Goal {'}' * NESTED}",
    "deep arithmetic": f"SELECT ({'(' * NESTED}1{'+1)' * NESTED} AS ?n) WHERE {{}}",
    "deep subqueries": "SELECT * WHERE { " + "{ SELECT * WHERE { " * 120 + "?a a kg:Goal" + " } }" * 120 + " }",
    "negation in a product": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f FILTER NOT EXISTS { ?c ?x ?d . ?y ?z ?a } }",
    "minus in a product": "SELECT * WHERE { { ?a ?b ?c . ?d ?e ?f } MINUS { ?a ?x ?f . ?g ?h ?i } }",
    "optional upon optional": "SELECT * WHERE { ?a ?b ?c "
    + "".join(f"OPTIONAL {{ ?x{i} ?y{i} ?z{i} }} " for i in range(6))
    + "}",
    "a construct of a product": "CONSTRUCT { ?a ?e ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    "hashes of a product": "SELECT (SHA512(CONCAT(STR(?a), STR(?f))) AS ?h) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "a service on the loopback": "SELECT * WHERE { SERVICE <http://127.0.0.1:8000/sparql> { ?a ?b ?c } }",
    "a service at a closed port, in silence": "SELECT * WHERE { SERVICE SILENT <http://127.0.0.1:1/> { ?a ?b ?c } }",
    "a load of a file": "LOAD <file:///etc/passwd>",
    "a graph from a file": "SELECT * FROM <file:///etc/passwd> WHERE { ?a ?b ?c }",
    "a delete": "DELETE WHERE { ?a ?b ?c }",
}

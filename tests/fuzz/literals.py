"""Every property with every odd literal of every datatype: what the shapes let in, every reader of the graph has to take.

make fuzz        takes some minutes
"""

from __future__ import annotations

import logging
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.test_unreadable_values import READERS, with_one_bad_value
from pyoxigraph import Literal, NamedNode, Quad, Store
from shapes.test_literals import FORM_OF, ODD, TYPES, form_takes, read

from kentgraf.graph.store.build import build
from kentgraf.graph.store.opening import open_store
from kentgraf.ontology.errors import NotInGraph
from kentgraf.ontology.namespaces import term
from kentgraf.shapes import validate
from kentgraf.shapes.literal_shapes import literal_shapes

READ_OF_EACH = 5
"""How many of the literals that are let in for a property the readers take."""
GRAPH = NamedNode("https://example.org/graph")
INVENTED = Path(__file__).parents[1] / "loaders" / "invented_report.txt"


def literals() -> list[Literal]:
    return [
        Literal(text, language="tr") if kind == "rdf:langString" else Literal(text, datatype=term(kind))
        for text in ODD
        for kind in TYPES
    ]


def check_shapes(name: str) -> tuple[list[Literal], list[str]]:
    """Return the literals that the shapes let in for a property, and what they decide otherwise than the form."""
    form, store = FORM_OF[name], Store()
    for place, literal in enumerate(literals()):
        store.add(Quad(NamedNode(f"https://example.org/{place}"), term(name), literal, GRAPH))
    prefixes = (files("kentgraf.shapes") / "prefixes.ttl").read_text("utf-8")
    refused = {result.focus for result in validate(store, shapes=prefixes + literal_shapes()).results}
    taken, wrong = [], []
    for quad in store:
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        let_in = quad.subject.value not in refused
        if let_in:
            taken.append(quad.object)
            read(form, quad.object.value)
        if let_in != form_takes(form, quad.object):
            wrong.append(f"{name} {quad.object}: let in is {let_in}")
    return taken, wrong


def check_readers(name: str, literal: Literal, graph: Store) -> list[str]:
    """Return the readers that fail on the invented graph with the literal in it."""
    store, failed = with_one_bad_value(graph, name, literal), []
    for what, reader in READERS.items() if store is not None else ():
        try:
            reader(store)  # type: ignore[arg-type]
        except NotInGraph:
            continue
        except Exception as error:  # the output names the reader and the cause
            failed.append(f"{name} {literal}: {what}: {error!r}")
    return failed


def main() -> int:
    """Check the whole product; the status is 1 if anything failed."""
    logging.disable()  # rdflib tells of each odd literal
    failed = []
    with TemporaryDirectory() as folder:
        build(INVENTED, Path(folder))
        graph = Store()
        graph.bulk_extend(open_store(Path(folder)))
        for name in FORM_OF:
            taken, wrong = check_shapes(name)
            failed += wrong
            for literal in sorted(set(taken), key=str)[:: max(1, len(set(taken)) // READ_OF_EACH)]:
                failed += check_readers(name, literal, graph)
            print(f"{name}: {len(taken)} let in, {len(failed)} failures so far", flush=True)
    print("\n".join(failed))
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())

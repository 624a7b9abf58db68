"""Tables to statements: the source document, the dataset made from it, corrections and notes (PROV, DCAT)."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kentgraf.loaders.mapping.statements import Statements
from kentgraf.loaders.tables.corrections import CorrectionRow
from kentgraf.loaders.tables.package import TablePackage
from kentgraf.ontology.turkish import slug


def map_source(package: TablePackage, out: Statements) -> None:
    """Describe the source document and the dataset."""
    meta = package.meta
    document = out.mint.document()
    out.add_types(document, "kg:Source", "dcat:Resource", "prov:Entity")
    out.add_turkish(document, "dcterms:title", meta.title)
    if meta.is_report:
        out.add(document, "dcterms:publisher", out.mint.municipality())
    elif meta.publisher:
        out.add(document, "dcterms:publisher", _publisher(meta.publisher, out))
    out.add(document, "dcterms:language", NamedNode("http://publications.europa.eu/resource/authority/language/TUR"))
    out.add_integer(document, "kg:year", meta.year)
    out.add_integer(document, "kg:lineCount", meta.lines)
    if meta.sha256:
        checksum = NamedNode(f"{document.value}/checksum")
        out.add(document, "spdx:checksum", checksum)
        out.add_types(checksum, "spdx:Checksum")
        out.add(checksum, "spdx:algorithm", NamedNode("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"))
        out.add(
            checksum,
            "spdx:checksumValue",
            Literal(meta.sha256, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#hexBinary")),
        )
    dataset = out.mint.dataset()
    out.add_types(dataset, "dcat:Dataset", "void:Dataset", "prov:Entity")
    out.add_turkish(dataset, "dcterms:title", f"{meta.title} (bağlı veri)")
    out.add(dataset, "dcterms:title", Literal(f"{meta.title} (linked data)", language="en"))
    if meta.license and meta.license.startswith(("http://", "https://")):
        out.add(dataset, "dcterms:license", NamedNode(meta.license))
    elif meta.license:
        out.add_text(dataset, "dcterms:rights", meta.license)
    if meta.publisher:
        out.add(dataset, "dcterms:publisher", _publisher(meta.publisher, out))
    out.add(dataset, "dcterms:source", document)
    out.add(dataset, "prov:wasDerivedFrom", document)
    out.add_integer(dataset, "kg:year", meta.year)


def map_table_sizes(package: TablePackage, out: Statements) -> None:
    """Add how many rows each table has, to which a later reading of the same source is compared."""
    dataset = out.mint.dataset()
    for name, number in package.counts().items():
        node = NamedNode(f"{dataset.value}/table/{name}")
        out.add_types(node, "kg:TableSize")
        out.add_text(node, "kg:tableName", name)
        out.add_integer(node, "kg:rowCount", number)
        out.add(dataset, "dcterms:hasPart", node)


def _publisher(name: str, out: Statements) -> NamedNode:
    """Return who publishes the tables, as an agent of that name."""
    node = out.mint.thing("publisher", slug(name))
    out.add_types(node, "foaf:Agent")
    out.add_text(node, "foaf:name", name)
    return node


def map_corrections(package: TablePackage, out: Statements) -> None:
    """Add corrections beside the printed values, each with its reason."""
    for _, row in package.numbered(CorrectionRow):
        node = out.mint.thing("correction", package.meta.year, row.about, row.row, row.field)
        out.add_types(node, "kg:Correction")
        out.add_text(node, "kg:tableName", row.about)
        out.add_text(node, "kg:rowKey", row.row)
        out.add_text(node, "kg:fieldName", row.field)
        out.add_text(node, "kg:printed", row.printed)
        out.add_text(node, "kg:corrected", row.corrected)
        out.add_turkish(node, "kg:reason", row.reason)


def map_notes(package: TablePackage, out: Statements) -> None:
    """Add the notes taken while the source was read, so that what is open can be queried."""
    for note in package.notes:
        node = out.mint.thing("note", package.meta.year, note.number)
        out.add_types(node, "kg:ReadingNote")
        out.add_text(node, "kg:noteKind", note.kind)
        out.add_text(node, "kg:tableName", note.about)
        out.add_text(node, "kg:rowKey", note.row)
        out.add_text(node, "kg:fieldName", note.field)
        out.add_text(node, "kg:found", note.found)
        out.add_text(node, "kg:expected", note.expected)
        out.add_integer(node, "kg:line", note.line)

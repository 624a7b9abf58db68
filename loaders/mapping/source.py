"""What the tables were read from, and the dataset that they became (PROV, DCAT)."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode

from kentgraf.loaders.mapping.statements import Statements
from kentgraf.loaders.tables.corrections import CorrectionRow
from kentgraf.loaders.tables.package import TablePackage


def map_source(package: TablePackage, out: Statements) -> None:
    """Describe the source document and the dataset."""
    meta = package.meta
    document = out.mint.document()
    out.types(document, "kg:Source", "dcat:Resource", "prov:Entity")
    out.turkish(document, "dcterms:title", meta.title)
    out.add(document, "dcterms:publisher", out.mint.municipality())
    out.add(document, "dcterms:language", NamedNode("http://publications.europa.eu/resource/authority/language/TUR"))
    out.number(document, "kg:year", meta.year)
    out.number(document, "kg:lineCount", meta.lines)
    if meta.sha256:
        checksum = NamedNode(f"{document.value}/checksum")
        out.add(document, "spdx:checksum", checksum)
        out.types(checksum, "spdx:Checksum")
        out.add(checksum, "spdx:algorithm", NamedNode("http://spdx.org/rdf/terms#checksumAlgorithm_sha256"))
        out.add(
            checksum,
            "spdx:checksumValue",
            Literal(meta.sha256, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#hexBinary")),
        )
    dataset = out.mint.dataset()
    out.types(dataset, "dcat:Dataset", "void:Dataset", "prov:Entity")
    out.turkish(dataset, "dcterms:title", f"{meta.title} (bağlı veri)")
    out.add(dataset, "dcterms:title", Literal(f"{meta.title} (linked data)", language="en"))
    out.add(dataset, "dcterms:license", NamedNode("https://creativecommons.org/publicdomain/zero/1.0/"))
    out.add(dataset, "dcterms:source", document)
    out.add(dataset, "prov:wasDerivedFrom", document)
    out.number(dataset, "kg:year", meta.year)


def map_corrections(package: TablePackage, out: Statements) -> None:
    """Corrections beside what is printed, each with its reason; printed values stay as they are."""
    for _, row in package.numbered(CorrectionRow):
        node = out.mint.thing("correction", row.about, row.row, row.field)
        out.types(node, "kg:Correction")
        out.text(node, "kg:tableName", row.about)
        out.text(node, "kg:rowKey", row.row)
        out.text(node, "kg:fieldName", row.field)
        out.text(node, "kg:printed", row.printed)
        out.text(node, "kg:corrected", row.corrected)
        out.turkish(node, "kg:reason", row.reason)


def map_notes(package: TablePackage, out: Statements) -> None:
    """What needed a person's eye when the source was read, so that what is open can be asked for."""
    for note in package.notes:
        node = out.mint.thing("note", package.meta.year, note.number)
        out.types(node, "kg:ReadingNote")
        out.text(node, "kg:noteKind", note.kind)
        out.text(node, "kg:tableName", note.about)
        out.text(node, "kg:rowKey", note.row)
        out.text(node, "kg:fieldName", note.field)
        out.text(node, "kg:found", note.found)
        out.text(node, "kg:expected", note.expected)
        out.number(node, "kg:line", note.line)

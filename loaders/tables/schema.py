"""The Table Schema of every table, and the `datapackage.json` that describes them (Frictionless Data Package 2.0)."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic.fields import FieldInfo

from kentgraf.loaders.tables.package import SourceMeta
from kentgraf.loaders.tables.registry import DECIDED, EXTRACTED, ROW_CLASSES, columns
from kentgraf.loaders.tables.rows import Row

DESCRIPTOR = "datapackage.json"
KEPT = ("title", "licenses", "contributors")
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_JSON_TYPES: dict[type, str] = {str: "string", int: "integer", Decimal: "number", date: "date", bool: "boolean"}


def descriptor(meta: SourceMeta, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the `datapackage.json` of the tables.

    What a person decides (`KEPT`: title, licence, contributors) is taken over from `kept`, the descriptor that stood there.
    """
    about = {name: value for name, value in asdict(meta).items() if name not in ("license", "publisher")}
    described = {
        "$schema": _PROFILE,
        "name": meta.source,
        "title": meta.title,
        "description": "Facts and figures of the report as tables: names, titles, codes, days, amounts, and the lines that print them.",
        "licenses": [{"path": meta.license}] if meta.license else None,
        "contributors": [{"title": meta.publisher, "roles": ["publisher"]}] if meta.publisher else None,
    }
    described |= {name: kept[name] for name in KEPT if kept and name in kept}
    return {
        **{name: value for name, value in described.items() if value is not None},
        "sources": [{"title": meta.title}],
        "kentgraf": about,
        "resources": [_resource(row_class) for row_class in (*EXTRACTED, *DECIDED)],
    }


def _resource(row_class: type[Row]) -> dict[str, Any]:
    keys = [
        {"fields": [column], "reference": {"resource": table, "fields": [other]}}
        for column, (table, other) in row_class.references.items()
        if ROW_CLASSES[table].key == (other,)
    ]
    return {
        "name": row_class.table.replace("_", "-"),
        "path": f"{row_class.table}.csv",
        "title": row_class.title,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ","},
        "schema": {
            "fields": [field_schema(name, row_class.model_fields[name]) for name in columns(row_class)],
            "primaryKey": list(row_class.key),
            **({"foreignKeys": [_named(key) for key in keys]} if keys else {}),
        },
    }


def _named(key: dict[str, Any]) -> dict[str, Any]:
    reference = key["reference"]
    return {**key, "reference": {**reference, "resource": reference["resource"].replace("_", "-")}}


def field_schema(name: str, info: FieldInfo) -> dict[str, Any]:
    """The Table Schema of one column."""
    kind, choices = field_type(info.annotation)
    constraints: dict[str, Any] = {}
    if info.is_required():
        constraints["required"] = True
    if choices:
        constraints["enum"] = list(choices)
    for limit in info.metadata:
        if getattr(limit, "ge", None) is not None:
            constraints["minimum"] = limit.ge
        if getattr(limit, "le", None) is not None:
            constraints["maximum"] = limit.le
        if getattr(limit, "pattern", None):
            constraints["pattern"] = limit.pattern
    described: dict[str, Any] = {"name": name, "type": kind, "description": info.description or ""}
    if kind == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    return described | ({"constraints": constraints} if constraints else {})


def field_type(annotation: Any) -> tuple[str, tuple[str, ...]]:
    """The Table Schema type of a field and the values it may take."""
    origin = typing.get_origin(annotation)
    if origin is typing.Literal:
        return "string", tuple(typing.get_args(annotation))
    if origin is typing.Annotated:
        return field_type(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return field_type(next(part for part in typing.get_args(annotation) if part is not type(None)))
    return _JSON_TYPES[annotation], ()

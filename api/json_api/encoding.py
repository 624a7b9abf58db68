"""The JSON encoding of all answers: decimals are strings of exact digits, dates are ISO dates, letters aren't escaped."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel
from pyoxigraph import NamedNode


def dump_json(value: Any, *, indent: int | None = None) -> str:
    """Return `value` as JSON; dataclasses and pydantic models become objects.

    Raises TypeError for a type that has no encoding.
    """
    return json.dumps(value, default=_encode, ensure_ascii=False, indent=indent, allow_nan=False)


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, NamedNode):
        return value.value
    if isinstance(value, BaseModel):
        return {name: getattr(value, name) for name in type(value).model_fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value, key=str)
    raise TypeError(f"{type(value).__name__} has no form in JSON")

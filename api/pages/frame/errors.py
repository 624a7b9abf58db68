"""Refusals that are told in the reader's language on pages, and in English to programs."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from kentgraf.api.i18n.dates import InvalidDate
from kentgraf.api.i18n.texts import Texts
from kentgraf.graph.money.trace_subjects import UnknownCode

_ENGLISH: Final = "en"


class Refused(HTTPException):
    """A request that can't be answered: its status, and the key and values of the sentence that says why."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(status, Texts(_ENGLISH)(key, **values))


def sentence_of(request: Request, error: Exception, language: str = _ENGLISH) -> str:
    """Why there is no answer, in `language` where the sentence is one of ours; what a parser says stays as it is."""
    t = Texts(language)
    match error:
        case Refused():
            return t(error.key, **error.values)
        case HTTPException(detail="Not Found"):
            return t("refused.nothing", path=request.url.path)
        case HTTPException(detail="Method Not Allowed"):
            return t("refused.method", path=request.url.path, method=request.method)
        case HTTPException():
            return str(error.detail)
        case InvalidDate():
            return t("refused.day" if error.is_well_formed else "refused.noday", text=error.text)
        case UnknownCode() if language != _ENGLISH:
            return t("refused.code", code=error.code)
        case RequestValidationError() if language != _ENGLISH:
            return t("refused.parameters", names=", ".join(str(wrong["loc"][-1]) for wrong in error.errors()))
        case RequestValidationError():
            return " ".join(f"{'.'.join(map(str, wrong['loc'][1:]))}: {wrong['msg']}." for wrong in error.errors())
        case _:
            return str(error)

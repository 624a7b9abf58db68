"""Speaking to a SPARQL server over HTTP: one request at a time, tried again where that helps, a sentence where it fails.

What is asked and what the answers mean is known to `remote` (queries) and `upload` (a new graph).
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Final

import httpx

from kentgraf.graph.store.location import Address
from kentgraf.ontology.errors import QueryRefused, StoreError

_TRIED_AGAIN: Final = frozenset({429, 502, 503, 504})
_LOGIN_WANTED: Final = (401, 403)
_PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_LONGEST_PAUSE: Final = 60.0
_CONNECT_SECONDS: Final = 10.0
_LONGEST_REASON: Final = 300
_LEAST_SIGNS: Final = 3

Fields = Mapping[str, str | Sequence[str]]


class NotHere(StoreError):
    """The server is there, and has nothing of the kind at this address."""


class Unreachable(StoreError):
    """There is no server at the address, or it doesn't let us in."""


class Wire:
    """The connections to one server. `seconds` is how long an answer may take; `pauses` are waited between tries."""

    def __init__(self, address: Address, *, seconds: float, pauses: Sequence[float] = _PAUSES) -> None:
        self.address = address
        self._seconds = seconds
        self._pauses = pauses
        headers = {"User-Agent": "kentgraf"}
        if address.token is not None:
            headers["Authorization"] = f"Bearer {address.token}"
        user, _, password = (address.login or "").partition(":")
        self._client = httpx.Client(
            auth=_Login(user, password) if address.login is not None and address.token is None else None,
            headers=headers,
            timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
            follow_redirects=True,
        )

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def post(
        self,
        url: str,
        *,
        fields: Fields | None = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        can_repeat: bool = True,
    ) -> httpx.Response:
        """The answer to a form of `fields`, or to `content`.

        Tried again, after a pause or as long as the server asks for (60 s at most), while the server is busy or can't be
        reached; where doing it twice would do harm (`can_repeat` is false) only while nothing was sent. Raises NotHere if
        the address takes no such request, Unreachable if there is no server or it wants another login, QueryRefused if it
        is the query that is wrong, StoreError for the rest.
        """
        for pause in (*self._pauses, None):
            wait: float | None = pause
            failure: StoreError | QueryRefused
            try:
                response = self._client.post(
                    url, data=None if fields is None else dict(fields), content=content, params=params, headers=headers
                )
            except httpx.ConnectError as error:
                failure = Unreachable(f"{self.address}: no server can be reached there ({_reason(str(error))}).")
            except httpx.ConnectTimeout:
                failure = Unreachable(f"{self.address}: no server can be reached there (no answer to the call).")
            except httpx.TimeoutException:
                raise StoreError(f"{self.address} did not answer within {self._seconds:g} s.") from None
            except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                raise StoreError(f"{url} is no address of a SPARQL server ({_reason(str(error))}).") from None
            except httpx.HTTPError as error:
                failure = StoreError(f"{self.address}: the connection broke off ({_reason(str(error))}).")
                if not can_repeat:
                    raise failure from None
            else:
                if response.is_success:
                    return response
                failure = _failure(self.address, url, response)
                if response.status_code not in _TRIED_AGAIN or not can_repeat:
                    raise failure
                wait = _asked_for(response, pause)
            if pause is None or wait is None:
                raise failure
            time.sleep(wait)
        raise AssertionError("the last try returns or raises")  # pragma: no cover


class _Login(httpx.DigestAuth):
    """User and password as the server wants them: by a challenge (Digest) where it sends one, else plainly (Basic).

    Nothing is shown to a server that asks for nothing.
    """

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._wants_basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._wants_basic:
            by_challenge = super().auth_flow(request)
            asked = next(by_challenge)
            try:
                while True:
                    response = yield asked
                    asked = by_challenge.send(response)
            except StopIteration:
                if response.status_code not in _LOGIN_WANTED or "digest" in _challenge_of(response):
                    return
            self._wants_basic = True
        yield from self._basic.auth_flow(request)


def _challenge_of(response: httpx.Response) -> str:
    return str(response.headers.get("www-authenticate", "")).lower()


def _asked_for(response: httpx.Response, pause: float | None) -> float | None:
    """How long to wait: as the server says by `Retry-After` in seconds, else as we would; None to give up."""
    said = response.headers.get("retry-after", "")
    if pause is None or not said.isdecimal():
        return pause
    return float(said) if float(said) <= _LONGEST_PAUSE else None


def _failure(address: Address, url: str, response: httpx.Response) -> StoreError | QueryRefused:
    status, said = response.status_code, _reason(response.text)
    if status in _LOGIN_WANTED:
        shown = "does not accept this login" if address.login or address.token else "asks for a login"
        return Unreachable(
            f"{url} {shown} (status {status}). KENTGRAF_STORE_LOGIN takes `user:password`, KENTGRAF_STORE_TOKEN a token."
        )
    if status in (404, 405, 406, 415, 501):
        return NotHere(f"{url} takes no such request (status {status}).")
    if status == 400:
        return QueryRefused(f"{address} refuses the query: {said or 'it gives no reason'}")
    return StoreError(f"{url} answered with status {status}: {said or 'it gives no reason'}")


def _reason(text: str) -> str:
    """The first line of what a server says that has words in it, without a page's signs."""
    lines: Iterable[str] = (" ".join(line.split()) for line in text.splitlines())
    return next((line[:_LONGEST_REASON] for line in lines if sum(map(str.isalpha, line)) >= _LEAST_SIGNS), "")

"""An HTTP client for SPARQL servers that retries failed requests and turns failures into errors with readable messages."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from typing import Final

import httpx

from kentgraf.graph.store.location import ServerAddress
from kentgraf.ontology.errors import QueryRefused, StoreError

_RETRY_STATUSES: Final = frozenset({429, 502, 503, 504})
_LOGIN_STATUSES: Final = (401, 403)
_RETRY_PAUSES: Final = (0.25, 0.5, 1.0, 2.0, 4.0)
_MAX_PAUSE: Final = 60.0
_CONNECT_SECONDS: Final = 10.0
_MAX_REASON_LENGTH: Final = 300
_MIN_REASON_LETTERS: Final = 3

Fields = Mapping[str, str | Sequence[str]]


class UnsupportedRequest(StoreError):
    """The server doesn't support this kind of request at this URL."""


class Unreachable(StoreError):
    """There is no server at the address, or it refuses the login."""


class HttpClient:
    """The connections to one server. `seconds` is the timeout of a response, `retry_pauses` are the pauses between attempts."""

    def __init__(
        self, address: ServerAddress, *, seconds: float, retry_pauses: Sequence[float] = _RETRY_PAUSES
    ) -> None:
        self.address = address
        self._seconds = seconds
        self._retry_pauses = retry_pauses
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
        """Close the connections."""
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
        """Post `fields` as a form, or `content` as it is, and return the response.

        While the server is busy or can't be reached, the request is repeated after a pause, or after the time that the server
        asks for (at most 60 s). With `can_repeat` false, for requests that must not be executed twice, it is repeated only if
        nothing has been sent.

        Raises UnsupportedRequest if the URL doesn't support the request, Unreachable if there is no server or it refuses the
        login, QueryRefused if the server rejects the query, and StoreError for all other failures.
        """
        for pause in (*self._retry_pauses, None):
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
            except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:  # a host's name
                raise StoreError(f"{url} is no address of a SPARQL server ({_reason(str(error))}).") from None
            except httpx.HTTPError as error:
                failure = StoreError(f"{self.address}: the connection broke off ({_reason(str(error))}).")
                if not can_repeat:
                    raise failure from None
            else:
                if response.is_success:
                    return response
                failure = _failure(self.address, url, response)
                if response.status_code not in _RETRY_STATUSES or not can_repeat:
                    raise failure
                wait = _retry_after(response, pause)
            if pause is None or wait is None:
                raise failure
            time.sleep(wait)
        raise AssertionError("the last attempt returns or raises")  # pragma: no cover


class _Login(httpx.DigestAuth):
    """Digest authentication if the server sends such a challenge, else Basic.

    Credentials are sent only to a server that asks for them.
    """

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        self._basic = httpx.BasicAuth(user, password)
        self._wants_basic = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._wants_basic:
            digest_flow = super().auth_flow(request)
            next_request = next(digest_flow)
            try:
                while True:
                    response = yield next_request
                    next_request = digest_flow.send(response)
            except StopIteration:
                if response.status_code not in _LOGIN_STATUSES or "digest" in _challenge_of(response):
                    return
            self._wants_basic = True
        yield from self._basic.auth_flow(request)


def _challenge_of(response: httpx.Response) -> str:
    return str(response.headers.get("www-authenticate", "")).lower()


def _retry_after(response: httpx.Response, pause: float | None) -> float | None:
    """Return the seconds to wait: those of `Retry-After`, or else `pause`; None to give up."""
    seconds = response.headers.get("retry-after", "")
    if pause is None or not seconds.isdecimal():
        return pause
    return float(seconds) if float(seconds) <= _MAX_PAUSE else None


def _failure(address: ServerAddress, url: str, response: httpx.Response) -> StoreError | QueryRefused:
    status, reason = response.status_code, _reason(response.text)
    if status in _LOGIN_STATUSES:
        shown = "does not accept this login" if address.login or address.token else "asks for a login"
        return Unreachable(
            f"{url} {shown} (status {status}). KENTGRAF_STORE_LOGIN takes `user:password`, KENTGRAF_STORE_TOKEN a token."
        )
    if status in (404, 405, 406, 415, 501):
        return UnsupportedRequest(f"{url} takes no such request (status {status}).")
    if status == 400:
        return QueryRefused(f"{address} refuses the query: {reason or 'it gives no reason'}")
    return StoreError(f"{url} answered with status {status}: {reason or 'it gives no reason'}")


def _reason(text: str) -> str:
    """Return the first line of a server's message that has words in it."""
    lines: Iterable[str] = (" ".join(line.split()) for line in text.splitlines())
    return next((line[:_MAX_REASON_LENGTH] for line in lines if sum(map(str.isalpha, line)) >= _MIN_REASON_LETTERS), "")

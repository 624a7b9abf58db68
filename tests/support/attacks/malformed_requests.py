"""Malformed HTTP requests, generated at random from a seed, as bytes for a socket."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

STRANGER: Final = "stranger.example"
"""A host that isn't the server's, and that no answer may name."""
PATHS: Final = (
    "/",
    "/sparql",
    "/sparql/",
    "/id/goal/1",
    "/id/",
    "/describe",
    "/trace",
    "/docs",
    "/openapi.json",
    "/api/summary",
    "/api/queries",
    "/api/trace/5.2",
    "/api/network",
    "/api/measures",
    "/api/members",
    "/api/body",
    "/api/person",
    "/healthz",
    "/readyz",
    "/metrics",
    "/.well-known/void",
    "/static/style.css",
    "/static/",
)
METHODS: Final = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "QUERY", "get", "X" * 40)
_PARAMETERS: Final = (
    "query",
    "update",
    "iri",
    "code",
    "name",
    "on",
    "since",
    "people",
    "format",
    "default-graph-uri",
    "lang",
)
_QUERY: Final = "ASK {}"
_HEADERS: Final = (
    "Accept",
    "Accept-Language",
    "Accept-Encoding",
    "If-None-Match",
    "Range",
    "Content-Type",
    "Origin",
    "Host",
)
_ODD_VALUES: Final = (
    "",
    "*/*;q=nan",
    "text/html;q=1e999,;;;,=,/",
    ",".join(["text/turtle;q=0.1"] * 500),
    'W/"',
    '"' + "x" * 3000,
    "bytes=0-0,1-1," + ",".join(f"{n}-{n}" for n in range(300)),
    "bytes=-99999999999999999999",
    "bytes=5-1",
    "tr;q=-1, en;q=∞",
    'application/sparql-query; charset="utf-7"',
    "multipart/form-data",
    "multipart/form-data; boundary=" + "b" * 500,
    "application/json",
    "text/html, text/html;level=" + "1" * 2000,
    "identity;q=0, *;q=0",
    "\t \t",
    "null",
    "\x80\xff",
)


@dataclass(frozen=True)
class Malformed:
    """One request: its kind, its bytes and its method.

    `whole` is false where the server can't know that the request has ended, and so doesn't have to answer.
    """

    kind: str
    content: bytes
    method: str = "GET"
    whole: bool = True


def make_requests(seed: int, count: int) -> Iterator[Malformed]:
    """Yield `count` requests, of all kinds in turn; the same seed gives the same requests."""
    chance = random.Random(seed)
    for number in range(count):
        yield _KINDS[number % len(_KINDS)](chance)


def _request(
    method: str, target: str | bytes, headers: dict[str, str] | None = None, body: bytes = b"", *, sized: bool = True
) -> bytes:
    lines = {"Host": "localhost", "Connection": "close", **(headers or {})}
    if body and sized:
        lines.setdefault("Content-Length", str(len(body)))
    raw = target if isinstance(target, bytes) else target.encode("utf-8", "surrogateescape")
    head = b"".join(f"{name}: {value}\r\n".encode("utf-8", "surrogateescape") for name, value in lines.items())
    return method.encode() + b" " + raw + b" HTTP/1.1\r\n" + head + b"\r\n" + body


def _rubbish(chance: random.Random, most: int = 60) -> bytes:
    return bytes(chance.randrange(256) for _ in range(chance.randrange(1, most)))


def _bad_escapes(chance: random.Random) -> Malformed:
    escapes = "".join(
        chance.choice(("%", "%f", "%zz", "%FF", "%C0%80", "%00", "%ED%A0%80", "%25%32", "+", "&", "=", ";", "a"))
        for _ in range(chance.randrange(1, 30))
    )
    return Malformed(
        "broken escapes in a parameter",
        _request("GET", f"{chance.choice(PATHS)}?{chance.choice(_PARAMETERS)}={escapes}"),
    )


def _bad_target_bytes(chance: random.Random) -> Malformed:
    return Malformed(
        "raw bytes in the address", _request("GET", chance.choice(PATHS).encode() + b"?query=" + _rubbish(chance))
    )


def _odd_path(chance: random.Random) -> Malformed:
    parts = (
        "//",
        "..",
        "%00",
        "%2e%2e",
        "%2F",
        "\\",
        "...",
        "%5c",
        "~",
        "a" * 3000,
        "%ff",
        ";",
        "etc/passwd",
        "%0d%0a",
        "id",
    )
    path = "/" + "/".join(chance.choice(parts) for _ in range(chance.randrange(1, 8)))
    prefix = chance.choice(("", *PATHS))
    return Malformed("an odd path", _request("GET", prefix + path))


def _long_path(chance: random.Random) -> Malformed:
    length = chance.choice((5_000, 50_000, 70_000, 200_000))
    return Malformed("a very long address", _request("GET", f"{chance.choice(PATHS)}?query={'x' * length}"))


def _odd_method(chance: random.Random) -> Malformed:
    method = chance.choice(METHODS)
    body = chance.choice((b"", b"query=ASK%20%7B%7D", _rubbish(chance)))
    return Malformed("a method that nobody takes", _request(method, chance.choice(PATHS), body=body), method)


def _odd_header(chance: random.Random) -> Malformed:
    names = chance.sample(_HEADERS, chance.randrange(1, 4))
    method = chance.choice(("GET", "HEAD", "POST"))
    target = f"{chance.choice(PATHS)}?query={quote(_QUERY)}&code=5.2&name=ulasim"
    headers = {name: chance.choice(_ODD_VALUES) for name in names}
    return Malformed("odd headers", _request(method, target, headers), method)


def _broken_header(chance: random.Random) -> Malformed:
    line = chance.choice(
        (b"Accept : x", b": x", b"\x00: x", b"A\x00: x", b"A: \x00", b"no colon", b" folded", b"A:" + _rubbish(chance))
    )
    head = f"GET {chance.choice(PATHS)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode()
    return Malformed("a header that is none", head + line.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n")


def _many_headers(chance: random.Random) -> Malformed:
    headers = {f"X-{n}": "y" * chance.choice((0, 10)) for n in range(chance.choice((50, 500, 3000, 9000)))}
    return Malformed("many headers", _request("GET", chance.choice(PATHS), headers))


def _huge_header(chance: random.Random) -> Malformed:
    name = chance.choice(("Accept", "Cookie", "If-None-Match", "Accept-Language", "X" * 2000))
    value = chance.choice(("y", "tr,", "é", '"a",')) * chance.choice((3_000, 30_000, 200_000))
    return Malformed("a huge header", _request("GET", chance.choice(PATHS), {name: value}))


def _wrong_type(chance: random.Random) -> Malformed:
    media_type = chance.choice(
        (
            "",
            "text/plain",
            "application/sparql-update",
            "application/json",
            "x",
            "/",
            ";;",
            "multipart/form-data; boundary=",
            "application/sparql-query; charset=latin-1",
            "application/x-www-form-urlencoded; charset=utf-16",
        )
    )
    headers = {"Content-Type": media_type} if media_type else {}
    body = chance.choice((_QUERY.encode(), b"query=" + quote(_QUERY).encode(), _rubbish(chance)))
    return Malformed("a body of a wrong type", _request("POST", "/sparql", headers, body), "POST")


def _bad_body(chance: random.Random) -> Malformed:
    form = chance.random() < 0.5
    media_type = "application/x-www-form-urlencoded" if form else "application/sparql-query"
    body = (b"query=" if form else b"") + chance.choice((b"", b"ASK {} #")) + _rubbish(chance, 300)
    return Malformed(
        "a body that is not UTF-8", _request("POST", "/sparql", {"Content-Type": media_type}, body), "POST"
    )


def _wrong_length(chance: random.Random) -> Malformed:
    length = chance.choice(
        ("-1", "+6", "6, 6", "6, 7", "0x6", "6.0", "", "九", "1" * 400, "6\t7", "00000000000000000000")
    )
    headers = {"Content-Type": "application/sparql-query", "Content-Length": length}
    return Malformed(
        "a length that is none",
        _request("POST", "/sparql", headers, _QUERY.encode()),
        "POST",
        whole=length != "1" * 400,
    )


def _length_and_chunks(chance: random.Random) -> Malformed:
    codings = chance.choice(("chunked", "chunked, chunked", "gzip", "identity", "chunked\x00", "cHuNkEd", "xchunked"))
    headers = {"Content-Type": "application/sparql-query", "Content-Length": "6", "Transfer-Encoding": codings}
    body = chance.choice((b"6\r\nASK {}\r\n0\r\n\r\n", _QUERY.encode()))
    return Malformed("a length and a coding", _request("POST", "/sparql", headers, body), "POST", whole=False)


def _broken_chunks(chance: random.Random) -> Malformed:
    headers = {"Content-Type": "application/sparql-query", "Transfer-Encoding": "chunked"}
    body = chance.choice(
        (
            b"zz\r\nASK {}\r\n0\r\n\r\n",
            b"-6\r\nASK {}\r\n0\r\n\r\n",
            b"6\r\nASK {}XX0\r\n\r\n",
            b"ffffffffffffffffffffff\r\nASK {}\r\n0\r\n\r\n",
            b"6;" + b"x" * 5000 + b"\r\nASK {}\r\n0\r\n\r\n",
            b"6\nASK {}\n0\n\n",
            b"6\r\nASK {}\r\n",
            b"\r\n\r\n\r\n",
            _rubbish(chance),
        )
    )
    return Malformed("broken chunks", _request("POST", "/sparql", headers, body), "POST", whole=False)


def _short_body(chance: random.Random) -> Malformed:
    headers = {"Content-Type": "application/sparql-query", "Content-Length": str(chance.choice((7, 100, 900_000)))}
    return Malformed(
        "a body shorter than said",
        _request("POST", chance.choice(PATHS), headers, _QUERY.encode()),
        "POST",
        whole=False,
    )


def _huge_body(chance: random.Random) -> Malformed:
    media_type = chance.choice(("application/sparql-query", "application/x-www-form-urlencoded", "text/plain"))
    body = b"#" * chance.choice((1_000_001, 1_200_000, 3_000_000))
    return Malformed("a huge body", _request("POST", "/sparql", {"Content-Type": media_type}, body), "POST")


def _deep_query(chance: random.Random) -> Malformed:
    deep = chance.choice((100, 100, 100, 10_000))  # the deepest crash a worker, and starting a new one takes time
    query = chance.choice(
        (
            "SELECT * WHERE " + "{" * deep + "}" * deep,
            "SELECT (" + "(" * deep + "1" + ")" * deep + " AS ?x) {}",
            "ASK { ?a " + "(" * deep + "<a:b>" + ")" * deep + "* ?b }",
            "ASK { FILTER(" + "!" * deep + "true) }",
            "ASK { ?a ?b " + "[ ?c " * deep + "?d" + " ]" * deep + " }",
            "ASK " + "{ FILTER EXISTS " * deep + "{}" + "}" * deep,
            "(" * deep,
            json.dumps({"query": _QUERY}) + "[" * deep + "]" * deep,
        )
    )
    headers = {"Content-Type": "application/sparql-query"}
    return Malformed("deep nesting", _request("POST", "/sparql", headers, query.encode()), "POST")


def _deep_json(chance: random.Random) -> Malformed:
    body = b"[" * 20_000 + b"]" * 20_000
    method = chance.choice(("POST", "PUT", "GET"))
    target = chance.choice(PATHS)
    return Malformed("deep JSON", _request(method, target, {"Content-Type": "application/json"}, body), method)


def _odd_parameters(chance: random.Random) -> Malformed:
    values = (
        "",
        "9" * 500,
        "0001-01-01",
        "2025-02-30",
        "9999-12-31",
        "-1",
        "NaN",
        "٢٠٢٥-01-01",
        "\x00",
        "💥" * 50,
        "'--",
        "<script>",
    )
    pairs = [
        f"{chance.choice(_PARAMETERS)}={quote(chance.choice(values))}" for _ in range(chance.choice((1, 2, 5, 300)))
    ]
    return Malformed("odd parameters", _request("GET", f"{chance.choice(PATHS)}?{'&'.join(pairs)}"))


def _half_request(chance: random.Random) -> Malformed:
    whole = _request("POST", chance.choice(PATHS), {"Content-Type": "application/sparql-query"}, _QUERY.encode())
    return Malformed("half a request", whole[: chance.randrange(1, len(whole))], "POST", whole=False)


def _rubbish_alone(chance: random.Random) -> Malformed:
    return Malformed("no request at all", _rubbish(chance, 2000), whole=False)


def _rubbish_after(chance: random.Random) -> Malformed:
    first = f"GET {chance.choice(PATHS)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    return Malformed(
        "rubbish behind a request", first * chance.randrange(1, 4) + _rubbish(chance, 400) + b"\r\n\r\n", whole=True
    )


def _odd_version(chance: random.Random) -> Malformed:
    version = chance.choice(("HTTP/0.9", "HTTP/2.0", "HTTP/1.1.1", "HTTP/9", "http/1.1", "", "ICY", "HTTP/1.10"))
    return Malformed("an odd version", f"GET {chance.choice(PATHS)} {version}\r\nHost: x\r\n\r\n".encode(), whole=False)


def _odd_upgrade(chance: random.Random) -> Malformed:
    headers = {
        "Connection": "Upgrade, close",
        "Upgrade": chance.choice(("websocket", "h2c", "x")),
        "Expect": chance.choice(("100-continue", "200-ok")),
        "HTTP2-Settings": "x",
    }
    return Malformed("an upgrade to something else", _request("GET", chance.choice(PATHS), headers))


def _foreign_target(chance: random.Random) -> Malformed:
    """Absolute targets, and paths that a browser would read as the name of another host."""
    start = chance.choice(
        (
            f"http://{STRANGER}",
            f"https://user:word@{STRANGER}",
            f"http://{STRANGER}:99999",
            f"//{STRANGER}",
            f"///{STRANGER}",
            f"/\\{STRANGER}",
            f"/%2F{STRANGER}",
            f"/%5C{STRANGER}",
            f"/%09/{STRANGER}",
        )
    )
    end = chance.choice(
        ("", "/", "/..", *PATHS, "/council/", "/council?on=", "/id/goal/1?on=", "/docs/", "/trace?code=")
    )
    accept = {"Accept": chance.choice(("text/html", "text/turtle", "*/*"))}
    method = chance.choice(("GET", "HEAD", "POST", "OPTIONS"))
    return Malformed("a target of another host", _request(method, start + end, accept), method)


def _odd_target(chance: random.Random) -> Malformed:
    target = chance.choice(("*", f"{STRANGER}:443", "?", "#", "council", "http:", "http://", "http:///x", ".", "%2F"))
    method = chance.choice(("GET", "HEAD", "OPTIONS", "CONNECT", "TRACE"))
    accept = {"Accept": chance.choice(("text/html", "*/*"))}
    return Malformed("a target that is no path", _request(method, target, accept), method, whole=method != "CONNECT")


def _foreign_host(chance: random.Random) -> Malformed:
    host = chance.choice(
        (
            STRANGER,
            f"{STRANGER}:8000",
            f"localhost\r\nHost: {STRANGER}",
            f"{STRANGER}, localhost",
            f"{STRANGER}/",
            f"x@{STRANGER}",
            'a"b<>',
            "",
            "[::1",
            "[::1]:x",
            ":80",
            "a:999999",
            "\x80",
        )
    )
    headers = {
        "Host": host,
        "Accept": chance.choice(("text/html", "text/turtle", "*/*")),
        "X-Forwarded-Host": STRANGER,
        "X-Forwarded-Proto": chance.choice(("https", "javascript", "\x80")),
        "X-Forwarded-For": chance.choice((STRANGER, "1.2.3.4, x", "\x80")),
        "Forwarded": f"host={STRANGER};proto=https",
        "Origin": chance.choice(("null", "\x80")),
    }
    target = chance.choice(
        (*PATHS, "/sitemap.xml", "/robots.txt", "/council/", "/council?on=", "/sparql?query=" + quote(_QUERY))
    )
    return Malformed("another host", _request("GET", target, headers))


def _split_header(chance: random.Random) -> Malformed:
    """Parameters and parts of paths that come back in headers of answers: redirects, links, names of files."""
    broken = chance.choice(
        ("%0d%0aX-Injected:%20yes", "%0aX-Injected:yes", "%00", "%E2%98%83", "%22;x=%22", "%ff", "\x80")
    )
    target = chance.choice(
        (
            f"/council?on=&party={broken}",
            f"/source?line={broken}",
            f"/id/{broken}?on=",
            f"/id/izmir/plan/2025-2029/goal/1{broken}?on=",
            f"/id/izmir/plan/2025-2029/goal/1?page={broken}",
            f"/describe?iri=https://w3id.org/kentgraf/ns%23Membership&page=2&x={broken}",
            f"/network.csv?on={broken}",
            f"/network.{broken}",
            f"/money.csv?goal={broken}",
            f"/findings.csv?rule={broken}",
            f"/docs/{broken}/",
            f"/static/{broken}",
            f"/sparql?query={quote(_QUERY)}&format={broken}",
        )
    )
    return Malformed(
        "a broken line in a parameter", _request("GET", target, {"Accept": chance.choice(("text/html", "*/*"))})
    )


def _folded_header(chance: random.Random) -> Malformed:
    name = chance.choice(("Accept", "Host", "Content-Type", "X-Long"))
    lines = f"Host: x\r\nConnection: close\r\n{name}: text/html,\r\n{chance.choice((' ', chr(9)))}text/turtle\r\n"
    return Malformed("a folded header", f"GET {chance.choice(PATHS)} HTTP/1.1\r\n{lines}\r\n".encode())


def _encoded_body(chance: random.Random) -> Malformed:
    encoding = chance.choice(("gzip", "br", "deflate", "zstd", "identity", "gzip, identity", "\x80", "x" * 500))
    media_type = chance.choice(("application/sparql-query", "application/x-www-form-urlencoded", "text/turtle"))
    headers = {"Content-Type": media_type, "Content-Encoding": encoding}
    body = chance.choice((gzip.compress(_QUERY.encode(), mtime=0), _QUERY.encode(), _rubbish(chance)))
    path = chance.choice(("/sparql", "/graphs?default", "/"))
    return Malformed("an encoded body", _request("POST", path, headers, body), "POST")


_KINDS: Final[tuple[Callable[[random.Random], Malformed], ...]] = (
    _bad_escapes,
    _bad_target_bytes,
    _odd_path,
    _long_path,
    _odd_method,
    _odd_header,
    _broken_header,
    _many_headers,
    _huge_header,
    _wrong_type,
    _bad_body,
    _wrong_length,
    _length_and_chunks,
    _broken_chunks,
    _short_body,
    _huge_body,
    _deep_query,
    _deep_json,
    _odd_parameters,
    _half_request,
    _rubbish_alone,
    _rubbish_after,
    _odd_version,
    _odd_upgrade,
    _foreign_target,
    _odd_target,
    _foreign_host,
    _split_header,
    _folded_header,
    _encoded_body,
)

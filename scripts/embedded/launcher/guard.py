"""Keeps web pages away from MiniStack, whose root key needs no secret and whose port every page can reach."""

import hmac
from urllib.parse import parse_qs

import decisions

ADMINISTRATION = ("/_ministack", "/_localstack")


def guarded(app, token, port):
    async def application(scope, receive, send):
        refused = None if scope["type"] == "lifespan" else refusal(scope, token, port)
        if refused is None:
            await app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await answer(send, *refused)

    return application


def refusal(scope, token, port):
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    through_front = hmac.compare_digest(headers.get(decisions.TOKEN.decode(), "").encode(), token.encode())
    # A page whose name is made to resolve to 127.0.0.1 sends its own name; the front checks the names it serves.
    if not through_front and headers.get("host") not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return 421, "this port answers to 127.0.0.1 alone"
    if "origin" not in headers and "sec-fetch-site" not in headers:
        return None
    if scope["path"].startswith(ADMINISTRATION):
        return 403, "the administration of the embedded AWS is closed to browsers"
    if root_key(headers, scope["query_string"]):
        return 403, "the account root of the embedded AWS is closed to browsers"
    return None


def root_key(headers, query):
    from ministack.core.iam_evaluator import is_root_access_key
    from ministack.core.router import extract_access_key_id

    key = extract_access_key_id(headers, parse_qs(query.decode("latin-1"), keep_blank_values=True))
    return bool(key) and is_root_access_key(key)


async def answer(send, status, line):
    body = (line + "\n").encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

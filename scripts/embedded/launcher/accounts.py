"""What keeps the accounts of one MiniStack apart where it does not. An unsigned request is for the account whose API or
distribution it names: MiniStack looks in its first account. And a function that is changed takes the workers of its own
account along, not those of its namesakes, in the middle of their calls."""

import re

API = re.compile(r"^/(?:_aws/execute-api|restapis)/([^/]+)/")
HOST = re.compile(r"^([a-z0-9]+)\.(execute-api|cloudfront)\.")


def separate_workers():
    from ministack.core.responses import get_account_id, get_region
    from ministack.services import lambda_svc

    original = lambda_svc.invalidate_worker

    def invalidate_worker(func_name, qualifier=None, account=None, region=None):
        original(func_name, qualifier, account or get_account_id(), region or get_region())

    lambda_svc.invalidate_worker = invalidate_worker


def by_owner(app):
    async def application(scope, receive, send):
        if scope["type"] == "http":
            enter(*asked(scope))
        await app(scope, receive, send)

    return application


def asked(scope):
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1").lower()
    named = HOST.match(host)
    if named and named[2] == "cloudfront":
        return "distribution", named[1]
    api = named or API.match(scope["path"])
    return ("api", api[1]) if api else (None, None)


def enter(kind, name):
    """A key that the request carries is read later, and wins."""
    from ministack.core import responses

    account, region = {"api": api_owner, "distribution": distribution_owner}.get(kind, nobody)(name)
    if account:
        responses._request_account_id.set(account)
    if region:
        responses._request_region.set(region)


def nobody(_name):
    return None, None


def api_owner(api_id):
    from ministack.services import apigateway, apigateway_v1

    for apis in (apigateway_v1._rest_apis, apigateway._apis):
        for key, _api in apis.all_items():
            if key[-1] == api_id:
                return key[0], key[1]
    return None, None


def distribution_owner(label):
    from ministack.services import cloudfront

    for (account, _id), distribution in cloudfront._distributions._data.items():
        if distribution.get("DomainName", "").lower() == f"{label}.cloudfront.net":
            return account, None
    return None, None

"""A second factor: people take on a role with a code of their device, as `AssumeRole` has it with `SerialNumber` and
`TokenCode`. MiniStack keeps devices, and looks at neither. Its devices have no secret that could make codes: any six
digits will do for the device of the person who calls."""

from contextvars import ContextVar

# What a request says of a device: its number and the code.
_given = ContextVar("stackwarden_factor", default=None)


def see_factors():
    from ministack.services import sts

    sts.handle_request = with_given(sts.handle_request, sts)
    sts._caller_identity = with_factor(sts._caller_identity)


def with_given(original, sts):
    async def handle_request(method, path, headers, body, query_params):
        given = form(body, query_params)
        token = _given.set(given)
        try:
            if given and not is_good(sts, headers, query_params, *given):
                text = "MultiFactorAuthentication failed with invalid MFA one time pass code. "
                return sts._error(403, "AccessDenied", text, ns="sts")
            return await original(method, path, headers, body, query_params)
        finally:
            _given.reset(token)

    return handle_request


def form(body, query_params):
    from urllib.parse import parse_qs

    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body or ""
    params = {**(query_params or {}), **parse_qs(text)}
    first = lambda name: next(iter(params.get(name) or []), None)  # noqa: E731
    if first("Action") != "AssumeRole" or first("SerialNumber") is None:
        return None
    return first("SerialNumber"), first("TokenCode") or ""


def is_good(sts, headers, query_params, serial, code):
    from ministack.services import iam

    caller = sts._caller_identity(headers, query_params)
    name = caller.get("principalName") if isinstance(caller, dict) else None
    device = iam._mfa_devices.get(serial)
    return bool(device and name and device.get("User") == name and len(code) == 6 and code.isdecimal())


def with_factor(original):
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
    def _caller_identity(headers, query_params=None):
        caller = original(headers, query_params)
        if _given.get() and isinstance(caller, dict):
            keys = {"aws:multifactorauthpresent": "true", "aws:multifactorauthage": "0"}
            caller = {**caller, "principalKeys": {**caller.get("principalKeys", {}), **keys}}
        return caller

    return _caller_identity

"""Attaches the decisions that MiniStack's authoriser took during a request to the response.

Only requests that carry the start's token get them: the front sends it and takes the header away again.
"""

import base64
import json
from contextvars import ContextVar

HEADER = b"x-stackwarden-checks"
TOKEN = b"x-stackwarden-front"
# Checks kept of one request, and as many denials again: a batch has one check for each of up to 1,000 keys.
LIMIT = 100
# Characters kept of one value; an S3 key has at most 1,024 bytes.
LENGTH = 1500

# Nobody's bucket grants these, and MiniStack serves them unsigned; AWS refuses (AccessDenied).
SIGNED_ONLY = ("s3:CreateBucket", "s3:ListAllMyBuckets")

_record = ContextVar("stackwarden_record", default=None)
_deciding = ContextVar("stackwarden_deciding", default=False)


def recorded(app, token):
    wrap_authoriser()

    async def application(scope, receive, send):
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        trusted = (TOKEN, token.encode()) in scope["headers"]
        # Not for MiniStack to see: it hands headers on to functions.
        scope = {**scope, "headers": [(n, v) for n, v in scope["headers"] if n != TOKEN]}
        if not trusted:
            await app(scope, receive, send)
            return
        record = {"checks": [], "omitted": 0}
        _record.set(record)

        async def send_with_checks(message):
            if message["type"] == "http.response.start":
                value = base64.b64encode(json.dumps(record).encode())
                message = {**message, "headers": [*message.get("headers", []), (HEADER, value)]}
            await send(message)

        await app(scope, receive, send_with_checks)

    return application


def note(principal, action, resource, decision, reason=None):
    record = _record.get()
    if record is None:
        return
    room = LIMIT if decision == "Allowed" else 2 * LIMIT
    if len(record["checks"]) >= room:
        record["omitted"] += 1
        return
    values = dict(principal=principal, action=action, resource=resource, decision=decision, reason=reason)
    record["checks"].append({name: value and value[:LENGTH] for name, value in values.items()})


def wrap_authoriser():
    """MiniStack looks these up when it calls them, so that replacing the attribute is enough."""
    from ministack.core import iam_evaluator
    from ministack.services import s3

    iam_evaluator.enforce = noting_enforce(iam_evaluator)
    iam_evaluator.check_credentials = noting_credentials(iam_evaluator)
    iam_evaluator.evaluate_trust_policy = noting_trust(iam_evaluator.evaluate_trust_policy)
    iam_evaluator.evaluate_resource_policy = noting_resource_policy(iam_evaluator.evaluate_resource_policy)
    s3._foreign_bucket_allows = noting_foreign_bucket(s3._foreign_bucket_allows)


def noting_enforce(evaluator):
    original = evaluator.enforce

    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        token = _deciding.set(True)
        try:
            result = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        finally:
            _deciding.reset(token)
        if result is None and not access_key_id and iam_action in SIGNED_ONLY:
            result = evaluator.EvalResult("ImplicitDeny", "*")
        if isinstance(result, evaluator.AuthError):
            note("*", iam_action, resource_arn, "Unauthenticated", result.code)
        elif result is not None:
            explicit = result.decision == "Deny"
            decision = "ExplicitlyDenied" if explicit else "ImplicitlyDenied"
            note(result.principal_arn, iam_action, resource_arn, decision, denial(result) if explicit else None)
        elif access_key_id or service != "s3":
            # S3 lets unsigned requests through here and decides by the bucket's grants: see noting_foreign_bucket.
            note(principal_of(evaluator, access_key_id), iam_action, resource_arn, "Allowed")
        return result

    return enforce


def denial(result):
    where = "the resource's policy" if result.resource_policy_arn else "an identity policy"
    # What boundaries.py names it.
    if result.reason == "permissions boundary":
        where = "a permissions boundary"
    return f"statement {result.matched_sid} of {where}" if result.matched_sid else where


def principal_of(evaluator, access_key_id):
    from ministack.core.responses import _account_from_sts_session, get_account_id

    if not access_key_id:
        return "*"
    account = _account_from_sts_session(access_key_id) or get_account_id()
    credential = evaluator.resolve_credential(access_key_id, account)
    return getattr(credential, "principal_arn", "*")


def noting_credentials(evaluator):
    original = evaluator.check_credentials

    def check_credentials(access_key_id, service=None):
        failure = original(access_key_id, service)
        if failure is not None:
            note("*", f"{service or ''}:*", "*", "Unauthenticated", failure.code)
        return failure

    return check_credentials


def noting_trust(original):
    def evaluate_trust_policy(trust_doc, caller_arn, ctx=None):
        allowed = original(trust_doc, caller_arn, ctx)
        if ctx is not None:
            denied = not allowed and original(denials_alone(trust_doc), caller_arn, ctx)
            decision = "Allowed" if allowed else "ExplicitlyDenied" if denied else "ImplicitlyDenied"
            note(caller_arn, ctx.action, ctx.resource_arn, decision, None if allowed else "the role's trust policy")
        return allowed

    return evaluate_trust_policy


def denials_alone(trust_doc):
    """The document's Deny statements as Allow: it allows what they match."""
    document = json.loads(trust_doc) if isinstance(trust_doc, str) else trust_doc
    statements = document.get("Statement", [])
    statements = [statements] if isinstance(statements, dict) else statements
    return {"Statement": [{**s, "Effect": "Allow"} for s in statements if s.get("Effect") == "Deny"]}


def noting_resource_policy(original):
    def evaluate_resource_policy(doc, ctx, *args, **kwargs):
        result = original(doc, ctx, *args, **kwargs)
        # A service asks by itself (SNS, API Gateway); what an Allow means there differs, a Deny always denies.
        if not _deciding.get() and result.decision == "Deny":
            note(ctx.principal_arn, ctx.action, ctx.resource_arn, "ExplicitlyDenied", "the resource's policy")
        return result

    return evaluate_resource_policy


def noting_foreign_bucket(original):
    def _foreign_bucket_allows(owner_account, bucket_name, key, method, query_params, caller, headers=None):
        from ministack.core.iam_actions import _s3_action

        token = _deciding.set(True)
        try:
            allowed = original(owner_account, bucket_name, key, method, query_params, caller, headers)
        finally:
            _deciding.reset(token)
        path = f"/{bucket_name}/{key}" if key else f"/{bucket_name}"
        action = _s3_action(method, path, query_params) or ("GetObject" if method in ("GET", "HEAD") else "PutObject")
        principal = f"arn:aws:iam::{caller}:root" if caller else "*"
        note(principal, f"s3:{action}", f"arn:aws:s3:::{path[1:]}", "Allowed" if allowed else "ImplicitlyDenied",
             None if allowed else "the bucket grants this caller nothing")
        return allowed

    return _foreign_bucket_allows

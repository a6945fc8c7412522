"""What MiniStack's authoriser does not ask for objects: to lock one that is written, with how and how long, and to list
the bucket of one that is not there. And the locks of buckets."""

import re
from contextvars import ContextVar
from datetime import datetime, timezone
from math import ceil

from changes import name_beside

LOCK = "s3:PutObjectRetention"
READ = ("s3:GetObject", "s3:GetObjectVersion")
SECONDS = 86_400

# The condition keys of the lock that a request asks for.
_lock = ContextVar("stackwarden_lock", default={})


def ask_more():
    from ministack.core import iam_actions, iam_evaluator

    iam_actions.extract_resource_arn = with_lock(iam_actions.extract_resource_arn)
    iam_actions.s3_additional_checks = with_retention(iam_actions.s3_additional_checks, iam_actions._s3_action)
    iam_evaluator.enforce = with_listing(with_keys(iam_evaluator.enforce))


def keep_locks():
    from ministack.services.cloudformation import provisioners

    provisioners._s3_apply_configurations = with_bucket_lock(provisioners._s3_apply_configurations)


def with_bucket_lock(original):
    """Object lock of buckets that a stack makes, which MiniStack's CloudFormation leaves out."""

    def _s3_apply_configurations(name, props, old_props=None):
        from ministack.services import s3

        rule = (props.get("ObjectLockConfiguration") or {}).get("Rule") or {}
        if str(props.get("ObjectLockEnabled", "")).lower() == "true":
            default = {key: int(value) if key != "Mode" else value for key, value in rule.get("DefaultRetention", {}).items()}
            s3._bucket_object_lock[name] = {"enabled": True, "default_retention": default or None}
        elif not old_props:
            # One of the same name may have been there before. Once on, it never comes off.
            s3._bucket_object_lock.pop(name, None)
        return original(name, props, old_props)

    return _s3_apply_configurations


def with_lock(original):
    def extract_resource_arn(service, method, path, headers, body, query_params, region, account_id):
        _lock.set(lock_of(headers, body, query_params) if service == "s3" else {})
        return original(service, method, path, headers, body, query_params, region, account_id)

    return extract_resource_arn


def lock_of(headers, body, query_params):
    mode, until = headers.get("x-amz-object-lock-mode"), headers.get("x-amz-object-lock-retain-until-date")
    if "retention" in query_params:
        text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body or ""
        mode, until = (found(name, text) for name in ("Mode", "RetainUntilDate"))
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
    keys = {"s3:object-lock-mode": mode, "s3:object-lock-retain-until-date": until}
    if until:
        keys["s3:object-lock-remaining-retention-days"] = days_until(until)
    return {key: value for key, value in keys.items() if value}


def found(name, text):
    match = re.search(f"<{name}>(.*?)</{name}>", text)
    return match and match[1]


def days_until(text):
    try:
        until = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return str(ceil((until - datetime.now(timezone.utc)).total_seconds() / SECONDS))


def with_retention(original, action_of):
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
    def s3_additional_checks(method, path, headers, body, query_params):
        checks = original(method, path, headers, body, query_params)
        parts = [part for part in path.split("/") if part]
        writes = len(parts) > 1 and action_of(method, path, query_params) == "PutObject"
        return [*checks, (LOCK, f"arn:aws:s3:::{'/'.join(parts)}")] if writes and _lock.get() else checks

    return s3_additional_checks


def with_keys(original):
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        if iam_action == LOCK:
            service_context = {**(service_context or {}), **_lock.get()}
        return original(access_key_id, iam_action, service, region, resource_arn, service_context)

    return enforce


def with_listing(original):
    # https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html: who may list is told that nothing is there.
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        if denied or iam_action not in READ or is_there(resource_arn):
            return denied
        bucket = resource_arn.partition("/")[0]
        unlisted = original(access_key_id, "s3:ListBucket", service, region, bucket, {})
        return name_beside(unlisted, "s3:ListBucket", bucket)

    return enforce


def is_there(arn):
    from ministack.services import s3

    name, _, key = arn.removeprefix("arn:aws:s3:::").partition("/")
    bucket = s3._buckets.get(name)
    # Of a bucket that is not there, or somebody else's, MiniStack says so.
    return bucket is None or key in bucket.get("objects", {})

"""What MiniStack's authoriser leaves unread of a request: tables that are named by an ARN, and the tags that they are made
with, how objects are written, who mails whom, the streams of logs, and the tags of distributions."""

import json
from contextvars import ContextVar
from email.utils import parseaddr

from changes import name_beside

ARNS = ("TableArn", "ResourceArn", "ExportArn", "ImportArn")


# Of logs, their groups alone have tags, and go by this name then.
TAGGING = ("logs:TagResource", "logs:UntagResource", "logs:ListTagsForResource", "logs:CreateLogGroup")

_mail = ContextVar("stackwarden_mail", default=None)
_tags = ContextVar("stackwarden_table_tags", default=False)
_stream = ContextVar("stackwarden_log_stream", default=None)


def read_whole():
    from ministack import app
    from ministack.core import iam_actions, iam_evaluator
    from ministack.services import tagging

    tagging._RESOURCE_TAG_COLLECTORS["cloudfront"] = tagging._collect_cloudfront
    app._enforce_ses_v2 = with_mail(app._enforce_ses_v2)
    iam_evaluator.enforce = with_streams(with_tags(with_mail_context(iam_evaluator.enforce)))
    iam_actions.logs_service_context = with_stream(iam_actions.logs_service_context)
    iam_actions.dynamodb_resource_arns = with_arns(iam_actions.dynamodb_resource_arns)
    iam_actions._s3_object_context = with_creation(iam_actions._s3_object_context, iam_actions._query_param)


def with_arns(original):
    def dynamodb_resource_arns(body, region, account_id):
        _tags.set(b'"Tags"' in (body or b""))
        return original(body, region, account_id) or named_otherwise(body, region, account_id)

    return dynamodb_resource_arns


def named_otherwise(body, region, account_id):
    try:
        data = json.loads(body or b"{}")
    except (ValueError, TypeError):
        return []
    if not isinstance(data, dict):
        return []
    parameters = data.get("TableCreationParameters")
    table = parameters.get("TableName") if isinstance(parameters, dict) else None
    if isinstance(table, str) and table:
        return [f"arn:aws:dynamodb:{region}:{account_id}:table/{table}"]
    return [arn for arn in map(data.get, ARNS) if isinstance(arn, str) and arn]


def with_creation(original, query_param):
    # https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    def s3_object_context(iam_action, query_params, path, headers):
        context = original(iam_action, query_params, path, headers)
        if iam_action == "s3:PutObject":
            is_piece = "uploads" in query_params or query_param(query_params, "partNumber")
            context["s3:ObjectCreationOperation"] = "false" if is_piece else "true"
            if headers.get("if-none-match"):
                context["s3:if-none-match"] = headers["if-none-match"]
        return context

    return s3_object_context


def with_mail(original):
    def _enforce_ses_v2(method, path, headers, body, *rest):
        token = _mail.set(body if (method, path.rstrip("/")) == ("POST", "/v2/email/outbound-emails") else None)
        try:
            return original(method, path, headers, body, *rest)
        finally:
            _mail.reset(token)

    return _enforce_ses_v2


def with_mail_context(original):
    # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsimpleemailservicev2.html
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        mail = mail_of(_mail.get()) if iam_action == "ses:SendEmail" else None
        if mail is not None:
            resource_arn, context = mail_context(mail, region)
            service_context = {**(service_context or {}), **context}
        return original(access_key_id, iam_action, service, region, resource_arn, service_context)

    return enforce


def mail_of(body):
    try:
        data = json.loads(body) if body else None
    except ValueError:
        return None
    return data if isinstance(data, dict) and isinstance(data.get("FromEmailAddress"), str) else None


def mail_context(mail, region):
    from ministack.core.responses import get_account_id

    name, address = parseaddr(mail["FromEmailAddress"])
    destination = mail.get("Destination") if isinstance(mail.get("Destination"), dict) else {}
    lists = [destination.get(kind) for kind in ("ToAddresses", "CcAddresses", "BccAddresses")]
    recipients = [parseaddr(each)[1] for addresses in lists if isinstance(addresses, list) for each in addresses]
    identity = mail.get("FromEmailAddressIdentityArn")
    arn = identity or f"arn:aws:ses:{region}:{get_account_id()}:identity/{address}"
    context = {"ses:FromAddress": address, "ses:FromDisplayName": name, "ses:Recipients": recipients}
    return arn, {key: value for key, value in context.items() if value}


def with_tags(original):
    # https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Tagging.Operations.html
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        denied = original(access_key_id, iam_action, service, region, resource_arn, service_context)
        if denied or iam_action != "dynamodb:CreateTable" or not _tags.get():
            return denied
        untagged = original(access_key_id, "dynamodb:TagResource", service, region, resource_arn, service_context)
        return name_beside(untagged, "dynamodb:TagResource", resource_arn)

    return enforce


def with_stream(original):
    def logs_service_context(action, body, *rest):
        try:
            data = json.loads(body or b"{}")
        except (ValueError, TypeError):
            data = None
        _stream.set(data.get("logStreamName") if isinstance(data, dict) else None)
        return original(action, body, *rest)

    return logs_service_context


def with_streams(original):
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html
    def enforce(access_key_id, iam_action, service, region, resource_arn="*", service_context=None):
        if service == "logs" and ":log-group:" in resource_arn and iam_action not in TAGGING:
            resource_arn = f"{resource_arn}:log-stream:{_stream.get() or ''}"
        return original(access_key_id, iam_action, service, region, resource_arn, service_context)

    return enforce

"""What MiniStack's authoriser leaves unread of a request: tables that are named by an ARN, and how objects are written."""

import json

ARNS = ("TableArn", "ResourceArn", "ExportArn", "ImportArn")


def read_whole():
    from ministack.core import iam_actions

    iam_actions.dynamodb_resource_arns = with_arns(iam_actions.dynamodb_resource_arns)
    iam_actions._s3_object_context = with_creation(iam_actions._s3_object_context, iam_actions._query_param)


def with_arns(original):
    def dynamodb_resource_arns(body, region, account_id):
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

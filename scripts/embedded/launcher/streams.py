"""DynamoDB streams after a restart.

MiniStack saves how far an event source mapping has read a stream, but not the stream's records. After a start the
mapping would skip as many new records as it had read before it.
"""


def begin_anew():
    from ministack.services import lambda_svc

    original = lambda_svc._restore_esm_positions

    def restore(store, positions):
        if store is not lambda_svc._dynamodb_stream_positions:
            original(store, positions)

    lambda_svc._restore_esm_positions = restore

"""Where MiniStack's Lambda differs from AWS."""

import contextvars
import functools
import json
import os
import threading

from .expectation import expect


def retry_stream_batches_with_failed_items():
    """On AWS a stream batch whose answer names failed items is delivered again from the first of them. MiniStack moves on
    past the whole batch, which would lose events. Here it counts as failed as a whole and is delivered again as a whole."""
    from ministack.services import lambda_svc

    polling_streams = contextvars.ContextVar('polling_streams', default=False)
    poll, execute = lambda_svc._poll_dynamodb_streams, lambda_svc._execute_function

    @functools.wraps(poll)
    def poll_streams():
        token = polling_streams.set(True)
        try:
            return poll()
        finally:
            polling_streams.reset(token)

    @functools.wraps(execute)
    def execute_function(func, event):
        result = execute(func, event)
        body = result.get('body')
        if polling_streams.get() and not result.get('error') and isinstance(body, (str, bytes)):
            try:
                body = json.loads(body)
            except ValueError:
                body = None
        if polling_streams.get() and isinstance(body, dict) and body.get('batchItemFailures'):
            return {**result, 'error': True}
        return result

    lambda_svc._poll_dynamodb_streams = poll_streams
    lambda_svc._execute_function = execute_function


def queue_invocations_beyond_a_few():
    """AWS runs each concurrent invocation on its own machine. Here each is a Node process on the developer's, so that fifty
    contacts going on at once would be fifty processes. At most a few per function run at once; the others queue."""
    from ministack.services import lambda_svc

    most = int(os.environ.get('TRIBUTARY_LOCAL_CONCURRENCY', '4'))
    slots, guard = {}, threading.Lock()
    # MiniStack calls this function again, in the same context, to change its region: that is one invocation, not two.
    counted = contextvars.ContextVar('counted', default=False)
    execute = lambda_svc._execute_function

    @functools.wraps(execute)
    def execute_function(func, event):
        if counted.get():
            return execute(func, event)
        name = (func.get('config') or func).get('FunctionName', '')
        with guard:
            slot = slots.setdefault(name, threading.BoundedSemaphore(most))
        with slot:
            token = counted.set(True)
            try:
                return execute(func, event)
            finally:
                counted.reset(token)

    lambda_svc._execute_function = execute_function


def let_functions_name_their_errors():
    """On AWS whoever called a function that threw is told {errorType, errorMessage, trace}; errorType is the exception's name, by which a
    machine retries and catches. MiniStack's Node worker tells the message only, all errors are called `Runtime.HandlerError`, and the
    worker is ended. Here the name arrives, and the worker stays warm, as on AWS. Timeouts and crashes stay what they are there."""
    from ministack.core import lambda_runtime
    from ministack.services import lambda_svc

    mark = '__thrownByTheFunction'
    script = lambda_runtime._NODEJS_WORKER_SCRIPT
    changes = {
        # The worker would be ended if it answered `error`.
        'status: "error", error: String(err.message || err), trace: err.stack || ""': """status: "ok", result: { %s: err instanceof Error
              ? { errorType: err.name, errorMessage: err.message, trace: String(err.stack).split("\\n") }
              : { errorType: typeof err, errorMessage: String(err), trace: [] } }""" % mark,
        # What is thrown before there is a promise goes the same way, once: a callback that comes later is not heard any more.
        'const result = handlerFn(event, context, callback);': """let result;
      try { result = handlerFn(event, context, callback); } catch (thrown) { return settle(thrown); }""",
    }
    expect(script, *changes)
    for part, instead in changes.items():
        script = script.replace(part, instead)
    lambda_runtime._NODEJS_WORKER_SCRIPT = script

    execute = lambda_svc._execute_function_warm
    expect(execute, 'return {"body": result.get("result"), "log": result.get("log", "")}')

    @functools.wraps(execute)
    def execute_function_warm(func, event, request_id):
        result = execute(func, event, request_id)
        body = result.get('body')
        if not isinstance(body, dict) or list(body) != [mark]:
            return result
        failure = body[mark]
        return {'body': failure, 'error': True, 'log': '\n'.join(filter(None, [result.get('log'), *failure['trace']]))}

    lambda_svc._execute_function_warm = execute_function_warm

"""Starts MiniStack with a few small adaptations, each where it differs from AWS in a way that our tests would feel. Each is
a function below, and a row of the table in docs/local-stack.md.

What is deployed is not bent to suit the emulator; the emulator is bent here, in one file.
Written for the version pinned in ../requirements.txt. Runs in the venv and, mounted, in MiniStack's container.
"""

import contextvars
import functools
import json
import os
import signal
import sys
import threading
import time


def end_with_whoever_started_us():
    """Ends the emulator, with all its Lambda processes, when the other end of stdin is gone, however that came about."""

    def watch():
        while os.read(0, 4096):
            pass
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


def make_running_waits_follow_the_scale():
    """MiniStack computes a Wait's length once, when it begins. Here a Wait that has begun also ends when the scale is set to 0,
    so that the sample week can be played while waits stand still, and the contacts then go on."""
    from ministack.services import stepfunctions

    def scaled_sleep(seconds):
        begun = time.monotonic()
        while True:
            left = seconds * stepfunctions._SFN_WAIT_SCALE - (time.monotonic() - begun)
            if left <= 0:
                return
            time.sleep(min(left, 0.25))

    stepfunctions._scaled_sleep = scaled_sleep


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


def keep_the_headers_of_mail():
    """MiniStack keeps a mail's bodies and drops its headers and tags. Here they are kept and shown with the sent mail, for the
    inbox page and for tests of the unsubscribe headers."""
    from ministack import app
    from ministack.services import ses_v2

    kept = {}
    send, show = ses_v2.handle_request, app._handle_ses_messages_request

    @functools.wraps(send)
    async def handle_request(method, path, headers, body, query_params):
        answer = await send(method, path, headers, body, query_params)
        if method == 'POST' and path.rstrip('/').endswith('/outbound-emails') and answer[0] == 200:
            request = json.loads(body)
            kept[json.loads(answer[2])['MessageId']] = {
                'Headers': (request.get('Content', {}).get('Simple') or {}).get('Headers', []),
                'Tags': request.get('EmailTags', []),
                'ReplyTo': request.get('ReplyToAddresses', []),
                'ConfigurationSet': request.get('ConfigurationSetName', ''),
            }
        return answer

    @functools.wraps(show)
    async def handle_messages(method, path, headers, query_params):
        answer = await show(method, path, headers, query_params)
        if answer is None or answer[0] != 200:
            return answer
        shown = json.loads(answer[2])
        for messages in shown['messages'].values():
            for message in messages:
                message.update(kept.get(message['MessageId'], {}))
        return answer[0], answer[1], json.dumps(shown).encode()

    ses_v2.handle_request = handle_request
    app._handle_ses_messages_request = handle_messages


def read_cors_from_templates():
    """AWS answers a browser's preflight from the API's CORS settings. MiniStack keeps those that come from a CloudFormation template under
    names (`AllowOrigins`) that its own preflight does not look for (`allowOrigins`), and refuses every origin. Here it finds them.
    As on AWS, they replace what a function answers about CORS; MiniStack would send both, under differently written names."""
    from ministack.services import apigateway

    def under_its_own_names(read):
        @functools.wraps(read)
        def reading(cors, origin):
            return read({name[:1].lower() + name[1:]: value for name, value in (cors or {}).items()}, origin)

        return reading

    read_headers = under_its_own_names(apigateway._cors_response_headers)
    apigateway._cors_response_headers = lambda cors, origin: {
        name.lower(): value for name, value in read_headers(cors, origin).items()
    }
    apigateway._cors_preflight_response = under_its_own_names(apigateway._cors_preflight_response)


if __name__ == '__main__':
    # Adaptations come first: services bind each other's functions when they are first used.
    make_running_waits_follow_the_scale()
    retry_stream_batches_with_failed_items()
    queue_invocations_beyond_a_few()
    keep_the_headers_of_mail()
    read_cors_from_templates()
    end_with_whoever_started_us()
    from ministack.app import main

    sys.argv = ['ministack']
    main()

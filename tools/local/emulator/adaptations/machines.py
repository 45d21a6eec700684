"""Where MiniStack's Step Functions differ from AWS."""

import contextvars
import functools
import json
import re
import threading
import time
from datetime import datetime, timezone

from .expectation import expect


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


def pace_waits_for_the_same_moment():
    """AWS waits until the moment that is said. Here, with the scale at 0, a stage that is held until a moment still to come would be run
    and held again, without a pause, until then. An execution (a thread of its own) that waits for the same moment again waits for at
    least a second of what is left."""
    from ministack.services import stepfunctions

    last, sleep_until = threading.local(), stepfunctions._sleep_until
    expect(sleep_until, 'datetime.fromisoformat(iso_ts.replace("Z", "+00:00"))', '_scaled_sleep(delta)')

    def left_until(moment):
        try:
            return (datetime.fromisoformat(moment.replace('Z', '+00:00')) - datetime.now(timezone.utc)).total_seconds()
        except (ValueError, TypeError):
            return 0

    @functools.wraps(sleep_until)
    def paced(moment):
        sleep_until(moment)
        if getattr(last, 'moment', None) == moment:
            time.sleep(min(1, max(0, left_until(moment))))
        last.moment = moment

    stepfunctions._sleep_until = paced


def fail_waits_without_a_time():
    """On AWS a Wait fails the execution with States.Runtime if there is no time where its path leads, or none that it can read. MiniStack's
    goes on at once, so that a journey without waits would look right."""
    from ministack.services import stepfunctions

    timestamp = re.compile(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)')
    wait = stepfunctions._execute_wait
    expect(wait, 'if isinstance(ts_str, str):', 'if isinstance(secs, (int, float)) and secs > 0:')

    def is_timestamp(value):
        return isinstance(value, str) and timestamp.fullmatch(value) is not None

    def is_seconds(value):
        return isinstance(value, int) and not isinstance(value, bool) and value >= 0

    @functools.wraps(wait)
    def execute_wait(state, data, context=None):
        for name, is_right in (('TimestampPath', is_timestamp), ('SecondsPath', is_seconds)):
            if name in state:
                value = stepfunctions._resolve_path(state[name], stepfunctions._apply_input_path(state, data, context))
                if not is_right(value):
                    raise stepfunctions._ExecutionError('States.Runtime', f'{name} {state[name]} leads to no time: {value!r}')
        return wait(state, data, context)

    stepfunctions._execute_wait = execute_wait


# The execution whose task this thread is at, and how long that task may take where it waits for its token.
_execution = contextvars.ContextVar('execution')
_timeout = contextvars.ContextVar('timeout')


def _before_each_attempt(prepare):
    """Has `prepare(execution, state, data, context)` called before each attempt of a task: after its input was selected, before its
    parameters are built and its token is read. MiniStack has no such place; the first thing that an attempt does is one."""
    from ministack.services import stepfunctions

    run = stepfunctions._execute_task
    expect(
        run,
        'effective = _apply_parameters(state_def, _apply_input_path(state_def, raw_input, ctx), ctx)',
        'effective = _apply_jsonata_arguments(state_def, raw_input, ctx)',
        'resource, effective, ctx["Task"]["Token"], state_def)',
    )

    @functools.wraps(run)
    def execute_task(state, data, execution, context):
        token = _execution.set(execution)
        try:
            return run(state, data, execution, context)
        finally:
            _execution.reset(token)

    def preparing(build):
        @functools.wraps(build)
        def build_input(state, data, context=None):
            execution = _execution.get(None)
            if execution is not None and state.get('Type') == 'Task':
                prepare(execution, state, data, context)
            return build(state, data, context)

        return build_input

    stepfunctions._execute_task = execute_task
    stepfunctions._apply_parameters = preparing(stepfunctions._apply_parameters)
    stepfunctions._apply_jsonata_arguments = preparing(stepfunctions._apply_jsonata_arguments)


def treat_task_tokens_as_aws_does():
    """waitForTaskToken: on AWS each attempt has a token of its own, a function that fails fails the task at once, the time runs from the
    attempt's start, and whoever answers with a token that is over is told TaskTimedOut (InvalidToken if it never was one), also when its
    execution was stopped. MiniStack keeps one token, drops the function's error and waits, counts from the function's end, does not know
    TimeoutSecondsPath, and takes an answer for a stopped execution. Timeouts follow the scale, as Waits do; they cut no function short."""
    from ministack.core.responses import error_response_json, new_uuid
    from ministack.services import stepfunctions

    tokens, over, guard = stepfunctions._task_tokens, set(), threading.Lock()
    expect(stepfunctions._invoke_with_callback, '_call_lambda(func_ref, lambda_payload)', 'state_def.get("TimeoutSeconds", 99999)')
    expect(stepfunctions._send_task_success, 'info["result"] = output', 'info["event"].set()')
    expect(stepfunctions._send_task_failure, 'info["error"] = {', 'info["event"].set()')
    expect(stepfunctions._invoke_activity, '_task_tokens[token] = {"event": evt, "result": None, "error": None, "heartbeat": None}')

    def prepare(execution, state, data, context):
        if '.waitForTaskToken' not in state.get('Resource', ''):
            return
        context['Task'] = {'Token': new_uuid()}
        path = state.get('TimeoutSecondsPath')
        seconds = state.get('TimeoutSeconds', 99_999_999) if path is None else stepfunctions._resolve_path(path, data)
        if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds <= 0:
            raise stepfunctions._ExecutionError('States.Runtime', f'The timeout of a task is to be a positive integer, not {seconds!r}')
        _timeout.set(seconds)

    def invoke_with_callback(resource, input_data, token, state):
        begun, answered = time.monotonic(), threading.Event()
        execution, timeout = _execution.get(), _timeout.get()
        info = {'event': answered, 'result': None, 'error': None, 'heartbeat': None, 'execution': execution}
        tokens[token] = info
        try:
            try:
                stepfunctions._invoke_resource(resource.replace('.waitForTaskToken', ''), input_data)
            except stepfunctions._ExecutionError:
                # The answer came first, and stands.
                if not answered.is_set():
                    raise
            while not answered.is_set() and execution['status'] == 'RUNNING':
                left = timeout * stepfunctions._SFN_WAIT_SCALE - (time.monotonic() - begun)
                if left <= 0:
                    break
                answered.wait(min(left, 0.25))
        finally:
            with guard:
                tokens.pop(token, None)
                over.add(token)
        if execution['status'] != 'RUNNING':
            _end_this_thread()
        if info['error'] is not None:
            raise stepfunctions._ExecutionError(info['error']['Error'], info['error']['Cause'])
        if info['result'] is None:
            raise stepfunctions._ExecutionError('States.Timeout', '')
        return json.loads(info['result'])

    def answering(answer, is_final):
        @functools.wraps(answer)
        def answer_for_task(data):
            token = data.get('taskToken')
            with guard:
                info = tokens.get(token)
                # An activity's task has no execution beside it.
                if info is not None and not info['event'].is_set() and info.get('execution', {'status': 'RUNNING'})['status'] == 'RUNNING':
                    try:
                        json.loads(data.get('output', '{}'))
                    except ValueError:
                        return error_response_json('InvalidOutput', "Invalid Output: 'Invalid JSON'", 400)
                    if is_final:
                        over.add(token)
                    return answer(data)
            if info is not None or token in over:
                return error_response_json('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'", 400)
            return error_response_json('InvalidToken', "Invalid Token: 'Invalid token'", 400)

        return answer_for_task

    _before_each_attempt(prepare)
    stepfunctions._invoke_with_callback = invoke_with_callback
    stepfunctions._send_task_success = answering(stepfunctions._send_task_success, True)
    stepfunctions._send_task_failure = answering(stepfunctions._send_task_failure, True)
    stepfunctions._send_task_heartbeat = answering(stepfunctions._send_task_heartbeat, False)


def _end_this_thread():
    """An execution is a thread of its own; it ends without a word where nobody waits for what comes of it."""
    raise SystemExit


def end_stopped_executions():
    """On AWS an execution that is stopped makes no further attempt, and stays `ABORTED`. MiniStack's goes on with the retries of the task
    it was at, and is `FAILED` in the end if they are used up."""
    from ministack.services import stepfunctions

    fail = stepfunctions._fail_execution
    expect(fail, 'execution["status"] = "FAILED"')
    expect(stepfunctions._run_execution, 'while current_name and execution["status"] == "RUNNING":')

    def prepare(execution, _state, _data, _context):
        if execution['status'] != 'RUNNING':
            _end_this_thread()

    @functools.wraps(fail)
    def fail_if_running(execution, error, cause):
        if execution['status'] == 'RUNNING':
            fail(execution, error, cause)

    _before_each_attempt(prepare)
    stepfunctions._fail_execution = fail_if_running

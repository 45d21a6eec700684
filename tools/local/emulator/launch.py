"""Starts MiniStack with a few small adaptations, each where it differs from AWS in a way that our tests would feel. Each is
a function in adaptations/, and a row of the table in docs/local-stack.md.

What is deployed is not bent to suit the emulator; the emulator is bent here, in one place.
Written for the version pinned in ../requirements.txt. Runs in the venv and, mounted, in MiniStack's container.
"""

import os
import signal
import sys
import threading

# No bytecode beside the sources: the directory may be mounted read-only, and is another's to clean.
writing, sys.dont_write_bytecode = sys.dont_write_bytecode, True
from adaptations import functions, http_api, machines, mail  # noqa: E402

sys.dont_write_bytecode = writing


def end_with_whoever_started_us():
    """Ends the emulator, with all its Lambda processes, when the other end of stdin is gone, however that came about."""

    def watch():
        while os.read(0, 4096):
            pass
        if os.getpgid(0) == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(0)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == '__main__':
    # Adaptations come first: services bind each other's functions when they are first used.
    functions.retry_stream_batches_with_failed_items()
    functions.queue_invocations_beyond_a_few()
    functions.let_functions_name_their_errors()
    machines.make_running_waits_follow_the_scale()
    machines.fail_waits_without_a_time()
    machines.pace_waits_for_the_same_moment()
    machines.treat_task_tokens_as_aws_does()
    machines.end_stopped_executions()
    mail.keep_the_headers_of_mail()
    http_api.read_cors_from_templates()
    http_api.keep_function_errors_from_clients()
    end_with_whoever_started_us()
    from ministack.app import main

    sys.argv = ['ministack']
    main()

"""Where MiniStack's SES differs from AWS."""

import functools
import json


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

"""Where MiniStack's API Gateway differs from AWS."""

import functools
import json

from .expectation import expect


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


def keep_function_errors_from_clients():
    """On AWS an HTTP API answers for a function that failed with 500 and `{"message":"Internal Server Error"}`. MiniStack answers 502 with
    the error, stack and all."""
    from ministack.services import lambda_svc

    shape = lambda_svc.lambda_execute_result_to_api_proxy_response
    expect(shape, 'if exec_result.get("error"):')

    @functools.wraps(shape)
    def shape_answer(result):
        if not result.get('error') or result.get('throttle'):
            return shape(result)
        body = json.dumps({'message': 'Internal Server Error'}, separators=(',', ':'))
        return {'statusCode': 500, 'headers': {'Content-Type': 'application/json'}, 'body': body}, None

    lambda_svc.lambda_execute_result_to_api_proxy_response = shape_answer

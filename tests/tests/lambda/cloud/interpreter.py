"""moto's server with its Step Functions interpreter switched on, and what that lacks.

interpreter.py PORT LAMBDA_ENDPOINT HASTE

Lambda tasks go to LAMBDA_ENDPOINT instead of moto's own Lambda, and retries wait HASTE times as long as they say.
Who comes to /called-by/NAME/... is answered as at /..., and the log has a line that begins with CALL and says what was asked.
"""
import io
import json
import os
import sys
import time

port, lambda_endpoint, haste = sys.argv[1], sys.argv[2], float(sys.argv[3])
os.environ["MOTO_PORT"] = port

import boto3
from botocore.config import Config
from moto.core.config import default_user_config

default_user_config["stepfunctions"]["execute_state_machine"] = True

# Loaded before the first request, so that what follows reaches all of it.
import moto.stepfunctions.parser.models  # noqa: E402, F401
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from moto.server import main
from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils

clients_of_moto = lambda_eval_utils.boto_client_for


def client(region, service, state_credentials=None):
    if service != "lambda":
        return clients_of_moto(region=region, service=service, state_credentials=state_credentials)
    return boto3.client(
        "lambda",
        region_name=region,
        endpoint_url=lambda_endpoint,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        config=Config(
            parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=900, max_pool_connections=100
        ),
    )


lambda_eval_utils.boto_client_for = client


class HastyTime:
    @staticmethod
    def sleep(seconds):
        time.sleep(seconds * haste)


retrier_decl.time = HastyTime

answer = DomainDispatcherApplication.__call__


def tell_and_answer(self, environ, start_response):
    if environ["PATH_INFO"].startswith("/called-by/"):
        name = environ["PATH_INFO"].split("/")[2]
        for variable in ("PATH_INFO", "REQUEST_URI", "RAW_URI"):
            if variable in environ:
                environ[variable] = "/" + environ[variable].partition(f"/called-by/{name}")[2].lstrip("/")
        call = {"by": name, "method": environ["REQUEST_METHOD"], "path": environ["PATH_INFO"]}
        call["query"] = environ["QUERY_STRING"]
        call["target"] = environ.get("HTTP_X_AMZ_TARGET", "")
        if call["method"] == "POST":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            call["body"] = body.decode()
        # In one piece, beside other threads; and on a line of its own, whatever those left behind.
        os.write(1, f"\nCALL {json.dumps(call)}\n".encode())
    return answer(self, environ, start_response)


DomainDispatcherApplication.__call__ = tell_and_answer

main(["-H", "127.0.0.1", "-p", port])

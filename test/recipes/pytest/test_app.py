import os

import pytest
import requests
from authlib.jose.errors import JoseError

from app import get_token, verify

tenant_id = os.environ["tenantId"]
control = f"{os.environ['APPID_EMULATOR_URL']}/_appid"
tenant = f"{control}/tenants/{tenant_id}"


@pytest.fixture(autouse=True)
def reset():
    requests.post(f"{tenant}/reset").raise_for_status()


def test_gets_a_valid_token():
    assert verify(get_token())["tenant"] == tenant_id


def test_tries_again_after_too_many_requests():
    fault = {"times": 2, "effect": {"status": 429, "retryAfter": 0}}
    requests.post(f"{tenant}/faults", json={"operation": "oauth-server.token", **fault}).raise_for_status()
    verify(get_token())
    assert requests.get(f"{control}/requests/count", {"status": 429}).json() == {"count": 2}


@pytest.mark.parametrize("flaw", ["expired", "wrong-issuer", "wrong-key", "alg-none"])
def test_refuses_a_token(flaw):
    token = requests.post(f"{tenant}/tokens", json={"flaw": flaw}).json()["accessToken"]
    with pytest.raises(JoseError):
        verify(token)

import os

from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

server = os.environ["oauthServerUrl"]
if server.startswith("http://localhost:"):
    os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"


def test_gets_a_token():
    session = OAuth2Session(client=BackendApplicationClient(os.environ["clientId"]))
    token = session.fetch_token(f"{server}/token", client_secret=os.environ["secret"])
    assert token["token_type"] == "Bearer"

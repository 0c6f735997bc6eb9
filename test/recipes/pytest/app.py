import os

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.jose import JsonWebKey, JsonWebToken
from requests.adapters import HTTPAdapter, Retry

server = os.environ["oauthServerUrl"]


def get_token():
    session = OAuth2Session(os.environ["clientId"], os.environ["secret"])
    retry = Retry(3, status_forcelist=[429], allowed_methods=["POST"])
    session.mount(server, HTTPAdapter(max_retries=retry))
    return session.fetch_token(f"{server}/token", grant_type="client_credentials")["access_token"]


def verify(token):
    keys = JsonWebKey.import_key_set(requests.get(f"{server}/publickeys").json())
    issuer = {"essential": True, "value": os.environ["APPID_ISSUER"]}
    claims = JsonWebToken(["RS256"]).decode(token, keys, claims_options={"iss": issuer})
    claims.validate()
    return claims

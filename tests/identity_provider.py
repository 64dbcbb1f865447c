"""An OpenID provider that people sign in by: a real one over http, as small as the standard lets it be.

It stands for two, `team` and `other`. A test says who sits before it, then follows the browser.
"""

import base64
import hashlib
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, KEY_ID = "messager", "s3cret", "k1"
NAMES = {"team": "Team ID", "other": "Other ID"}
PAGE = b"""<!doctype html><title>Team ID</title><h1>Who are you?</h1>
<p><a id="yes" href="?%s&amp;yes=1">I am Dora</a> <a id="no" href="?%s&amp;no=1">Back</a></p>"""


class IdentityProvider:
    """Say `person = {...claims}`; `breaks = "token"` lets that address answer with nonsense."""

    def __init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self.server.identity = self
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self._key = None
        self.reset()

    def configuration(self) -> str:
        """For OIDC_PROVIDERS."""
        client = {"client_id": CLIENT, "client_secret": SECRET}
        named = [{"id": key, "name": name, "url": f"{self.url}/{key}"} for key, name in NAMES.items()]
        return json.dumps([one | client for one in named])

    def reset(self) -> None:
        self.person: dict = {"sub": "1", "email": "dora@example.org", "email_verified": True}
        self.token_claims: dict = {}  # what the token says otherwise than userinfo
        self.breaks = ""
        self.obeys = True  # asks anew where it is told to
        self.asks = False  # shows a page before it sends anybody back
        self.codes: dict[str, dict] = {}
        self.signed_in_at = time.time() - 3600

    def serve(self) -> "IdentityProvider":
        if self._key is None:
            self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
            Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    # --- what it answers ------------------------------------------------------------------------------

    def configuration_of(self, issuer: str) -> dict:
        ends = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        places = {end: f"{issuer}/{end.split('_')[0]}" for end in ends}
        return {"issuer": issuer, "token_endpoint_auth_methods_supported": ["client_secret_basic"], **places}

    def authorized(self, asked: dict) -> str:
        """Where the browser goes next."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        if self.obeys and asked.get("prompt") == "login":
            self.signed_in_at = time.time()
        code = secrets.token_urlsafe()
        self.codes[code] = asked
        return back_to(asked, code=code)

    def exchanged(self, issuer: str, form: dict, authorization: str) -> dict | None:
        asked = self.codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        is_right = (
            asked is not None
            and authorization == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            and form["redirect_uri"] == asked["redirect_uri"]
            and asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        )
        return {"access_token": "a-token", "id_token": self._token(issuer, asked)} if is_right else None

    def _token(self, issuer: str, asked: dict) -> str:
        now = int(time.time())
        claims = {"iss": issuer, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims["sub"] = self.person["sub"] if "sub" in self.person else "?"  # noqa: SIM401 (it may be a list)
        if "max_age" in asked:
            claims["auth_time"] = int(self.signed_in_at)
        claims |= self.token_claims | {"jti": secrets.token_hex()}
        return jwt.encode(claims, self._key, "RS256", headers={"kid": KEY_ID})

    def keys(self) -> dict:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self._key.public_key()))
        return {"keys": [key | {"kid": KEY_ID, "alg": "RS256", "use": "sig"}]}


def back_to(asked: dict, **said: str) -> str:
    return f"{asked['redirect_uri']}?{urlencode(said | {'state': asked['state']})}"


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        identity, url = self.server.identity, urlsplit(self.path)
        tenant, _, place = url.path.removeprefix("/").partition("/")
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        if place == identity.breaks:
            self._say(200, b"<p>Out of order</p>")
        elif place == ".well-known/openid-configuration":
            self._say_json(identity.configuration_of(f"{identity.url}/{tenant}"))
        elif place == "authorization":
            self._ask(identity, url.query, asked)
        elif place == "userinfo" and self.headers["Authorization"] == "Bearer a-token":
            self._say_json(identity.person)
        elif place == "jwks":
            self._say_json(identity.keys())
        else:
            self._say(404)

    def do_POST(self) -> None:
        identity = self.server.identity
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        form = {name: values[0] for name, values in form.items()}
        issuer = f"{identity.url}/{self.path.split('/')[1]}"
        answer = identity.exchanged(issuer, form, self.headers.get("Authorization", ""))
        if identity.breaks == "token":
            self._say(200, b'["no token"]')
        elif answer is None:
            self._say_json({"error": "invalid_grant"}, 400)
        else:
            self._say_json(answer)

    def _ask(self, identity: IdentityProvider, query: str, asked: dict) -> None:
        if "no" in asked:
            self._redirect(back_to(asked, error="access_denied"))
        elif identity.asks and "yes" not in asked:
            again = query.replace("&", "&amp;").encode()
            self._say(200, PAGE % (again, again))
        else:
            self._redirect(identity.authorized(asked))

    def _redirect(self, url: str) -> None:
        self.send_response(302)
        self.send_header("Location", url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say_json(self, said: object, status: int = 200) -> None:
        self._say(status, json.dumps(said).encode(), "application/json")

    def _say(self, status: int, body: bytes = b"", kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


IDENTITY = IdentityProvider()

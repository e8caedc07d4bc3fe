"""Logging in through an identity provider that really answers over HTTP, honest or not."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

from assistant.http.oidc import COOKIE
from assistant.serving.app import create_app
from index.settings import Settings, SettingsError, load_settings
from tests.assistant.attacks.conftest import served
from tests.assistant.conftest import free_port

CLIENT, SECRET = "assistant", "secret-du-client"
BROWSER = {"Accept": "text/html"}


@dataclass
class Provider:
    """OpenID Connect as ProConnect speaks it: discovery, code, PKCE, client secret in the form, signed token. `lie` changes the
    claims before they are signed; `forge` the token after."""

    issuer: str
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    lie: dict[str, Any] = field(default_factory=dict)
    forge: Any = None
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery() -> dict[str, Any]:
            ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
            return {
                "issuer": self.issuer,
                **{f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in ends.items()},
                "jwks_uri": f"{self.issuer}/jwks",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/jwks")
        def jwks() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize(request: Request) -> RedirectResponse:
            asked = dict(request.query_params)
            assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256" and asked["nonce"]
            code = secrets.token_urlsafe(8)
            self.codes[code] = asked
            return RedirectResponse(f"{asked['redirect_uri']}?code={code}&state={asked['state']}", 302)

        @app.post("/token")
        def token(
            code: str = Form(), client_id: str = Form(), client_secret: str = Form(), code_verifier: str = Form()
        ) -> JSONResponse:
            asked = self.codes.pop(code, None)
            digest = hashlib.sha256(code_verifier.encode()).digest()
            challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            if asked is None or (client_id, client_secret) != (CLIENT, SECRET) or challenge != asked["code_challenge"]:
                return JSONResponse({"error": "invalid_grant"}, 400)
            claims = {
                "iss": self.issuer, "aud": CLIENT, "sub": "agent-1", "exp": int(time.time()) + 60, "iat": int(time.time()),
                "nonce": asked["nonce"], **self.lie,
            }  # fmt: skip
            signed = jwt.encode({"alg": "RS256", "kid": "1"}, claims, self.key)
            signed = self.forge(signed) if self.forge else signed
            return JSONResponse({"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": signed})

        @app.get("/logout")
        def logout(request: Request) -> RedirectResponse:
            assert request.query_params["id_token_hint"]
            return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)

        return app


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    port = free_port()
    provider = Provider(f"http://127.0.0.1:{port}")
    with served(provider.app(), port):
        yield provider


@pytest.fixture(scope="module")
def url(provider: Provider, small_data) -> Iterator[str]:
    from assistant.web.mount import mount_page
    from ui import build_page

    port = free_port()
    settings = Settings(
        data=small_data, access="keys", page_login="oidc", oidc_issuer=provider.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, public_url=f"http://127.0.0.1:{port}", session_secret="s" * 32,
    )  # fmt: skip
    app = create_app(settings)
    mount_page(app, build_page)
    with served(app, port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def browser(url: str, provider: Provider) -> Iterator[httpx.Client]:
    provider.lie, provider.forge = {}, None
    with httpx.Client(base_url=url, headers=BROWSER, follow_redirects=True, timeout=30, verify=False) as client:
        yield client


def test_a_visitor_is_sent_to_the_provider_and_back_to_what_was_wanted(browser: httpx.Client, url: str) -> None:
    wanted = "/api/v1/documents/fiche-phase-1/text?start=0&end=9"
    reply = browser.get(wanted)
    assert reply.status_code == 200 and str(reply.url) == url + wanted
    assert "<mark" in reply.text
    assert browser.get("/").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: httpx.Client) -> None:
    browser.follow_redirects = False
    cookie = browser.get("/connexion").headers["set-cookie"].lower()
    assert cookie.startswith(COOKIE) and "httponly" in cookie and "samesite=lax" in cookie


def test_over_https_the_cookie_stays_there(provider: Provider, tmp_path) -> None:
    settings = Settings(
        data=tmp_path, page_login="oidc", oidc_issuer=provider.issuer, oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, public_url="https://assistant.exemple.fr", session_secret="s" * 32,
    )  # fmt: skip
    with served(create_app(settings)) as (host, port):
        reply = httpx.get(f"http://{host}:{port}/connexion", verify=False)
    assert "secure" in reply.headers["set-cookie"].lower()
    assert parse_qs(urlsplit(reply.headers["location"]).query)["redirect_uri"] == [
        "https://assistant.exemple.fr/connexion/retour"
    ]


def test_logging_out_ends_the_session_here_and_there(browser: httpx.Client) -> None:
    browser.get("/")
    browser.get("/deconnexion")
    browser.follow_redirects = False
    assert (
        browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 200
    )  # led back to `/`, the provider knew the agent
    browser.cookies.clear()
    assert browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 401


def test_a_login_opens_the_page_and_not_the_api(browser: httpx.Client) -> None:
    browser.get("/")
    assert browser.get("/api/v1/index").status_code == 401
    assert browser.get("/api/v1/search?q=a").status_code == 401


def test_another_site_cannot_act_through_a_session(browser: httpx.Client) -> None:
    browser.get("/")
    join = {"data": [], "fn_index": 0, "session_hash": "abcdefgh"}
    assert (
        browser.post("/gradio_api/queue/join", json=join, headers={"Origin": "https://pirate.exemple"}).status_code
        == 403
    )
    assert browser.post("/gradio_api/queue/join", json=join).status_code not in (401, 403)


@pytest.mark.parametrize(
    "suite",
    ["https://pirate.exemple", "//pirate.exemple", "/\\pirate.exemple", "\\\\pirate.exemple", "javascript:alert(1)", "/a\nb", "pirate.exemple", "",
     "/\t/pirate.exemple"],
)  # fmt: skip
def test_a_login_leads_nowhere_but_here(browser: httpx.Client, url: str, suite: str) -> None:
    reply = browser.get("/connexion", params={"suite": suite})
    assert str(reply.url) == url + "/" and reply.status_code == 200


@pytest.mark.parametrize(
    "lie",
    [{"aud": "autre"}, {"aud": ["autre"]}, {"iss": "https://pirate.exemple"}, {"nonce": "autre"}, {"exp": 1}, {"sub": None}, {"sub": ""},
     {"exp": None}, {"nonce": None}, {"aud": None}, {"iss": None}],
    ids=str,
)  # fmt: skip
def test_a_token_made_for_something_else_opens_nothing(browser: httpx.Client, provider: Provider, lie: dict) -> None:
    provider.lie = lie
    reply = browser.get("/connexion")
    assert reply.status_code == 401 and reply.json()["type"].endswith("/connexion-echouee")
    assert browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 401


def _unsigned(token: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def _signed_with_the_public_key(token: str) -> str:
    import hmac

    header = base64.urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "1"}).encode()).rstrip(b"=").decode()
    signed = f"{header}.{token.split('.')[1]}"
    mac = base64.urlsafe_b64encode(hmac.new(b"public", signed.encode(), "sha256").digest()).rstrip(b"=").decode()
    return f"{signed}.{mac}"


@pytest.mark.parametrize(
    "forge",
    [
        _unsigned,
        _signed_with_the_public_key,
        lambda token: token[:-4] + "AAAA",
        lambda token: jwt.encode({"alg": "RS256", "kid": "1"}, {"sub": "a"}, RSAKey.generate_key(2048)),
        lambda token: "a.b.c",
        lambda token: "",
        lambda token: None,
    ],
    ids=["unsigned", "other algorithm", "altered", "another key", "not a token", "empty", "none"],
)
def test_a_forged_token_opens_nothing(browser: httpx.Client, provider: Provider, forge: Any) -> None:
    provider.forge = forge
    assert browser.get("/connexion").status_code == 401
    assert browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 401


@pytest.mark.parametrize(
    "query", ["", "?code=a", "?state=a", "?code=a&state=b", "?error=access_denied", "?error=<script>"]
)
def test_coming_back_without_having_left_opens_nothing(browser: httpx.Client, query: str) -> None:
    reply = browser.get(f"/connexion/retour{query}")
    assert reply.status_code == 401 and "<script>" not in reply.text
    assert browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 401


def test_another_s_code_cannot_be_slipped_to_a_visitor(browser: httpx.Client, url: str) -> None:
    """The pirate logs in as himself up to the last step, and has somebody else take it."""
    with httpx.Client(base_url=url, headers=BROWSER, verify=False) as pirate:
        leaving = pirate.get("/connexion")
        back = httpx.get(leaving.headers["location"], verify=False).headers["location"]
    assert browser.get(back).status_code == 401


@pytest.mark.parametrize(
    "cookie", ["", "a", "eyJzdWIiOiAiYSJ9.a.b", "eyJzdWIiOiAiYWdlbnQtMSIsICJ1bnRpbCI6IDk5OTk5OTk5OTl9"]
)
def test_a_made_up_session_opens_nothing(browser: httpx.Client, cookie: str) -> None:
    reply = browser.get("/theme.css", headers={"Accept": "*/*", "Cookie": f"{COOKIE}={cookie}"})
    assert reply.status_code == 401


def test_a_session_that_is_over_opens_nothing(browser: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.http import oidc

    monkeypatch.setattr(oidc, "SESSION_S", -1)
    browser.follow_redirects = False
    back = httpx.get(browser.get("/connexion").headers["location"]).headers["location"]
    assert browser.get(back).status_code == 302
    assert browser.get("/theme.css", headers={"Accept": "*/*"}).status_code == 401


def test_a_provider_that_is_not_there_is_said_so(tmp_path) -> None:
    settings = Settings(
        data=tmp_path, page_login="oidc", oidc_issuer=f"http://127.0.0.1:{free_port()}", oidc_client_id=CLIENT,
        oidc_client_secret=SECRET, public_url="http://127.0.0.1", session_secret="s" * 32,
    )  # fmt: skip
    with served(create_app(settings)) as (host, port):
        reply = httpx.get(f"http://{host}:{port}/connexion", verify=False)
    assert (
        reply.status_code == 503
        and reply.headers["retry-after"]
        and reply.json()["type"].endswith("/connexion-indisponible")
    )


@pytest.mark.parametrize(("login", "missing"), [("basic", "ASSISTANT_PAGE_USER"), ("oidc", "ASSISTANT_OIDC_ISSUER")])
def test_a_login_without_its_parts_is_refused_at_the_start(login: str, missing: str) -> None:
    with pytest.raises(SettingsError, match=missing):
        load_settings(page_login=login)


def test_secrets_are_not_shown_with_the_settings() -> None:
    shown = repr(Settings(page_login="basic", page_user="a", page_password="mot de passe long"))
    assert "mot de passe long" not in shown

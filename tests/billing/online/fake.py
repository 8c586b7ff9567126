"""A small Stripe of our own, over HTTP on the loopback, for the real `stripe` library to speak to.

Its objects hold the fields that coin reads or sends, and no other; their shapes were checked against the types of the
`stripe` library 16.1.0, which are made from the published API of version 2026-10-28.endive. It takes what the library
sends (form-encoded, a version and a bearer key), answers a repeated Idempotency-Key with the first answer (an error
when the parameters differ), and signs webhooks as Stripe does.

Methods stand for what people and banks do: `pay`, `settle`, `fail`, `dispute`, `close_dispute`, `pay_out`. Each returns
the identifier of what changed; `event` makes the message about it, to be delivered late, twice or in disorder.
"""

import itertools
import json
import re
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

VERSION = "2026-10-28.endive"
KEY, SECRET = "sk_test_coin", "whsec_coin"
DAY = 24 * 3600
Json = dict[str, Any]


class Refusal(Exception):
    """An error as Stripe answers it."""

    def __init__(self, status: int, type: str, code: str, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": type, "code": code, "message": message, **more}}


def missing(what: str) -> Refusal:
    return Refusal(404, "invalid_request_error", "resource_missing", f"No such object: '{what}'")


def wrong(message: str, code: str = "parameter_invalid") -> Refusal:
    return Refusal(400, "invalid_request_error", code, message)


class FakeStripe:
    """Holds Stripe's objects by identifier, the requests of coin, and the answers given to each key."""

    def __init__(self) -> None:
        self.objects: dict[str, Json] = {}
        self.asked: list[tuple[str, str, Json]] = []
        self.answers: dict[str, tuple[Json, int, Json]] = {}
        self.fee_of: Callable[[int], int] = lambda amount: 25 + amount * 15 // 1000
        self.declines: dict[str, str] = {}  # a method, and the code it is declined with
        self.is_down = False
        self.drops_next = 0  # so many answers are lost on the way, after the request took effect
        self._numbers = itertools.count(1)
        self._lock = threading.RLock()  # each request runs in a thread of its own

    def new(self, prefix: str, kind: str, **fields: Any) -> Json:
        pk = f"{prefix}_{next(self._numbers):06d}"
        self.objects[pk] = {"id": pk, "object": kind, "created": int(time.time()), **fields}
        return self.objects[pk]

    def find(self, pk: str, kind: str) -> Json:
        stored = self.objects.get(pk)
        if stored is None or stored["object"] != kind or stored.get("deleted"):
            raise missing(pk)
        return stored

    def all(self, kind: str) -> list[Json]:
        return [stored for stored in self.objects.values() if stored["object"] == kind]

    # What coin asks --------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: str, params: Json, key: str) -> tuple[int, Json]:
        with self._lock:
            self.asked.append((method, path, params))
            if method == "POST" and key in self.answers:
                before, status, body = self.answers[key]
                if before != params:
                    text = "Keys for idempotent requests can only be used with the same parameters."
                    raise Refusal(400, "idempotency_error", "idempotency_key_in_use", text)
                return status, body
            try:
                status, body = 200, self._do(method, path, params)
            except Refusal as refusal:
                status, body = refusal.status, refusal.body
            if method == "POST" and key:
                # A copy: the object goes on changing, the answer given first does not.
                self.answers[key] = (params, status, json.loads(json.dumps(body)))
            return status, body

    def _do(self, method: str, path: str, params: Json) -> Json:
        for verb, pattern, do in ROUTES:
            match = re.fullmatch(pattern, path) if verb == method else None
            if match:
                return self._expanded(do(self, params, *match.groups()), params)
        raise missing(path)

    def _expanded(self, body: Json, params: Json) -> Json:
        body = json.loads(json.dumps(body))
        for path in params.get("expand", []):
            self._expand(body, path.split("."))
        return body

    def _expand(self, body: Any, names: list[str]) -> None:
        if isinstance(body, list):
            for item in body:
                self._expand(item, names)
        elif isinstance(body, dict) and names and body.get(names[0]) is not None:
            value = body[names[0]]
            if isinstance(value, str):
                body[names[0]] = json.loads(json.dumps(self.objects[value]))
            self._expand(body[names[0]], names[1:])

    def open_session(self, params: Json) -> Json:
        if params["mode"] == "payment":
            items = params["line_items"]
            if any(item["price_data"]["currency"] != "eur" for item in items):
                raise wrong("currency")
            amounts = [
                int(item["price_data"]["unit_amount"]) * int(item["quantity"]) for item in items
            ]
            total, status = sum(amounts), "unpaid"
        else:
            self.find(params["customer"], "customer")
            total, status = None, "no_payment_required"
        session = self.new(
            "cs_test",
            "checkout.session",
            mode=params["mode"],
            status="open",
            payment_status=status,
            amount_total=total,
            currency="eur" if total else None,
            customer=params.get("customer"),
            client_reference_id=params.get("client_reference_id"),
            metadata=params.get("metadata", {}),
            payment_intent=None,
            setup_intent=None,
            success_url=params["success_url"],
            cancel_url=params["cancel_url"],
            expires_at=int(time.time()) + DAY,
            _intent=params.get("payment_intent_data") or params.get("setup_intent_data") or {},
            _kinds=params.get("payment_method_types"),
        )
        session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
        if params["mode"] == "setup":
            intent = self.new(
                "seti",
                "setup_intent",
                status="requires_payment_method",
                customer=params["customer"],
                payment_method=None,
                mandate=None,
                metadata=session["_intent"].get("metadata", {}),
            )
            session["setup_intent"] = intent["id"]
        return session

    def expire(self, params: Json, pk: str) -> Json:
        session = self.find(pk, "checkout.session")
        if session["status"] != "open":
            raise wrong('Only Checkout Sessions with a status in ["open"] can be expired.')
        session |= {"status": "expired", "url": None}
        return session

    def create_intent(self, params: Json) -> Json:
        method = self.find(params["payment_method"], "payment_method")
        if method["customer"] != params["customer"]:
            raise wrong("The provided PaymentMethod does not belong to this customer.")
        if [method["type"]] != params["payment_method_types"]:
            raise wrong("payment_method_types")
        intent = self._intent(
            int(params["amount"]), params.get("metadata", {}), customer=params["customer"]
        )
        if code := self.declines.get(method["id"]):
            message = "Your card was declined."
            error = {"type": "card_error", "code": code, "message": message}
            intent |= {"status": "requires_payment_method", "last_payment_error": error}
            raise Refusal(402, "card_error", code, message, payment_intent={**intent})
        self._begin(intent, method["type"])
        return intent

    def list_intents(self, params: Json) -> Json:
        intents = [
            intent
            for intent in self.all("payment_intent")
            if intent["customer"] == params["customer"]
        ]
        return self._list("/v1/payment_intents", list(reversed(intents)))

    def list_disputes(self, params: Json) -> Json:
        disputes = [
            dispute for dispute in self.all("dispute") if dispute["charge"] == params["charge"]
        ]
        return self._list("/v1/disputes", disputes)

    def create_customer(self, params: Json) -> Json:
        return self.new(
            "cus",
            "customer",
            name=params["name"],
            email=params.get("email"),
            metadata=params.get("metadata", {}),
        )

    def delete_customer(self, params: Json, pk: str) -> Json:
        self.find(pk, "customer")["deleted"] = True
        for method in self.all("payment_method"):
            if method["customer"] == pk:
                method["customer"] = None
        return {"id": pk, "object": "customer", "deleted": True}

    def detach(self, params: Json, pk: str) -> Json:
        method = self.find(pk, "payment_method")
        if method["customer"] is None:
            raise wrong("The payment method you provided is not attached to a customer.")
        method["customer"] = None
        return method

    def create_refund(self, params: Json) -> Json:
        intent = self.find(params["payment_intent"], "payment_intent")
        charge = self.find(intent["latest_charge"] or "none", "charge")
        amount = int(params["amount"])
        if amount > charge["amount"] - charge["amount_refunded"]:
            raise wrong("Refund amount is greater than unrefunded amount on charge")
        if charge["disputed"]:
            raise wrong("Charge has been charged back; cannot issue a refund.", "charge_disputed")
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        return self.new(
            "re",
            "refund",
            amount=amount,
            currency="eur",
            charge=charge["id"],
            payment_intent=intent["id"],
            status="succeeded",
            balance_transaction=self._entry(-amount, 0, "refund")["id"],
        )

    # What people and banks do ----------------------------------------------------------------------------------------

    def pay(self, session_id: str, *, kind: str = "card") -> str:
        """The member pays on the page; returns the payment. By SEPA, it is on its way until `settle` or `fail`."""
        session = self.find(session_id, "checkout.session")
        assert session["status"] == "open"
        data = session["_intent"]
        intent = self._intent(session["amount_total"], data.get("metadata", {}), customer=None)
        session |= {"status": "complete", "payment_intent": intent["id"], "url": None}
        self._begin(intent, kind)
        if intent["status"] == "succeeded":
            session["payment_status"] = "paid"
        return str(intent["id"])

    def give(self, session_id: str) -> str:
        """The member gives a card or an account to keep; returns it."""
        session = self.find(session_id, "checkout.session")
        intent = self.find(session["setup_intent"], "setup_intent")
        (kind,) = session["_kinds"]
        details: Json = {
            "card": {"brand": "visa", "last4": "4242", "exp_year": 2028, "exp_month": 12}
        }
        details |= {"sepa_debit": {"bank_code": "20041", "last4": "2606", "country": "FR"}}
        method = self.new(
            "pm",
            "payment_method",
            type=kind,
            customer=session["customer"],
            billing_details={"name": "Alice Durand"},
            **{kind: details[kind]},
        )
        if kind == "sepa_debit":
            mandate = self.new(
                "mandate", "mandate", status="active", payment_method=method["id"], type="multi_use"
            )
            intent["mandate"] = mandate["id"]
        intent |= {"status": "succeeded", "payment_method": method["id"]}
        session |= {"status": "complete", "url": None}
        return str(method["id"])

    def settle(self, intent_id: str) -> str:
        """The money of a SEPA debit that was on its way arrives; returns the payment."""
        intent = self.find(intent_id, "payment_intent")
        self._succeed(intent)
        for session in self.all("checkout.session"):
            if session["payment_intent"] == intent_id:
                session["payment_status"] = "paid"
        return intent_id

    def fail(self, intent_id: str, message: str = "The account has not enough money.") -> str:
        intent = self.find(intent_id, "payment_intent")
        error = {
            "type": "card_error",
            "code": "payment_method_provider_decline",
            "message": message,
        }
        intent |= {"status": "requires_payment_method", "last_payment_error": error}
        self.objects[intent["latest_charge"]]["status"] = "failed"
        return intent_id

    def dispute(self, intent_id: str, *, status: str = "needs_response", fee: int = 2000) -> str:
        """The member's bank takes the money back; returns the dispute."""
        charge = self.objects[self.find(intent_id, "payment_intent")["latest_charge"]]
        amount = charge["amount"] - charge["amount_refunded"]
        charge["disputed"] = True
        dispute = self.new(
            "dp",
            "dispute",
            amount=amount,
            currency="eur",
            charge=charge["id"],
            payment_intent=intent_id,
            status=status,
            reason="fraudulent",
            balance_transactions=[self._entry(-amount, fee, "adjustment")],
        )
        return str(dispute["id"])

    def close_dispute(self, dispute_id: str, status: str) -> str:
        dispute = self.find(dispute_id, "dispute")
        dispute["status"] = status
        if status == "won":
            dispute["balance_transactions"].append(self._entry(dispute["amount"], 0, "adjustment"))
        return dispute_id

    def pay_out(self, amount: int, *, status: str = "paid") -> str:
        payout = self.new(
            "po",
            "payout",
            amount=amount,
            currency="eur",
            arrival_date=int(time.time()),
            status=status,
            statement_descriptor="STRIPE",
        )
        return str(payout["id"])

    # What Stripe tells -----------------------------------------------------------------------------------------------

    def event(self, type: str, pk: str) -> bytes:
        """The message about an object, as the object is now."""
        event = self.new(
            "evt",
            "event",
            api_version=VERSION,
            type=type,
            livemode=False,
            pending_webhooks=1,
            request={"id": None, "idempotency_key": None},
            data={"object": dict(self.objects.get(pk, {"id": pk}))},
        )
        return json.dumps(event).encode()

    def signature(self, body: bytes, *, secret: str = SECRET, at: float | None = None) -> str:
        header = stripe.WebhookSignature.generate_signature_header(
            body.decode(), secret, int(at or time.time())
        )
        return str(header)

    # -----------------------------------------------------------------------------------------------------------------

    def _intent(self, amount: int, metadata: Json, *, customer: str | None) -> Json:
        return self.new(
            "pi",
            "payment_intent",
            amount=amount,
            amount_received=0,
            currency="eur",
            status="requires_payment_method",
            customer=customer,
            metadata=metadata,
            latest_charge=None,
            last_payment_error=None,
        )

    def _begin(self, intent: Json, kind: str) -> None:
        charge = self.new(
            "ch",
            "charge",
            amount=intent["amount"],
            amount_refunded=0,
            refunded=False,
            disputed=False,
            currency="eur",
            status="pending",
            payment_intent=intent["id"],
            payment_method_details={"type": kind, kind: {}},
            balance_transaction=None,
            customer=intent["customer"],
        )
        intent |= {"latest_charge": charge["id"], "status": "processing"}
        if kind == "card":
            self._succeed(intent)

    def _succeed(self, intent: Json) -> None:
        charge = self.objects[intent["latest_charge"]]
        entry = self._entry(intent["amount"], self.fee_of(intent["amount"]), "charge")
        charge |= {"status": "succeeded", "balance_transaction": entry["id"]}
        intent |= {"status": "succeeded", "amount_received": intent["amount"]}

    def _entry(self, amount: int, fee: int, type: str) -> Json:
        return self.new(
            "txn",
            "balance_transaction",
            amount=amount,
            fee=fee,
            net=amount - fee,
            currency="eur",
            type=type,
            status="pending",
        )

    def _list(self, url: str, data: list[Json]) -> Json:
        return {"object": "list", "url": url, "has_more": False, "data": data}


def _reader(kind: str) -> Callable[[FakeStripe, Json, str], Json]:
    return lambda fake, params, pk: fake.find(pk, kind)


ONE = r"(\w+)"
ROUTES: list[tuple[str, str, Callable[..., Json]]] = [
    ("POST", "/v1/checkout/sessions", FakeStripe.open_session),
    ("POST", f"/v1/checkout/sessions/{ONE}/expire", FakeStripe.expire),
    ("GET", f"/v1/checkout/sessions/{ONE}", _reader("checkout.session")),
    ("POST", "/v1/payment_intents", FakeStripe.create_intent),
    ("GET", "/v1/payment_intents", FakeStripe.list_intents),
    ("GET", f"/v1/payment_intents/{ONE}", _reader("payment_intent")),
    ("GET", f"/v1/setup_intents/{ONE}", _reader("setup_intent")),
    ("GET", f"/v1/charges/{ONE}", _reader("charge")),
    ("POST", "/v1/customers", FakeStripe.create_customer),
    ("DELETE", f"/v1/customers/{ONE}", FakeStripe.delete_customer),
    ("POST", f"/v1/payment_methods/{ONE}/detach", FakeStripe.detach),
    ("GET", f"/v1/payment_methods/{ONE}", _reader("payment_method")),
    ("GET", f"/v1/mandates/{ONE}", _reader("mandate")),
    ("POST", "/v1/refunds", FakeStripe.create_refund),
    ("GET", "/v1/disputes", FakeStripe.list_disputes),
    ("GET", f"/v1/disputes/{ONE}", _reader("dispute")),
    ("GET", f"/v1/payouts/{ONE}", _reader("payout")),
]


def unflattened(pairs: list[tuple[str, str]]) -> Json:
    """`a[b][0][c]=d` as Stripe reads it."""
    whole: Json = {}
    for name, value in pairs:
        *steps, last = re.findall(r"[^\[\]]+", name)
        level = whole
        for step in steps:
            level = level.setdefault(step, {})
        level[last] = value
    return {name: _lists(value) for name, value in whole.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value and all(name.isdigit() for name in value):
        return [_lists(value[name]) for name in sorted(value, key=int)]
    return {name: _lists(child) for name, child in value.items()}


class Handler(BaseHTTPRequestHandler):
    """Serves a FakeStripe over HTTP."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def _serve(self) -> None:
        fake = self.server.fake
        length = int(self.headers.get("Content-Length") or 0)
        address = urlsplit(self.path)
        sent = self.rfile.read(length).decode() or address.query
        if fake.is_down:
            return self._say(503, {"error": {"type": "api_error", "message": "down"}})
        if self.headers["Authorization"] != f"Bearer {KEY}":
            error = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
            return self._say(401, {"error": error})
        assert self.headers["Stripe-Version"] == VERSION
        params = unflattened(parse_qsl(sent, keep_blank_values=True))
        key = self.headers.get("Idempotency-Key") or ""
        status, body = fake.answer(self.command, address.path, params, key)
        if fake.drops_next:
            fake.drops_next -= 1
            self.close_connection = True
            return None
        return self._say(status, body)

    do_GET = do_POST = do_DELETE = _serve  # noqa: N815

    def _say(self, status: int, body: Json) -> None:
        # Fields that start with `_` are the fake's own notes.
        visible = {name: value for name, value in body.items() if not name.startswith("_")}
        data = json.dumps(visible).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Request-Id", "req_fake")
        if status == 503:
            # Else the library tries again after pauses, which the tests would wait for.
            self.send_header("Stripe-Should-Retry", "false")
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, fake: FakeStripe) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.fake = fake

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

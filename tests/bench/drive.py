"""Driving the real server: connections that stay open, signed in for real."""

import hmac
import re
import struct
from base64 import b32decode
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median, quantiles
from time import perf_counter, time
from urllib.parse import urlencode

from township.demonstration.passwords import SECOND_FACTOR_SECRET

SECOND_STEP = "/account/code/ask/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Answer:
    status: int
    body: str
    location: str
    queries: int
    seconds: float


class Browser:
    """One kept connection with its cookies."""

    def __init__(self, port, cookies=None):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, method, path, body=None, content_type="application/x-www-form-urlencoded"):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": content_type, "Referer": f"http://127.0.0.1{path}"}
        begun = perf_counter()
        try:
            response, content = self.send(method, path, body, headers)
        except ConnectionError:  # the server closes a kept connection after two idle seconds
            self.connection.close()
            response, content = self.send(method, path, body, headers)
        seconds = perf_counter() - begun
        self.keep_cookies(response)
        return Answer(
            response.status,
            content.decode("utf-8", "replace"),
            response.getheader("Location", ""),
            int(response.getheader("X-Queries", 0)),
            seconds,
        )

    def send(self, method, path, body, headers):
        self.connection.request(method, path, body=body, headers=headers)
        response = self.connection.getresponse()
        return response, response.read()

    def keep_cookies(self, response):
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.split(";")[0].partition("=")
            self.cookies[name] = value

    def get(self, path):
        return self.ask("GET", path)

    def post(self, path, **fields):
        return self.ask("POST", path, urlencode(fields, doseq=True))

    def token(self, path):
        found = TOKEN.search(self.get(path).body)
        if not found:
            raise RuntimeError(f"{path} holds no form")
        return found[1]

    def sign_in(self, username, password):
        path = "/account/login/"
        answer = self.post(
            path, csrfmiddlewaretoken=self.token(path), login=username, password=password
        )
        if answer.status == 302 and answer.location == SECOND_STEP:
            answer = self.post(
                SECOND_STEP, csrfmiddlewaretoken=self.token(SECOND_STEP), code=demonstrated_code()
            )
        if answer.status != 302:
            raise RuntimeError(f"{username} was not let in: {answer.status}")
        return self


def demonstrated_code():
    """As an app reckons it (RFC 6238), in six lines and without the product's help."""
    moment = struct.pack(">Q", int(time()) // 30)
    digest = hmac.digest(b32decode(SECOND_FACTOR_SECRET), moment, "sha1")
    (number,) = struct.unpack_from(">I", digest, digest[-1] & 0x0F)
    return f"{(number & 0x7FFFFFFF) % 10**6:06}"


class Doorkeeper:
    """Signs each officer in once: a code of the second factor opens once."""

    def __init__(self, port):
        self.port = port
        self.cookies = {}

    def browser(self, username, password):
        """A connection of its own in the officer's session."""
        if username not in self.cookies:
            self.cookies[username] = Browser(self.port).sign_in(username, password).cookies
        return Browser(self.port, self.cookies[username])


@dataclass
class Figures:
    """Milliseconds of one page and of the floor between its answers; queries at most."""

    name: str
    median: float
    p95: float
    floor: float
    queries: int
    wrong: int  # answers with another status than asked for

    @property
    def ratio(self):
        return self.median / self.floor


def measure(name, act, ask_floor, browsers, times, status):
    """Let each browser act `times` times at once; `act(browser, number)` returns an Answer.

    The floor is asked before each answer, so that whatever else the machine does slows both.
    """

    def work(seat):
        browser = browsers[seat]
        return [
            (ask_floor(browser), act(browser, seat * times + number)) for number in range(times)
        ]

    with ThreadPoolExecutor(len(browsers)) as pool:
        pairs = [pair for rows in pool.map(work, range(len(browsers))) for pair in rows]
    floors, answers = zip(*pairs, strict=True)
    took = [answer.seconds * 1000 for answer in answers]
    return Figures(
        name,
        median(took),
        quantiles(took, n=20)[-1],
        median(answer.seconds * 1000 for answer in floors),
        max(answer.queries for answer in answers),
        sum(answer.status != status for answer in answers),
    )

"""The product's settings, with the floor's address and a count of queries in each answer."""

from township.settings import *  # noqa: F403
from township.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.floor.count_queries", *MIDDLEWARE]
ACCOUNT_RATE_LIMITS = False  # one machine plays a whole township

"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class OfficePassword(Argon2PasswordHasher):
    """Argon2id by the second recommended option of RFC 9106: 64 MiB, three rounds, four lanes.

    Django's own 100 MiB would be the most that a worker ever holds. A password that is stored with
    other parameters is hashed anew when its officer signs in.
    """

    memory_cost = 64 * 1024  # KiB
    time_cost = 3
    parallelism = 4

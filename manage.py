#!/usr/bin/env python
"""Django's command line. `bin/manage` runs it inside the project's environment."""

import os
import sys

from django.core.management import execute_from_command_line

# They change tables, or rows that the web's role may only add to.
OWNERS_COMMANDS = {"migrate", "createcachetable", "raise_wall", "rotate_keys", "erase_sign_ins"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "township.settings")
    if OWNERS_COMMANDS & set(sys.argv[1:2]):
        os.environ["TONGXIN_AS_OWNER"] = "1"
    execute_from_command_line(sys.argv)

"""What a program gives up before it opens a stranger's file, for good."""

import os
import resource

MEMORY = 256 << 20  # bytes of address space, Python and its libraries included
CPU_SECONDS = 2
OPEN_FILES = 3  # the three standard ones: neither a file nor a socket can be opened beside them
LONGEST_OUTPUT = 64 << 20
NOBODY = 65534
LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: CPU_SECONDS,
    resource.RLIMIT_NOFILE: OPEN_FILES,
    resource.RLIMIT_NPROC: 0,
    resource.RLIMIT_FSIZE: LONGEST_OUTPUT,
    resource.RLIMIT_CORE: 0,
}


def bound():
    """Give up memory, time, files, sockets and children."""
    if os.getuid() == 0:  # the system's administrator is bound by nothing
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))

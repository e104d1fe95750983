"""Inputs of the cases that are better made than kept: bytes that are no text, and large files.

A case names one in its `made`: {"jobs.csv.gz": "truncated_gzip"}.
"""

import gzip

HEADER = "job_id,tenant,class,pool,chips,submit_s,run_s,requested_s\n"
LARGEST_YAML_BYTES = 16 << 20


def packed_trace():
    """A thousand jobs, gzip; stored, not squeezed, so that every zlib makes the same bytes."""
    rows = "".join(f"job{i},research,,,1,{i},{i * 7919 % 1000},\n" for i in range(1000))
    return gzip.compress((HEADER + rows).encode(), compresslevel=0, mtime=0)


def truncated_gzip():
    packed = packed_trace()
    return packed[:len(packed) // 2]


def corrupt_gzip():
    """Intact but for its checksum."""
    packed = bytearray(packed_trace())
    packed[-8] ^= 0xFF
    return bytes(packed)


def latin1_scenario():
    return "platform:\n  sites: [{name: Zürich}]\n".encode("latin-1")


def latin1_trace():
    return (HEADER + "a,research,,,1,0,5,\nb,Jürgen,,,1,1,5,\n").encode("latin-1")


def deep_scenario():
    return b"seed: " + b"[" * 100_000


def large_scenario():
    return b"# " + b"x" * LARGEST_YAML_BYTES


MAKERS = {maker.__name__: maker
          for maker in (truncated_gzip, corrupt_gzip, latin1_scenario, latin1_trace, deep_scenario,
                        large_scenario)}

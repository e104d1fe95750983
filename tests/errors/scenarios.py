"""Scenarios that are right, for what goes wrong around them."""

PLATFORM = """start: 2026-01-01
platform:
  sites: [{name: iowa}]
  pools: [{name: v5p, site: iowa, units: 8}]
"""


def with_stream(jobs, rate="60 jobs/h"):
    """`jobs` jobs of a minute on one of eight chips."""
    return f"""{PLATFORM}workload:
  streams:
    - name: research
      jobs: {jobs}
      arrivals: {{rate: {rate}}}
      duration: {{fixed: 1 min}}
      sizes: [{{chips: 1 chips}}]
"""


def with_trace(file, more="", format="csv"):
    """The jobs of a trace; `more` are further lines of its part, indented by four."""
    return f"{PLATFORM}workload:\n  trace:\n    format: {format}\n    file: {file}\n{more}"


SHORT = with_stream(20)
# Tables of a few hundred kB: what is written does not fit a buffer.
MIDDLING = with_stream(20_000)
# A second of computing or more.
LONG = with_stream(300_000)
# Hours of computing: whoever runs it stops it.
ENDLESS = with_stream(1_000_000_000, "200 jobs/h")

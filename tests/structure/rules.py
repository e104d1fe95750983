"""The rules of the sources: functions from (path, text) to violations; paths from the root."""

import ast
import re

from source_text import Violation, code_of, functions_of, includes_of, line_of

LAYERS = ("base", "statistics", "config", "model", "workload", "fit", "policy", "engine", "account",
          "report", "study", "review", "cli")

# Third-party headers: how they begin, and the layers that may include them.
THIRD_PARTY = {
    "yaml-cpp/": ("config",),
    "xxhash.h": ("config",),
    "boost/math/": ("statistics",),
    "boost/graph/": ("model",),
    "boost/container/": LAYERS,
    "boost/random/sobol.hpp": ("study",),
    "sqlite3.h": ("study",),
    "zlib.h": ("config",),
    "simgrid/": ("engine",),
    "nlohmann/": ("model", "workload", "report", "study", "review", "cli"),
    "CLI/": ("cli",),
    "fmt/": LAYERS,
}
# What the operating system brings.
SYSTEM = {"fcntl.h", "poll.h", "sched.h", "signal.h", "spawn.h", "stdio.h", "stdlib.h", "string.h",
          "unistd.h"}

MOST_COLUMNS = 100
MOST_FILE_LINES = 400
MOST_FUNCTION_LINES = 69
BANNED_FOLDERS = {"util", "utils", "common", "helper", "helpers", "manager", "managers", "misc"}
# In two parts, so that this file passes its own rule.
LEFTOVERS = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"))
                       + r")\b")

# What must not be called, what to use instead, and the files that may.
BANNED = (
    (r"\bstd::\w+_distribution\b|\b(?:std::)?[sd]?rand(?:48|om)?\s*\(|\brandom_device\b"
     r"|\bstd::(?:shuffle|sample|ranges::shuffle)\b|\bmt19937|\bdefault_random_engine\b",
     "draw from a RandomStream (sim/base/random.hpp): the same numbers everywhere",
     {"sim/base/random.hpp": "it holds the one engine"}),
    (r"\bunordered_(?:map|set|multimap|multiset)\b",
     "use std::map or a sorted vector: its order is not the same everywhere",
     {"sim/engine/kernel.cpp": "keys are SimGrid's pointers; looked up, never iterated over"}),
    (r"\bsystem_clock\b|\bhigh_resolution_clock\b|\bgettimeofday\b|\bclock_gettime\b"
     r"|\b(?:local|gm)time(?:_r)?\s*\(|\b__(?:DATE|TIME|TIMESTAMP)__\b"
     r"|(?:\bstd|(?<!\w))::(?:time|clock)\s*\(|\btime\s*\(\s*(?:nullptr|NULL|0|&)",
     "use the run's clock (View::now): results must not know the wall clock", {}),
    (r"\bsteady_clock\b",
     "only the progress of a run or a study may look at a clock on the wall",
     {"sim/report/progress.hpp": "it is for the person who waits",
      "sim/report/progress.cpp": "it is for the person who waits",
      "sim/study/execution/study_progress.hpp": "it is for the person who waits",
      "sim/study/execution/study_progress.cpp": "it is for the person who waits"}),
    (r"\bassert\s*\(|<cassert>|<assert\.h>",
     "use require (sim/base/errors.hpp): it holds in every build", {}),
    (r"\bstd::(?:cout|clog)\b|\b(?:v?printf|puts|putchar)\s*\(|\bfmt::print\s*\((?!\s*stderr)"
     r"|\bfprintf\s*\(\s*stdout|<iostream>",
     "use print_result (sim/cli/console.hpp): results go to stdout whole, or the run fails", {}),
    (r"\busing\s+namespace\b", "name what is used, or alias the namespace", {}),
    (r"\bsto(?:i|l|ll|ul|ull|f|d|ld)\s*\(|\bato(?:i|l|ll|f)\s*\(|\bstrto\w+\s*\(|\bsscanf\s*\(",
     "use parse_integer or parse_decimal (sim/base/text.hpp): no locale, all of the text", {}),
    (r"\bfloat\b", "use double: one precision everywhere", {}),
)


def layer_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "sim" else None


def is_cpp(path):
    return path.endswith((".hpp", ".cpp"))


def is_source(path):
    return is_cpp(path) or path.endswith((".py", ".ts", ".mjs", ".css"))


def layer_violations(path, text):
    """A file includes its own layer, or layers to its left."""
    layer = layer_of(path)
    if layer is None or not is_cpp(path):
        return []
    if layer not in LAYERS:
        return [Violation(path, 1, f"'{layer}' is no layer; they are {', '.join(LAYERS)}")]
    found = []
    for line, name in includes_of(text):
        if not name.startswith('"'):
            continue
        other = layer_of(name.strip('"'))
        if other not in LAYERS:
            found.append(Violation(path, line, f"{name}: write \"sim/LAYER/...\""))
        elif LAYERS.index(other) > LAYERS.index(layer):
            found.append(Violation(path, line, f"{name}: {layer} must not know {other}, which is "
                                   "to its right"))
    return found


def third_party_violations(path, text):
    """A library is known to one layer."""
    layer = layer_of(path)
    if layer is None or not is_cpp(path):
        return []
    found = []
    for line, name in includes_of(text):
        header = name.strip("<>")
        if name.startswith('"') or re.fullmatch(r"[a-z_0-9]+|sys/\w+\.h", header):
            continue
        if header in SYSTEM:
            continue
        layers = next((THIRD_PARTY[start] for start in THIRD_PARTY if header.startswith(start)), ())
        if layer not in layers:
            where = f"it lives in {' and '.join(layers)}" if layers else "THIRD_PARTY lacks it"
            found.append(Violation(path, line, f"{layer} includes {name}; {where}"))
    return found


def banned_violations(path, text):
    """Calls and names that make results depend on something else, each with its replacement."""
    if layer_of(path) is None or not is_cpp(path):
        return []
    code = code_of(text)
    found = []
    for pattern, replacement, exempt in BANNED:
        if path in exempt:
            continue
        for match in re.finditer(pattern, code):
            name = " ".join(match.group().split())
            found.append(Violation(path, line_of(code, match.start()), f"{name}: {replacement}"))
    return found


def _python_functions(text):
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [(node.name, node.lineno, node.end_lineno) for node in ast.walk(ast.parse(text))
            if isinstance(node, kinds)]


def function_length_violations(path, text):
    """Functions fit on a screen."""
    if path.endswith(".py"):
        functions = _python_functions(text)
    elif is_cpp(path):
        functions = [(f.name, f.first_line, f.last_line) for f in functions_of(text)]
    else:
        return []
    return [Violation(path, first, f"{name} has {last - first + 1} lines, and may have "
                      f"{MOST_FUNCTION_LINES}: split it")
            for name, first, last in functions if last - first + 1 > MOST_FUNCTION_LINES]


def size_violations(path, text):
    """Lines and files are short."""
    if not is_source(path):
        return []
    lines = text.split("\n")
    found = [Violation(path, number, f"{len(line)} columns, and may have {MOST_COLUMNS}")
             for number, line in enumerate(lines, 1) if len(line) > MOST_COLUMNS]
    count = len(lines) - (lines[-1] == "")
    if count > MOST_FILE_LINES:
        found.append(Violation(path, count, f"{count} lines, and may have {MOST_FILE_LINES}: "
                               "split the file"))
    return found


def folder_violations(path, _text):
    """A folder's name says what is in it."""
    parts = path.split("/")
    if parts[0] not in ("sim", "tests", "review"):
        return []
    return [Violation(path, 1, f"'{part}' says nothing: name the folder after what it holds")
            for part in parts[:-1] if part.lower() in BANNED_FOLDERS]


def leftover_violations(path, text):
    """What is left to do is not left in the sources."""
    return [Violation(path, line_of(text, found.start()), f"{found.group()}: do it, or drop it")
            for found in LEFTOVERS.finditer(text)]


def header_violations(path, text):
    """A header says what it is for, and is read once."""
    if not path.endswith(".hpp"):
        return []
    found = []
    if not re.match(r"//[^\n]*\w", text):
        found.append(Violation(path, 1, "begin with a comment that says what the header is for"))
    if not re.search(r"^#pragma once$", code_of(text), re.MULTILINE):
        found.append(Violation(path, 1, "write #pragma once under the first comment"))
    return found


RULES = (layer_violations, third_party_violations, banned_violations, function_length_violations,
         size_violations, folder_violations, leftover_violations, header_violations)

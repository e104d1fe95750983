"""Each rule of the structure tests catches what it is for, and lets good code pass."""

import os
import shutil
import sys
import tempfile
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)

import readme_commands  # noqa: E402
import rules  # noqa: E402
import source_text  # noqa: E402
import test_structure  # noqa: E402

FILE = "sim/model/pool.cpp"


def long_function(lines):
    return "void f() {\n" + "  g();\n" * (lines - 2) + "}\n"


# (rule, path, text, how many violations)
CASES = (
    (rules.layer_violations, FILE, '#include "sim/engine/engine.hpp"\n', 1),
    (rules.layer_violations, FILE, '  #  include "sim/policy/view.hpp"\n', 1),
    (rules.layer_violations, FILE, '#include "pool.hpp"\n', 1),
    (rules.layer_violations, FILE, '#include "tests/unit/files.hpp"\n', 1),
    (rules.layer_violations, "sim/extra/a.cpp", "", 1),
    (rules.layer_violations, FILE, '#include "sim/model/a.hpp"\n#include "sim/base/b.hpp"\n', 0),
    (rules.layer_violations, "tests/unit/a.cpp", '#include "sim/engine/engine.hpp"\n', 0),

    (rules.third_party_violations, FILE, "#include <yaml-cpp/yaml.h>\n", 1),
    (rules.third_party_violations, FILE, "#include <xxhash.h>\n#include <sqlite3.h>\n", 2),
    (rules.third_party_violations, "sim/policy/a.cpp", "#include <simgrid/s4u.hpp>\n", 1),
    (rules.third_party_violations, "sim/engine/a.cpp", "#include <nlohmann/json.hpp>\n", 1),
    (rules.third_party_violations, "sim/report/a.cpp", "#include <CLI/CLI.hpp>\n", 1),
    (rules.third_party_violations, FILE, "#include <absl/strings/cord.h>\n", 1),
    (rules.third_party_violations, "sim/engine/kernel.cpp",
     "#include <vector>\n#include <sys/stat.h>\n#include <fmt/format.h>\n#include <unistd.h>\n"
     "#include <simgrid/s4u.hpp>\n", 0),

    (rules.banned_violations, FILE, "std::normal_distribution<double> d;\n", 1),
    (rules.banned_violations, FILE, "int a = rand();\nint b = std::rand();\n", 2),
    (rules.banned_violations, FILE, "std::mt19937_64 engine(std::random_device{}());\n", 2),
    (rules.banned_violations, FILE, "#include <unordered_map>\nstd::unordered_set<int> a;\n", 2),
    (rules.banned_violations, FILE, "auto now = std::chrono::system_clock::now();\n", 1),
    (rules.banned_violations, FILE, "time(nullptr); std::time(&t); ::time(0); time( NULL );\n", 4),
    (rules.banned_violations, FILE, "gettimeofday(&tv, nullptr); gmtime(&t);\n", 2),
    (rules.banned_violations, FILE, "auto wall = std::chrono::steady_clock::now();\n", 1),
    (rules.banned_violations, FILE, "#include <cassert>\n  assert(a == b);\n", 2),
    (rules.banned_violations, FILE, 'std::cout << 1; printf("a"); std::printf("b");\n', 3),
    (rules.banned_violations, FILE, 'fmt::print("a"); fprintf(stdout, "a"); puts("a");\n', 3),
    (rules.banned_violations, FILE, "using namespace std;\n", 1),
    (rules.banned_violations, FILE, "std::stoi(a); atoi(b); strtod(c, &d); std::stod(e);\n", 4),
    (rules.banned_violations, FILE, "float share = 0.5f;\n", 1),
    (rules.banned_violations, "sim/engine/kernel.cpp", "std::unordered_map<A, B> gang_of;\n", 0),
    (rules.banned_violations, "sim/report/progress.hpp", "using W = std::chrono::steady_clock;\n",
     0),
    (rules.banned_violations, "sim/base/random.hpp", "std::mt19937_64 engine_;\n", 0),
    (rules.banned_violations, "tests/unit/a.cpp", "float a;\n", 0),
    # Comments and literals are no code, and names that contain a banned one are not it.
    (rules.banned_violations, FILE,
     "// assert(a), rand() and float\n/* using namespace\n std */ f(\"rand() \\\" float\");\n"
     'R"(float\nassert(1))"; constexpr int n = 1\'000; char c = \'"\'; // "\n'
     "static_assert(true); const hh_mm_ss time(date); operand(1); snprintf(a, 1, b);\n"
     "fmt::print(stderr, a); in.wait_time(0); use_floats();\n", 0),

    (rules.function_length_violations, FILE, long_function(70), 1),
    (rules.function_length_violations, FILE, long_function(69), 0),
    (rules.function_length_violations, FILE,
     "namespace a {\nclass B : public C {\n public:\n  B() : c_{1}, d_(2) {\n" + "    g();\n" * 70
     + "  }\n};\n}\n", 1),
    (rules.function_length_violations, FILE,
     "struct A {\n" + "  int a = 1;\n" * 80 + "};\nconst B kTable[] = {\n" + "  {1, f(2)},\n" * 80
     + "};\n", 0),
    (rules.function_length_violations, "tests/a.py", "def f():\n" + "    g()\n" * 70, 1),
    (rules.function_length_violations, "tests/a.py", "def f():\n" + "    g()\n" * 60, 0),

    (rules.size_violations, FILE, "a" * 101 + "\n", 1),
    (rules.size_violations, FILE, "é" * 100 + "\n", 0),
    (rules.size_violations, FILE, "a\n" * 401, 1),
    (rules.size_violations, FILE, "a\n" * 400, 0),
    (rules.size_violations, "review/src/a.ts", "a" * 101 + "\n", 1),
    (rules.size_violations, "docs/a.md", "a" * 101, 0),

    (rules.folder_violations, "sim/base/util/a.hpp", "", 1),
    (rules.folder_violations, "tests/Helpers/a.py", "", 1),
    (rules.folder_violations, "sim/base/text.hpp", "", 0),

    (rules.leftover_violations, FILE, "// TO" + "DO: more\n/* FIX" + "ME */ // XX" + "X\n", 3),
    (rules.leftover_violations, "README.md", "a HA" + "CK\n", 1),
    (rules.leftover_violations, FILE, 'mkstemp(".scratch-XXXX' + 'XX"); // todos\n', 0),

    (rules.header_violations, "sim/base/a.hpp", "#pragma once\n\n// What it is for.\n", 1),
    (rules.header_violations, "sim/base/a.hpp", "// What it is for.\nstruct A {};\n", 1),
    (rules.header_violations, "sim/base/a.hpp", "//\n// #pragma once\n", 2),
    (rules.header_violations, "sim/base/a.hpp", "// What it is for.\n#pragma once\n", 0),
)


class SelfTest(unittest.TestCase):
    def test_cases(self):
        for rule, path, text, count in CASES:
            with self.subTest(rule=rule.__name__, text=text[:60]):
                self.assertEqual(len(rule(path, text)), count, rule(path, text))

    def test_each_rule_catches_something(self):
        caught = {rule for rule, _, _, count in CASES if count}
        self.assertEqual(caught, set(rules.RULES))

    def test_each_banned_name_is_caught_and_told_what_to_use(self):
        told = {violation.message.split(": ", 1)[1] for rule, path, text, _ in CASES
                if rule is rules.banned_violations for violation in rule(path, text)}
        self.assertEqual(told, {replacement for _, replacement, _ in rules.BANNED})

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_format(self):
        bad = test_structure.format_violations(FILE, "int a;\nint   b ;\n")
        self.assertEqual([violation.line for violation in bad], [2])
        self.assertEqual(test_structure.format_violations(FILE, "int a;\n"), [])

    def test_violations_name_their_line(self):
        self.assertEqual(str(rules.banned_violations(FILE, "\n\nfloat a;\n")[0]),
                         f"{FILE}:3: float: use double: one precision everywhere")

    def test_functions_have_their_names_and_lines(self):
        text = ("template <class T>\nT twice(T a) {\n  if (a) {\n  }\n  return a;\n}\n"
                "struct A {\n  int b() const { return 1; }\n  int c{};\n};\n")
        functions = source_text.functions_of(text)
        self.assertEqual([(f.name, f.first_line, f.last_line) for f in functions],
                         [("twice", 1, 6), ("b", 8, 8)])


README = """# Drawdown
```sh
sudo apt install one \\
  two
# a comment
$ drawdown list policies   # what there is
build/release/drawdown run a.yaml --out /tmp/a
./no_such_script
export DAY=monday
cat > /tmp/a.yaml <<END
# kept
END
```
```yaml
drawdown: no command
```
```sh
drawdown run a.yaml --out here
FILE=${DRAWDOWN_TRACES}/a.swf drawdown run a.yaml --out "$OUT/b"
```
"""


class ReadmeCommands(unittest.TestCase):
    def setUp(self):
        self.commands = readme_commands.commands_of(README)

    def test_commands_are_found(self):
        self.assertEqual([command.line for command in self.commands], [3, 6, 7, 8, 9, 10, 18, 19])
        self.assertEqual(self.commands[5].text, "cat > /tmp/a.yaml <<END\n# kept\nEND")

    def test_what_is_run(self):
        run = [readme_commands.is_run(command) for command in self.commands]
        self.assertEqual(run, [False, True, True, False, True, True, True, True])
        self.assertTrue(readme_commands.is_setting(self.commands[4]))
        self.assertFalse(readme_commands.is_setting(self.commands[7]))

    def test_problems_are_named(self):
        problems = [readme_commands.problem_of(command, FOLDER) for command in self.commands]
        self.assertEqual([bool(problem) for problem in problems],
                         [False, False, False, True, False, False, True, False])

    def test_traces_are_needed(self):
        needed = [readme_commands.needs_traces(command, FOLDER) for command in self.commands]
        self.assertEqual(needed, [False] * 7 + [True])

    def test_traces_are_needed_where_an_included_file_names_them(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in (("run.yaml", "include: [parts/log.yaml]"), ("plain.yaml", "seed: 1"),
                               ("parts/log.yaml", "include: ../run.yaml\nf: ${DRAWDOWN_TRACES}")):
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
            for name, needed in (("run.yaml", True), ("plain.yaml", False), ("none.yaml", False)):
                command = readme_commands.Command(1, f"drawdown check {name}")
                self.assertEqual(readme_commands.needs_traces(command, folder), needed, name)

    def test_scripts(self):
        script = readme_commands.script_of(self.commands[2], [self.commands[4]], "/elsewhere")
        self.assertEqual(script, "export DAY=monday\ndrawdown run a.yaml --out /elsewhere/a")


if __name__ == "__main__":
    unittest.main()

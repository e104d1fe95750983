"""The commands of README.md: found, sorted into those that a test can run and those it cannot."""

import dataclasses
import os
import re
import shlex

# Installing and building is for people; what a test needs is there when it runs.
NOT_RUN = {"git", "sudo", "apt", "apt-get", "cmake", "ctest", "ninja", "make", "pip", "npm",
           "alias", "cd"}
TRACES = "DRAWDOWN_TRACES"


@dataclasses.dataclass(frozen=True)
class Command:
    """One command, with the lines that continue it."""

    line: int
    text: str


def commands_of(markdown):
    """The commands of all ```sh blocks, in order; a backslash or a <<MARK continues one."""
    commands = []
    for block in re.finditer(r"^```sh[ \t]*\n(.*?)^```[ \t]*$", markdown, re.MULTILINE | re.DOTALL):
        first_line = markdown.count("\n", 0, block.start(1)) + 1
        commands += _commands_of_block(block.group(1).split("\n"), first_line)
    return commands


def _commands_of_block(lines, first_line):
    commands = []
    at = 0
    while at < len(lines):
        begin = at
        text = re.sub(r"^\$ ", "", lines[at])
        while text.endswith("\\") and at + 1 < len(lines):
            at += 1
            text += "\n" + lines[at]
        here = re.search(r"<<-?\s*['\"]?(\w+)", text)
        while here and at + 1 < len(lines) and text.rsplit("\n", 1)[-1].strip() != here.group(1):
            at += 1
            text += "\n" + lines[at]
        at += 1
        if text.strip() and not text.lstrip().startswith("#"):
            commands.append(Command(first_line + begin, text.strip()))
    return commands


def words_of(command):
    """The command's words up to the first line's end, comments left out."""
    try:
        return shlex.split(command.text.replace("\\\n", " ").split("\n")[0], comments=True)
    except ValueError:
        return command.text.split()


def program_of(command):
    """The first word that is no NAME=value."""
    for word in words_of(command):
        if not re.match(r"[A-Za-z_]\w*=", word):
            return word
    return ""


def is_setting(command):
    """Whether it sets variables for the commands after it."""
    return program_of(command) in ("", "export")


def is_drawdown(command):
    return os.path.basename(program_of(command)) == "drawdown"


def is_run(command):
    """Commands of the system, and our own scripts, are not: those build, test or need rights."""
    program = program_of(command)
    return is_drawdown(command) or not (program in NOT_RUN or program.startswith(("./", ".ci/")))


def problem_of(command, root):
    """What is wrong with a command before it is run, or nothing."""
    program = program_of(command)
    if not is_run(command):
        if "/" in program and not os.path.isfile(os.path.join(root, program)):
            return f"{program} is no file of this repository"
        return None
    if is_drawdown(command):
        words = words_of(command)
        for flag, target in zip(words, words[1:]):
            if flag == "--out" and not target.startswith(("/tmp/", "$OUT", "${OUT}")):
                return f"--out {target}: a command of the README writes under /tmp/ or $OUT only"
    return None


def needs_traces(command, root):
    """Whether it, or a file that it names or includes, reads a trace from outside."""
    return TRACES in command.text or any(
        _reads_traces(os.path.join(root, word), set()) for word in words_of(command))


def _reads_traces(path, seen):
    path = os.path.normpath(path)
    if path in seen or not path.endswith((".yaml", ".yml")) or not os.path.isfile(path):
        return False
    seen.add(path)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return TRACES in text or any(_reads_traces(os.path.join(os.path.dirname(path), name), seen)
                                 for name in re.findall(r"[\w./-]+\.ya?ml\b", text))


def script_of(command, settings, folder):
    """What a shell runs for it: `drawdown` from PATH, and `folder` in place of /tmp."""
    text = command.text
    if is_drawdown(command):
        text = text.replace(program_of(command), "drawdown", 1)
    # Where the program is found is up to the test.
    lines = [setting.text for setting in settings if "PATH=" not in setting.text] + [text]
    return "\n".join(lines).replace("/tmp/", f"{folder}/")

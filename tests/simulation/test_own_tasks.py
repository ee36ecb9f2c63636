"""Tasks of an administrator's own: those that docs/tasks.md shows work; broken ones are told of and stop nothing."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLES = dict(re.findall(r"```python\n# (\w+\.py)\n(.*?)```", (ROOT / "docs" / "tasks.md").read_text(), re.DOTALL))
EVOLVED = """
import json, sys
from simulation.backends import backend_of
from simulation.config import RunConfig
from simulation.evolve import evolve
told = {}
for name in sys.argv[1:]:
    config = RunConfig(task=name, seed=1, population=12, generations=2, seconds=1.0, brain="pure", settle=0)
    *_, last = evolve(config)
    told[name] = [last.fitness.tolist(), sorted(last.parts), len(last.held_out), backend_of(config), len(last.clips)]
print(json.dumps(told))
"""
BROKEN = {
    "typo.py": ("TASK = Taks()\n", r"typo\.py cannot be used: NameError: .*Taks.* \(line 1\)"),
    "grammar.py": ("def\n", r"grammar\.py cannot be used: SyntaxError: invalid syntax \(line 1\)"),
    "nothing.py": ("x = 1\n", r"nothing\.py cannot be used: TypeError: it must define TASK = Task"),
    "leaving.py": ("import sys\nsys.exit(3)\n", r"leaving\.py cannot be used: SystemExit: 3 \(line 2\)"),
    "Wrong-Name.py": ("TASK = 1\n", r"Wrong-Name\.py is no task"),
    "run.py": ("TASK = 1\n", r"run\.py is no task"),
}


def python(*arguments, tasks=None):
    """A fresh process, which reads the folder when it starts."""
    named = {} if tasks is None else {"EVOWEB_TASKS": str(tasks)}
    inherited = {name: value for name, value in os.environ.items() if name != "EVOWEB_TASKS"}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=inherited | named, capture_output=True, text=True, check=False
    )


@pytest.fixture
def folder(tmp_path):
    for name, source in EXAMPLES.items():
        (tmp_path / name).write_text(source)
    return tmp_path


def test_the_documented_tasks_evolve(folder):
    assert set(EXAMPLES) == {"thrifty.py", "wander.py"}
    (folder / "_shared.py").write_text("1 / 0")
    done = python("-c", EVOLVED, "thrifty", "wander", "forage", tasks=folder)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    fitness, parts, n_held_out, backend, n_clips = told["wander"]
    assert max(fitness) > 0.1
    assert (parts, n_held_out, backend) == (["farthest"], 16, "torch")
    assert n_clips
    assert told["thrifty"][1] == told["forage"][1]
    assert told["thrifty"][3:4] + told["forage"][3:4] == ["torch", "kernel"]
    assert told["thrifty"][0] != told["forage"][0]


def test_broken_files_are_told_of_by_the_system_check_and_stop_nothing(folder):
    for name, (source, _) in BROKEN.items():
        (folder / name).write_text(source)
    checked = python("manage.py", "check", tasks=folder)
    assert checked.returncode == 0, checked.stderr
    for _, said in BROKEN.values():
        assert re.search(said, checked.stderr), (said, checked.stderr)
    asked = "from simulation.config import RunConfig; from simulation.backends import backend_of; "
    refused = python("-c", asked + "backend_of(RunConfig(task='typo'))", tasks=folder)
    assert "ConfigError" in refused.stderr
    assert "typo.py cannot be used: NameError" in refused.stderr
    refused = python("manage.py", "evolve", "--preset", "quick", "--set", "task=typo", tasks=folder)
    assert "Traceback" not in refused.stderr
    assert "typo.py cannot be used: NameError" in refused.stderr
    played = python("-c", asked + "print(backend_of(RunConfig(task='wander')))", tasks=folder)
    assert played.stdout == "torch\n", played.stderr


def test_a_file_that_anybody_may_write_to_is_refused(folder):
    (folder / "wander.py").chmod(0o666)
    checked = python("manage.py", "check", tasks=folder)
    assert "wander.py cannot be used: PermissionError: anybody may write to" in checked.stderr
    (folder / "wander.py").chmod(0o644)
    folder.chmod(0o777)
    checked = python("manage.py", "check", tasks=folder)
    assert "thrifty.py cannot be used: PermissionError" in checked.stderr


def test_no_folder_is_no_own_task_and_one_that_is_not_there_is_told_of(tmp_path):
    choices = "from simulation.config import RunConfig as C; print(*C.model_fields['task'].annotation.__args__)"
    built_in = "forage run jump climb rough"
    assert python("-c", choices).stdout == f"{built_in}\n"
    assert python("-c", choices, tasks=tmp_path / "gone").stdout == f"{built_in}\n"
    checked = python("manage.py", "check", tasks=tmp_path / "gone")
    assert checked.returncode == 0
    assert "gone, which is no folder" in checked.stderr


def test_pages_know_own_tasks_without_loading_them(folder):
    asked = (
        "import sys; from simulation.config import RunConfig; from evoweb.runs import costs; "
        "config = RunConfig(task='wander', layout_count=3); "
        "print(config.n_layouts, config.settle_seconds, costs.backend_of(config), 'torch' in sys.modules)"
    )
    assert python("-c", asked, tasks=folder).stdout == "3 0.5 torch False\n"

"""The command line as a whole: languages, usage, help, what it loads, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from nianbao.cli.app import COMMANDS
from nianbao.cli.language import choose_language, language_of
from nianbao.errors import reason_of
from nianbao.export.messages import error_message

Cli = Callable[..., tuple[int, str, str]]

HEAVY = (
    *("pdfplumber", "pypdfium2", "jieba", "bs4", "httpx", "pydantic", "rich", "selectolax", "lxml", "rapidfuzz"),
    *(
        "sqlalchemy",
        "alembic",
        "pandas",
        "pyarrow",
        "polars",
        "duckdb",
        "matplotlib",
        "distributed",
        "fsspec",
        "pyreadstat",
    ),
)


def python(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, cwd=cwd, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["parse", "--help"],
        ["store", "--help"],
        ["panel", "--help"],
        ["plot", "--help"],
        ["--version"],
    ],
)
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    code = (
        "import sys; from nianbao.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        f"loaded = [m for m in {HEAVY!r} if m in sys.modules]\n"
        "sys.exit(','.join(loaded) or 0)"
    )
    done = python(code, *arguments)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_lists_every_command_in_the_language_asked_for(cli: Cli, language: str) -> None:
    code, out, _ = cli("--lang", language, "--help")
    assert code == 0
    assert all(f"  {name} " in out for name in COMMANDS)
    assert ("用法" in out) == (language == "zh")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_module_and_its_help(cli: Cli, name: str) -> None:
    module = import_module(COMMANDS[name])
    assert callable(module.configure) and callable(module.execute)
    code, out, _ = cli(name, "--help")
    assert code == 0
    assert "--lang" in out


@pytest.mark.parametrize(
    "arguments",
    [[], ["fly"], ["parse"], ["parse", "x", "--format", "xml"], ["run", "x"], ["--lang", "fr", "parse", "x"], ["-x"]],
)
def test_wrong_usage_ends_with_2_and_says_something(cli: Cli, arguments: list[str]) -> None:
    code, out, err = cli(*arguments)
    assert code == 2
    assert out == ""
    assert err


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("", "zh"),
        ("C.UTF-8", "zh"),
        ("POSIX", "zh"),
        ("zh_CN.UTF-8", "zh"),
        ("Chinese (Simplified)_China.936", "zh"),
        ("en_US.UTF-8", "en"),
        ("de_DE", "en"),
    ],
)
def test_the_language_is_that_of_the_system_else_chinese(name: str, language: str) -> None:
    assert language_of(name) == language


@pytest.mark.parametrize(
    "arguments", [["--lang", "en", "parse"], ["parse", "x", "--lang=en"], ["parse", "--lang", "en"]]
)
def test_the_language_can_be_chosen_before_and_after_the_command(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert choose_language(arguments) == "en"


def test_debug_shows_the_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    from nianbao.errors import UsageError

    monkeypatch.setenv("NIANBAO_DEBUG", "1")
    with pytest.raises(UsageError):
        cli("parse", "http://www.yunxi.example/")


def test_output_is_utf8_with_plain_line_ends_whatever_the_console_says(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "nianbao", "codebook", "--format", "csv"]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True)
    assert "政府信息公开" in done.stdout.decode("utf-8")
    assert b"\r" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE and no SIGINT for one process")
def test_a_reader_that_goes_away_causes_no_traceback() -> None:
    # Over and over, since a system may take a whole output into its pipe before anybody reads.
    code = (
        "import sys; from nianbao.cli import main\n"
        "codes = (main(['codebook', '--format', 'json']) for _ in range(500))\n"
        "sys.exit(next((code for code in codes if code), 0))"
    )
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


_SLOW = """
import sys, time
from nianbao.run import worker
def slow(task):
    open("started", "w").close()
    time.sleep(60)
worker.parse_document = slow
from nianbao.cli import main
sys.exit(main(["run", "a.txt", "-o", "out", "-j", "1", "--lang", "en"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGPIPE and no SIGINT for one process")
def test_ctrl_c_ends_with_130_and_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    with subprocess.Popen([sys.executable, "-c", _SLOW], cwd=tmp_path, stderr=subprocess.PIPE) as process:
        for _ in range(600):
            if (tmp_path / "started").exists():
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.stderr
        said = process.stderr.read().decode()
    assert process.returncode == 130
    assert "Interrupted" in said and "Traceback" not in said


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere file names are always text")
def test_a_file_name_that_is_no_text_is_escaped_not_fatal(cli: Cli) -> None:
    name = os.fsdecode("报告".encode("gbk") + b".txt")
    Path(name).write_text("clean", encoding="utf-8")
    Path("b.txt").write_text("clean", encoding="utf-8")
    for _ in range(2):
        code, _, _ = cli("run", ".", "-o", "out", "-j", "1")
        assert code == 0
    assert len(Path("out/reports.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_usage_line_names_the_whole_command(cli: Cli, name: str, language: str) -> None:
    _, out, _ = cli(name, "--help", "--lang", language)
    assert out.split("\n")[0].startswith(f"{'用法：' if language == 'zh' else 'usage: '}nianbao {name} ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check"], "缺少参数 PATH"),
        (["check", "x", "--format", "xml"], "参数 --format 不能是 'xml'"),
        (["check", "x", "--nope"], "没有这个参数：--nope"),
        (["check", "--config"], "参数 --config 后面要有一个值"),
        (["audit", "x", "--year", "abc"], "参数 --year 的值 'abc' 不对"),
    ],
)
def test_wrong_usage_is_said_in_the_language_asked_for(cli: Cli, arguments: list[str], said: str) -> None:
    _, _, err = cli(*arguments, "--lang", "zh")
    assert said in err
    assert "argument" not in err


def test_nothing_read_is_not_called_nothing_found(cli: Cli, tmp_path: Path) -> None:
    code, out, _ = cli("check", str(tmp_path / "gone.html"), "--lang", "zh")
    assert code == 3
    assert "什么也没有检查" in out
    assert "未发现" not in out


def test_what_cannot_be_written_says_so_and_what_to_do(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "out" / "findings.csv").mkdir(parents=True)
    report = Path(__file__).resolve().parents[2] / "fixtures" / "reports" / "html-2021-plain.html"
    code, _, err = cli("run", str(report), "-o", str(tmp_path / "out"), "-q", "-j", "1", "--lang", "zh")
    assert code == 2
    assert "无法写入" in err and "是目录" in err
    assert "--help" not in err and "Is a directory" not in err


@pytest.mark.parametrize(("number", "said"), [(13, "Excel"), (28, "磁盘已满"), (36, "过长"), (5, "Input/output")])
def test_reasons_of_the_system_are_said_in_the_users_language(number: int, said: str) -> None:
    error = OSError(number, "Input/output error")
    message = error_message("usage", {"problem": "not_writable", "reason": reason_of(error)})
    assert said in message.zh
    assert message.zh.startswith("无法写入")


def test_a_list_of_sources_that_is_no_utf8_says_how_to_save_it(cli: Cli, tmp_path: Path) -> None:
    listed = tmp_path / "名单.toml"
    listed.write_bytes('[[source]]\r\nissuer = "云溪县"\r\nurl = "http://a.example/"\r\n'.encode("gbk"))
    code, _, err = cli("harvest", str(listed), "-o", str(tmp_path / "out"), "--lang", "zh")
    assert code == 2
    assert "另存为 UTF-8" in err and "codec" not in err


def test_an_empty_folder_is_not_called_an_empty_file(cli: Cli, tmp_path: Path) -> None:
    code, _, err = cli("check", str(tmp_path), "--lang", "zh")
    assert code == 3
    assert "目录中没有可读的文件" in err and "文件是空的" not in err

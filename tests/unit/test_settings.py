"""Settings come from the environment, policy from a reviewed file."""

import traceback
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from suitehouse.errors import ConfigurationError
from suitehouse.ledger.item import Side
from suitehouse.reconcile.policy import ExpectedFile
from suitehouse.settings import Policy, Settings, load_policy


def test_defaults_live_under_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SUITEHOUSE_HOME", str(tmp_path))

    settings = Settings()

    assert settings.warehouse_path == tmp_path / "warehouse.duckdb"
    assert settings.published_path == tmp_path / "published" / "suitehouse.duckdb"


def test_the_source_password_is_not_in_the_repr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", "mysql+pymysql://crm:hunter2@db/crm")

    assert "hunter2" not in repr(Settings())


def test_no_policy_file_means_the_defaults(tmp_path: Path) -> None:
    assert load_policy(tmp_path / "suitehouse.toml") == Policy()


@pytest.mark.parametrize(
    "text", ["[capture]\noverlap = 3\n", "[capture\n", "[capture]\noverlap_seconds = -1\n"]
)
def test_a_wrong_policy_is_refused_with_its_path(tmp_path: Path, text: str) -> None:
    path = tmp_path / "suitehouse.toml"
    path.write_text(text)

    with pytest.raises(ConfigurationError, match=r"suitehouse\.toml"):
        load_policy(path)


@pytest.mark.parametrize(("name", "read"), [(".env", Settings), ("suitehouse.toml", load_policy)])
def test_a_file_that_is_not_utf8_is_refused_with_its_path(
    tmp_path: Path, name: str, read: Callable[[], object]
) -> None:
    (tmp_path / name).write_bytes(b"# caf\xff\n")

    with pytest.raises(ConfigurationError, match=f"{tmp_path / name} is not UTF-8 text: byte 6"):
        read()


def test_a_policy_that_is_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").mkdir()

    with pytest.raises(ConfigurationError, match=r"suitehouse\.toml cannot be read"):
        load_policy()


def test_the_policy_in_the_repository_states_the_defaults() -> None:
    assert load_policy(Path(__file__).parents[2] / "suitehouse.toml") == Policy()


def test_a_secret_in_the_wrong_place_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "suitehouse.toml").write_text(
        '[capture]\nsource_url = "mysql+pymysql://root:hunter2@h/db"\nattempts = "hunter2"\n'
    )

    with pytest.raises(ConfigurationError) as raised:
        load_policy(tmp_path / "suitehouse.toml")

    assert "capture.source_url: Extra inputs" in str(raised.value)
    assert "capture.attempts: Input should be" in str(raised.value)
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUITEHOUSE_HOME", "")
    monkeypatch.setenv("SUITEHOUSE_SOURCE_URL", "")

    settings = Settings()

    assert (settings.home, settings.source_url) == (Path("var"), None)


@pytest.mark.parametrize(
    ("setting", "mention"),
    [
        ("overlap_seconds = 1e14", "capture.overlap_seconds: Input should be less than or equal"),
        ("batch_bytes = 10000000000000", "capture.batch_bytes: Input should be less than or equal"),
        ("batch_bytes = -1", "capture.batch_bytes: Input should be greater than or equal to 65536"),
        ("batch_bytes = true", "capture.batch_bytes: Value error, true and false"),
        ("sweep_pause_seconds = nan", "capture.sweep_pause_seconds: Input should be a finite"),
        ("sweep_budget_seconds = inf", "capture.sweep_budget_seconds: Input should be a finite"),
        ("attempts = 100000", "capture.attempts: Input should be less than or equal to 100"),
    ],
)
def test_a_setting_out_of_its_range_is_refused_by_name(
    tmp_path: Path, setting: str, mention: str
) -> None:
    path = tmp_path / "suitehouse.toml"
    path.write_text(f"[capture]\n{setting}\n")

    with pytest.raises(ConfigurationError) as raised:
        load_policy(path)

    assert mention in str(raised.value)
    assert raised.value.exit_status == 2


def test_thresholds_are_read_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "suitehouse.toml"
    path.write_text(
        '[reconcile.break_threshold]\nEUR = 0.1\nUSD = 500\nJPY = "70000"\n'
        '[[reconcile.expected]]\nside = "bank"\nby_day = 5\n'
    )

    policy = load_policy(path).reconcile

    assert policy.break_threshold == {
        "EUR": Decimal("0.1"),
        "USD": Decimal(500),
        "JPY": Decimal(70000),
    }
    assert policy.expected == (ExpectedFile(side=Side.BANK, by_day=5),)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("break_threshold = 500", "break_threshold"),
        ("break_threshold = { eur = 500 }", "pattern"),
        ("break_threshold = { EUR = -1 }", "greater than or equal to 0"),
        ("break_threshold = { EUR = true }", "no amount"),
        ("break_threshold = { EUR = inf }", "finite"),
        ("break_threshold = { EUR = nan }", "finite"),
        ("break_severity = 'fatal'", "break_severity"),
        ("expected = [{ side = 'bank', by_day = 0 }]", "by_day"),
        ("expected = [{ side = 'bank', by_day = 32 }]", "by_day"),
        ("expected = [{ side = 'bank', by_day = true }]", "by_day"),
        ("expected = [{ side = 'banks', by_day = 5 }]", "side"),
        ("expected = [{ side = 'crm', by_day = 5 }]", "has no export"),
        (
            "expected = [{ side = 'bank', by_day = 5 }, { side = 'bank', by_day = 9 }]",
            "a side is named twice",
        ),
        ("month_end_day = 32", "month_end_day"),
        ("ledgers = [{ currency = ['EUR'] }]", "ledgers.0.system"),
        ("ledgers = [{ system = 'Xero', where = 'true' }]", "ledgers.0.where"),
        ("ledgers = [{ system = 'Xero', currency = ['eur'] }]", "ledgers.0.currency"),
        ("ledgers = [{ system = 'Xero', number_prefix = ['INV'] }]", "ledgers.0.number_prefix"),
        ("ledgers = [{ system = 'Xero', account = { 'a;b' = ['x'] } }]", "ledgers.0.account"),
        ("ledgers = [{ system = 'Xero', account = { industry = [] } }]", "ledgers.0.account"),
        ("ledgers = [{ system = 'Xero' }, { system = 'SAP' }]", "put it last"),
        ("month_end_hour = 24", "month_end_hour"),
        ("month_end_hour = 5.5", "month_end_hour"),
    ],
)
def test_a_wrong_reconciliation_policy_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "suitehouse.toml"
    path.write_text(f"[reconcile]\n{text}\n")

    with pytest.raises(ConfigurationError, match=fault):
        load_policy(path)

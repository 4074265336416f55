"""What an operator may set, and what is said to one who sets it wrong."""

import pytest

from silog.errors import SilogError
from silog.settings import MetricsAddress, Settings


def test_what_is_not_set_is_as_it_was_made() -> None:
    settings = Settings.from_environment({"SILOG_READERS": "", "SILOG_METRICS": ""})

    assert (settings.readers, settings.writers, settings.most_waiting, settings.longest_wait_s) == (8, 4, 200, 2.0)
    assert settings.metrics == MetricsAddress("127.0.0.1", 9464)
    assert settings.log_level == "INFO"


def test_what_is_set_counts() -> None:
    environment = {
        "SILOG_READERS": "16",
        "SILOG_WRITERS": "2",
        "SILOG_MOST_WAITING": "0",
        "SILOG_LONGEST_WAIT_S": "0.5",
        "SILOG_RETIRE_S": "10",
        "SILOG_LOG_LEVEL": "debug",
    }
    settings = Settings.from_environment(environment)

    assert (settings.readers, settings.writers, settings.most_waiting) == (16, 2, 0)
    assert (settings.longest_wait_s, settings.retire_s, settings.log_level) == (0.5, 10.0, "DEBUG")


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("off", None),
        ("0.0.0.0:9000", MetricsAddress("0.0.0.0", 9000, is_named=True)),  # noqa: S104 -- read, not bound
        ("[::1]:9000", MetricsAddress("::1", 9000, is_named=True)),
    ],
)
def test_the_metrics_have_an_address_or_none(said: str, meant: MetricsAddress | None) -> None:
    assert Settings.from_environment({"SILOG_METRICS": said}).metrics == meant


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("SILOG_PORT", "http", "from 1 to 65535"),
        ("SILOG_READERS", "0", "from 1 to 1000"),
        ("SILOG_WRITERS", "-1", "from 1 to 1000"),
        ("SILOG_MOST_WAITING", "many", "from 0 to 100000"),
        ("SILOG_LONGEST_WAIT_S", "2s", "seconds below 100"),
        ("SILOG_RETIRE_S", "1e3", "seconds below 100"),
        ("SILOG_METRICS", "9464", "HOST:PORT"),
        ("SILOG_METRICS", "127.0.0.1:99999", "HOST:PORT"),
        ("SILOG_LOG_LEVEL", "loud", "debug, info, warning, error"),
    ],
)
def test_a_wrong_one_is_named_with_what_it_must_be(name: str, text: str, says: str) -> None:
    with pytest.raises(SilogError, match=name) as refused:
        Settings.from_environment({name: text})

    assert repr(text) in refused.value.message
    assert says in refused.value.message
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("name", ["SILOG_TLS_CERT", "SILOG_TLS_KEY"])
def test_a_certificate_without_its_key_is_refused(name: str) -> None:
    with pytest.raises(SilogError, match=f"{name} is set and SILOG_TLS_(CERT|KEY) is not"):
        Settings.from_environment({name: "server.pem"})


def test_with_a_certificate_the_address_is_https() -> None:
    settings = Settings.from_environment({"SILOG_TLS_CERT": "a.pem", "SILOG_TLS_KEY": "a.key", "SILOG_HOST": "0.0.0.0"})  # noqa: S104

    assert (settings.address, settings.own_address) == ("https://127.0.0.1:8000", "https://127.0.0.1:8000")
    assert settings.tls_cert is not None
    assert settings.tls_cert.is_absolute()

"""Certificates are verified on every rung of the ladder."""

from __future__ import annotations

import ssl
import warnings
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from nianbao.fetch import parse_resolve
from nianbao.fetch.client import TLS_LADDER, _context
from tests.portal.judging import harvest, policy_for
from tests.portal.server import Simulator
from tests.portal.sites import article, report_title

x509 = pytest.importorskip("cryptography.x509", reason="cryptography, which makes the test's certificate, is not there")
HOST = "www.yunxi.example"


def _certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate and its key, in one file."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    unlocked = serialization.NoEncryption()
    traditional = serialization.PrivateFormat.TraditionalOpenSSL
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, traditional, unlocked)
    )
    return path


@pytest.mark.parametrize(
    ("certified", "trusted", "old", "outcome"),
    [
        (HOST, True, False, "ok"),
        (HOST, False, False, "tls_error"),
        ("other.example", True, False, "tls_error"),
        (HOST, True, True, "ok"),
        (HOST, False, True, "tls_error"),
    ],
    ids=["trusted", "unknown authority", "another name", "an old server", "an old server, unknown authority"],
)
def test_only_a_server_that_proves_its_name_is_read(
    tmp_path: Path, certified: str, trusted: bool, old: bool, outcome: str
) -> None:
    path = _certificate(tmp_path, certified)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    if old:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    page = article(report_title("云溪县民政局", 2024))
    with Simulator({HOST: lambda request: page}, tls=context) as simulator:
        policy = policy_for(
            simulator,
            resolve=parse_resolve([f"{HOST}:443:127.0.0.1:{simulator.port}"]),
            ca_file=path if trusted else None,
        )
        (row,) = harvest([f"https://{HOST}/nb/a.html"], tmp_path, policy)
        seen = list(simulator.log)
    assert row.outcome == outcome
    assert bool(seen) == (outcome == "ok"), "no request goes to a server that is not who it says"


@pytest.mark.parametrize("rung", TLS_LADDER)
def test_no_rung_switches_verification_off(rung: str) -> None:
    context = _context(rung, None)
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname

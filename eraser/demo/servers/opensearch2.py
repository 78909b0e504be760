"""OpenSearch 2 out of its parts: bare module jars become plugins, and security is set up.

The 2.x server zip on Maven Central carries one module only; the others are published as jars
without the descriptor a server wants beside them.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from eraser.demo.servers.daemon import Daemon, plain_environment
from eraser.demo.servers.java import Java
from eraser.demo.servers.search import Login
from eraser.demo.servers.search_tree import Release, linked_copy


@dataclass(frozen=True, slots=True)
class Module:
    """A plugin class, the module it extends, and what its code may do."""

    name: str
    plugin_class: str
    extends: str = ""
    policy: str = ""


MODULES = (
    Module(
        "reindex",
        "org.opensearch.index.reindex.ReindexPlugin",
        policy='permission java.net.SocketPermission "*", "connect";',
    ),
    Module(
        "lang-painless",
        "org.opensearch.painless.PainlessPlugin",
        policy='permission java.lang.RuntimePermission "createClassLoader"; '
        'permission java.lang.RuntimePermission "getClassLoader";',
    ),
    Module(
        "analysis-common", "org.opensearch.analysis.common.CommonAnalysisPlugin", "lang-painless"
    ),
    Module(
        "lang-mustache",
        "org.opensearch.script.mustache.MustachePlugin",
        policy='permission java.lang.RuntimePermission "accessDeclaredMembers";',
    ),
    Module("mapper-extras", "org.opensearch.index.mapper.MapperExtrasPlugin"),
    Module("parent-join", "org.opensearch.join.ParentJoinPlugin"),
)


def assemble(release: Release, home: Path) -> None:
    """A complete server in `home`: the tree, its modules' descriptors, the security plugin.

    The cached tree is not changed, so that nodes can start side by side.
    """
    linked_copy(release.home, home)
    for module in MODULES:
        _describe(home / "modules" / module.name, module, release.version)
    linked_copy(release.place / release.trees[0], home / "plugins/opensearch-security")


def _describe(place: Path, module: Module, version: str) -> None:
    lines = (
        f"name={module.name}",
        f"description={module.name}",
        f"version={version}",
        f"opensearch.version={version}",
        "java.version=11",
        f"classname={module.plugin_class}",
        f"extended.plugins={module.extends}",
        "has.native.controller=false",
    )
    (place / "plugin-descriptor.properties").write_text("\n".join(lines) + "\n")
    if module.policy:
        (place / "plugin-security.policy").write_text(f"grant {{ {module.policy} }};\n")


def opensearch_security(
    daemon: Daemon, home: Path, configuration: Path, java: Java, admin: Login
) -> list[str]:
    """Basic authentication with one admin; lines for the configuration file."""
    plugin = home / "plugins/opensearch-security"
    files = configuration / "opensearch-security"
    shutil.copytree(plugin / "config", files)
    (files / "internal_users.yml").write_text(
        '_meta:\n  type: "internalusers"\n  config_version: 2\n'
        f'{admin.user}:\n  hash: "{_hashed(daemon, home, java, admin)}"\n'
        '  backend_roles: ["admin"]\n'
    )
    _write_certificate(configuration)
    return [
        "plugins.security.ssl.transport.pemcert_filepath: cert.pem",
        "plugins.security.ssl.transport.pemkey_filepath: key.pem",
        "plugins.security.ssl.transport.pemtrustedcas_filepath: cert.pem",
        "plugins.security.ssl.transport.enforce_hostname_verification: false",
        "plugins.security.ssl.http.enabled: false",
        "plugins.security.allow_default_init_securityindex: true",
        "plugins.security.nodes_dn: ['CN=node']",
        'plugins.security.restapi.roles_enabled: ["all_access", "security_rest_api_access"]',
    ]


def _hashed(daemon: Daemon, home: Path, java: Java, admin: Login) -> str:
    """The password as the plugin's own tool hashes it; handed over in the environment."""
    jars = f"{home}/plugins/opensearch-security/*:{home}/lib/*"
    tool = "org.opensearch.security.tools.Hasher"
    printed = daemon.run(
        (str(java.home / "bin/java"), "-XX:TieredStopAtLevel=1", "-cp", jars, tool, "-env", "PW"),
        plain_environment(PW=admin.password),
    )
    return printed.strip().splitlines()[-1]


def _write_certificate(configuration: Path) -> None:
    """A certificate for the transport layer, which the plugin insists on; it is never used."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (configuration / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (configuration / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )

import pytest

from eraser.cli.scanned import share
from eraser.cli.uris import stores
from eraser.contract.settings import StoreSettings
from eraser.errors import UsageError


def only(address: str, **environment: str) -> tuple[str, str, StoreSettings]:
    ((name, (plugin, settings)),) = stores([address], environment).items()
    return name, plugin, settings


def test_a_database_is_named_after_itself_and_its_address_goes_to_libpq() -> None:
    name, plugin, settings = only("postgresql://me:pw@h:5433/crm?sslmode=require")
    assert (name, plugin) == ("crm", "postgres")
    assert settings.text("url") == "postgresql://me:pw@h:5433/crm?sslmode=require"
    assert "pw" not in repr(settings)


def test_a_bucket_takes_prefix_endpoint_and_keys() -> None:
    name, plugin, settings = only("s3://KEY:se%2Fcret@bucket/a%20b/c/?endpoint=http://h:9000")
    assert (name, plugin) == ("bucket", "s3")
    assert settings.text("bucket") == "bucket"
    assert settings.text("prefix") == "a b/c/"
    assert settings.text("endpoint") == "http://h:9000"
    assert settings.text("secret_key") == "se/cret"
    assert "se/cret" not in repr(settings)


def test_a_bucket_without_keys_leaves_them_to_the_usual_chain() -> None:
    _, _, settings = only("s3://bucket", AWS_ENDPOINT_URL="http://h:9000")
    assert settings.optional("access_key") is None
    assert settings.optional("prefix") is None
    assert settings.text("endpoint") == "http://h:9000"


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("opensearch+https://h:9200/tickets*,mails", "https://h:9200"),
        ("opensearch+http://h:9200/tickets*,mails", "http://h:9200"),
        ("elasticsearch://h/tickets*,mails", "https://h"),
    ],
)
def test_a_search_server_takes_indices(address: str, url: str) -> None:
    name, plugin, settings = only(address)
    assert (name, plugin) == ("h", "search")
    assert settings.text("url") == url
    assert settings.texts("indices") == ("tickets*", "mails")


def test_credentials_of_a_search_server_come_from_the_address_or_the_environment() -> None:
    _, _, given = only("opensearch+https://u:p%40@h/")
    assert (given.text("user"), given.text("password")) == ("u", "p@")
    environment = {"ELASTIC_USERNAME": "u", "ELASTIC_PASSWORD": "p"}
    _, _, found = only("elasticsearch+https://h/", **environment)
    assert (found.text("user"), found.text("password")) == ("u", "p")
    _, _, key = only("elasticsearch+https://h/", ELASTIC_API_KEY="k")
    assert key.text("api_key") == "k"


def test_an_address_can_be_named_and_stand_in_a_variable() -> None:
    name, plugin, _ = only("crm=env:URL", URL="postgresql://h/db")
    assert (name, plugin) == ("crm", "postgres")


def test_two_stores_never_have_one_name() -> None:
    found = stores(["postgresql://a/crm", "postgresql://b/crm"], {})
    assert list(found) == ["crm", "crm-2"]


@pytest.mark.parametrize(
    "address",
    ["mysql://u:secret@h/db", "secret", "env:NOWHERE", "s3:///secret", "s3://b/?x=secret",
     "postgresql://[secret/db"],
)  # fmt: skip
def test_what_is_no_address_is_told_without_repeating_it(address: str) -> None:
    with pytest.raises(UsageError, match="address 1") as error:
        stores([address], {})
    assert "secret" not in str(error.value)


def test_a_share_is_a_percentage_or_a_number() -> None:
    assert (share("5%"), share("0.05"), share("100%"), share("1")) == (0.05, 0.05, 1, 1)


@pytest.mark.parametrize("text", ["0", "5", "101%", "-1%", "half", ""])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="--sample"):
        share(text)

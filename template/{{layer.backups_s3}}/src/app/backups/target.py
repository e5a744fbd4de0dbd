"""Where the backups are: an S3 bucket."""

from typing import ClassVar

from pydantic import SecretStr

from app.core.settings import EnvironmentSettings


class TargetSettings(EnvironmentSettings, env_prefix="BACKUPS_S3_"):
    """`BACKUPS_S3_URL` sets `url`, and so on."""

    for_commands: ClassVar[bool] = True
    patience_seconds: ClassVar[float] = 60.0  # with a bucket that does not answer

    url: str = ""  # https://host/bucket, or a folder in it
    region: str = ""
    key_id: str = ""
    secret: SecretStr | None = None

    def name_repository(self) -> str:
        """Return how restic calls it; empty if nobody said where it is."""
        return f"s3:{self.url}" if self.url else ""

    def list_variables(self) -> dict[str, str]:
        """Return what restic has to know beside: in its environment, never on its command line."""
        variables = {
            "AWS_ACCESS_KEY_ID": self.key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret.get_secret_value() if self.secret else "",
        }
        return variables | ({"AWS_DEFAULT_REGION": self.region} if self.region else {})

    def list_dangers(self) -> list[str]:
        """Return what must not be so in production: one sentence each, with the cure."""
        dangers = []
        if not self.url.startswith("https://"):
            dangers.append("BACKUPS_S3_URL is no bucket: write https://host/bucket.")
        if not self.key_id or self.secret is None:
            dangers.append("BACKUPS_S3_KEY_ID and BACKUPS_S3_SECRET are missing.")
        return dangers

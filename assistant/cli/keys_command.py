"""API keys: create, list, revoke."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.access.roles import Role
from assistant.cli.options import data_option, failing_cleanly, json_option, print_json, settings_of

if TYPE_CHECKING:
    from assistant.access.keys import Key


@click.group()
def keys() -> None:
    """Les clés d'API : les créer, les lister, les révoquer."""


@keys.command("create")
@click.argument("name")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True, help="Ce que la clé permet.")
@data_option
@json_option
def create(name: str, role: str, data: Path | None, as_json: bool) -> None:
    """Créer une clé nommée NAME et la montrer, une seule fois.

    Exemple : assistant keys create "Support de niveau 1" --role helpdesk
    """
    with failing_cleanly():
        from assistant.access.keys import KeyStore

        key, token = KeyStore(settings_of(data).data).create(name, Role(role))
        if as_json:
            print_json({**_shown(key), "token": token})
        else:
            click.echo(token)
            click.echo("Gardez cette clé : elle ne sera plus montrée. Seule son empreinte est conservée.", err=True)


@keys.command("list")
@data_option
@json_option
def list_keys(data: Path | None, as_json: bool) -> None:
    """Lister les clés, sans leur secret."""
    with failing_cleanly():
        from assistant.access.keys import KeyStore

        found = KeyStore(settings_of(data).data).listed()
        if as_json:
            print_json([_shown(key) for key in found])
        elif not found:
            click.echo("Aucune clé. « assistant keys create NOM --role lecture » en crée une.")
        for key in found if not as_json else ():
            state = f"révoquée le {key.revoked_on:%Y-%m-%d}" if key.revoked_on else "en service"
            click.echo(f"{key.id}  {key.role:<8}  créée le {key.created_on:%Y-%m-%d}  {state}  {key.name}")


@keys.command("revoke")
@click.argument("key")
@data_option
def revoke(key: str, data: Path | None) -> None:
    """Révoquer KEY, le nom ou l'identifiant d'une clé. Un serveur en marche la refuse aussitôt.

    Exemple : assistant keys revoke "Support de niveau 1"
    """
    with failing_cleanly():
        from assistant.access.keys import KeyStore

        revoked = KeyStore(settings_of(data).data).revoke(key)
        click.echo(f"Révoquée : {revoked.name} ({revoked.id}).")


def _shown(key: Key) -> dict[str, object]:
    return key.model_dump(mode="json", exclude={"hash"})

"""Postgres with pgvector, through LlamaIndex's vector store for it: a table for each snapshot, which is counted and dropped."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.storage.llama_store import PASSAGE, LlamaStore, StoreCalls
from index.storage.vector_store import collection_name

if TYPE_CHECKING:
    from llama_index.vector_stores.postgres import PGVectorStore
    from sqlalchemy import Engine, Row, Select

_GRAPH = {"m": 24, "ef_construction": 128}
"""As Chroma's."""
_CONNECTION = {"connect_timeout": 10, "tcp_user_timeout": 20_000, "options": "-c random_page_cost=1.1"}
"""Seconds given to a server until it lets us in, however busy; milliseconds after which a machine that is gone is given up; and
what a page out of order costs: at 4, the default, 10,000 vectors are read one by one (26 ms) where the graph takes 1."""
_NO_TABLE = "42P01"
"""Postgres's code for a table that is not there."""


class PostgresBackend:
    """Tables `data_passages_…` in one schema of one database."""

    name = "postgres"

    def __init__(self, url: str, ef_search: int = 200, **options: Any) -> None:
        """`url`: `postgresql://user:password@host:5432/base`; `ef_search`: passages that a search looks at, and the most it
        finds; `options`: further ones of LlamaIndex's `PGVectorStore`, such as `schema_name`.

        Raises ImportError without the packages of the extra `postgres`, ValueError for what is no address."""
        from llama_index.vector_stores.postgres import PGVectorStore
        from sqlalchemy import make_url
        from sqlalchemy.exc import ArgumentError

        # It warns of each statement of a setup that fails; the error that follows says it once.
        logging.getLogger("llama_index.vector_stores.postgres").setLevel(logging.ERROR)
        self._class = PGVectorStore
        self._search = {"hnsw_ef_search": ef_search}
        self._options = options
        self._calls = StoreCalls(self.name, {"url": url, **options}, _is_no_table)
        try:
            self._url = make_url(url).set(drivername="postgresql+psycopg2")
        except ArgumentError:
            raise ValueError("url is no address such as postgresql://user:password@host:5432/base") from None

    def create(self, folder: Path, dimension: int, live: Path | None = None) -> PostgresStore:
        """An empty table, made with the extension and the schema where they are missing. Raises VectorServerError."""
        store = self._store(folder, dimension, perform_setup=True)
        self._calls.run(lambda: store.llama_store.add([]))
        return store

    def open(self, folder: Path, dimension: int) -> PostgresStore:
        """The table of a snapshot, looked for at the first question."""
        return self._store(folder, dimension, perform_setup=False)

    def drop(self, folder: Path) -> None:
        """Drops the table, where there is one. Raises VectorServerError."""
        store = self._store(folder, 1, perform_setup=False)
        try:
            store.drop()
        finally:
            store.close()

    def _store(self, folder: Path, dimension: int, *, perform_setup: bool) -> PostgresStore:
        from sqlalchemy import create_engine
        from sqlalchemy.ext.asyncio import create_async_engine

        engine = create_engine(self._url, pool_pre_ping=True, connect_args=_CONNECTION)
        store = self._class(
            engine=engine,
            async_engine=create_async_engine(self._url.set(drivername="postgresql+asyncpg")),  # wanted, and never used
            table_name=collection_name(folder),
            embed_dim=dimension,
            perform_setup=perform_setup,
            initialization_fail_on_error=True,
            hnsw_kwargs=None if perform_setup else self._search,  # the graph made first, adding takes four times as long
            **self._options,
        )
        return PostgresStore(store, engine, self._calls)


class PostgresStore(LlamaStore):
    """A `VectorStore` over one table."""

    def __init__(self, store: PGVectorStore, engine: Engine, calls: StoreCalls) -> None:
        from sqlalchemy import Column, MetaData, Table
        from sqlalchemy.dialects.postgresql import JSON

        super().__init__(store, calls)
        self._engine = engine
        table = f"data_{store.table_name}"
        self._table = Table(table, MetaData(), Column("metadata_", JSON), schema=store.schema_name)
        self._table.append_column(Column("embedding"))

    def finish(self) -> None:
        """Makes the graph of all passages at once. Raises VectorServerError."""
        from sqlalchemy import Index

        ops = {"embedding": "vector_cosine_ops"}
        graph = Index(
            None, self._table.c.embedding, postgresql_using="hnsw", postgresql_with=_GRAPH, postgresql_ops=ops
        )
        self._calls.run(lambda: graph.create(self._engine))

    def count(self) -> int:
        """Passages held. Raises VectorServerError, and SnapshotError where the table is not there."""
        from sqlalchemy import func, select

        return int(self._rows(select(func.count()).select_from(self._table))[0][0])

    def ids(self) -> set[str]:
        """Ids of all passages held. Raises VectorServerError, and SnapshotError where the table is not there."""
        from sqlalchemy import select

        return {identity for (identity,) in self._rows(select(self._table.c.metadata_[PASSAGE].astext))}

    def drop(self) -> None:
        """Drops the table, where there is one. Raises VectorServerError."""
        self._calls.run(lambda: self._table.drop(self._engine, checkfirst=True))

    def close(self) -> None:
        """Closes the connections kept open."""
        self._engine.dispose()

    def _rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        def read() -> Sequence[Row[Any]]:
            with self._engine.connect() as connection:
                return connection.execute(query).all()

        return self._calls.run(read)


def _is_no_table(error: Exception) -> bool:
    return getattr(getattr(error, "orig", None), "pgcode", None) == _NO_TABLE

"""The product's database wrapper; emptying the tables between tests is done as their owner."""

from collections.abc import Iterable
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql.operations import DatabaseOperations as Operations

from billing.tenancy.postgresql import base


class DatabaseOperations(Operations):
    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        owner = settings.OWNER_DATABASE
        with psycopg.connect(
            dbname=self.connection.settings_dict["NAME"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            host=owner["HOST"],
            port=owner["PORT"],
        ) as connection:
            for statement in sql_list:
                connection.execute(statement)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class: Any = DatabaseOperations

"""The database wrapper that Django loads for this engine."""

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base

from billing.tenancy.roles import SWEEP
from billing.tenancy.scope import Scope, current_scope

TELL = """
select set_config('tieout.tenant', %s, true),
    set_config('tieout.person', %s, true),
    set_config('role', %s, true)
"""
NOBODY = Scope()
UNKNOWN = Scope(across="unknown")
TRANSACTION_CONTROL = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT", "SET CONSTRAINTS")


class DatabaseWrapper(base.DatabaseWrapper):
    """Tells PostgreSQL the current scope, once per transaction and again when the scope changes within it.

    The settings are local to the transaction, so that nothing outlives it in a pooled connection. A query
    outside any transaction is therefore outside any scope too, and row-level security shows it nothing.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: Scope = NOBODY
        self.execute_wrappers.append(self._tell_first)

    def tell_scope(self) -> None:
        """Tell the running transaction the current scope; for callers that bypass Django's cursor (COPY)."""
        scope = current_scope() or NOBODY
        if not self.in_atomic_block or scope == self._told:
            return
        self._told = scope
        try:
            with self.cursor() as cursor:
                cursor.execute(
                    TELL,
                    [
                        str(scope.tenant_id or ""),
                        str(scope.person_id or ""),
                        SWEEP if scope.across else "none",
                    ],
                )
        except BaseException:  # raised on: whatever cut this short, the transaction may or may not have heard
            self._told = UNKNOWN
            raise

    def _tell_first(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql is not TELL and not str(sql).startswith(TRANSACTION_CONTROL):
            self.tell_scope()
        return execute(sql, *rest)

    # What a transaction was told ends with it. After a rollback to a savepoint PostgreSQL is back at what it
    # was told before the savepoint, which is not remembered here: it is told afresh.
    def _commit(self) -> None:
        self._told = NOBODY
        super()._commit()  # type: ignore[misc]  # left out of the stubs

    def _rollback(self) -> None:
        self._told = NOBODY
        super()._rollback()  # type: ignore[misc]  # left out of the stubs

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # left out of the stubs
        self._told = UNKNOWN

    def close(self) -> None:
        self._told = NOBODY
        super().close()

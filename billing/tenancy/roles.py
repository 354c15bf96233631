"""The database roles, named here and in roles.sql only.

owner: owns the tables and runs migrations. app: what web and worker log in as; owns nothing. sweep: what a
transaction becomes inside `across_tenants`; nobody logs in as it. None of them may bypass row-level security.
"""

from django.db import connection

OWNER = "tieout_owner"
APP = "tieout_app"
SWEEP = "tieout_sweep"

DANGERS = """
select case
    when rolsuper then 'it is a superuser'
    when rolbypassrls then 'it may bypass row-level security'
    when pg_has_role(current_user, %s, 'member') then 'it is, or may become, the owner of the tables'
    else ''
end from pg_roles where rolname = current_user
"""


def check() -> str:
    """Return why this process's database role must not serve people, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute(DANGERS, [OWNER])
        danger = cursor.fetchone()[0]
    if not danger:
        return ""
    user = connection.settings_dict["USER"]
    return f"DATABASE_URL logs in as {user}, and {danger}: no tenant would be safe. Let it log in as {APP}."

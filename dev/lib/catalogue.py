"""What a database consists of, as sets of names that can be compared."""
from . import postgres

QUERIES = {
    "tables": "SELECT relname FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p') AND {schema}",
    "columns": """
        SELECT relname || '.' || attname || ' ' || format_type(atttypid, atttypmod)
               || CASE WHEN attnotnull THEN ' not null' ELSE '' END
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE attnum > 0 AND NOT attisdropped AND relkind IN ('r', 'v', 'm', 'p') AND {schema}
    """,
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "triggers": "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT relname FROM pg_class WHERE relkind = 'S' AND {schema}",
    "types": "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace",
    "extensions": "SELECT extname FROM pg_extension",
}
SCHEMA = "relnamespace = 'public'::regnamespace"
RECORDS = {
    "models": "SELECT model FROM ir_model",
    "fields": "SELECT model || '.' || name FROM ir_model_fields",
    "external ids": "SELECT module || '.' || name FROM ir_model_data",
    "scheduled actions": "SELECT cron_name FROM ir_cron",
    "actions": "SELECT id || ' ' || type FROM ir_actions",
    "menus": "SELECT id::text FROM ir_ui_menu",
    "views": "SELECT id || ' ' || name FROM ir_ui_view",
    "access rights": "SELECT id || ' ' || name FROM ir_model_access",
    "record rules": "SELECT id || ' ' || name FROM ir_rule",
    "groups": "SELECT id::text FROM res_groups",
    "parameters": "SELECT key FROM ir_config_parameter",
    "number sequences": "SELECT id || ' ' || name FROM ir_sequence",
    "decimal precisions": "SELECT name FROM decimal_precision",
    "attached files": """
        SELECT res_model || ' ' || id FROM ir_attachment WHERE res_model <> 'ir.ui.view'
    """,
    "activity types": "SELECT id::text FROM mail_activity_type",
    "message subtypes": "SELECT id::text FROM mail_message_subtype",
    "paper formats": "SELECT name FROM report_paperformat",
}


def rows(database: str, sql: str) -> set[str]:
    return set(postgres.query(sql.format(schema=SCHEMA), database).splitlines())


def snapshot(database: str) -> dict[str, set[str]]:
    return {kind: rows(database, sql) for kind, sql in (QUERIES | RECORDS).items()}


def structure(database: str) -> dict[str, set[str]]:
    return {kind: rows(database, sql) for kind, sql in QUERIES.items()}


def differences(before: dict[str, set[str]], after: dict[str, set[str]]) -> dict[str, list[str]]:
    return {
        kind: [f"+ {name}" for name in sorted(after[kind] - before[kind])]
        + [f"- {name}" for name in sorted(before[kind] - after[kind])]
        for kind in before
    }

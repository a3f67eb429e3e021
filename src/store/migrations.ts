/**
 * The steps from an empty file to the newest schema. `user_version` counts those that were taken. Only ever append: a step
 * that was released is never edited.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE sessions (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    path TEXT NOT NULL,
    claude_session_id TEXT NOT NULL,
    claude_version TEXT,
    args TEXT NOT NULL,
    brain TEXT NOT NULL,
    trusted INTEGER NOT NULL,
    demo TEXT,
    started_at REAL NOT NULL,
    ended_at REAL,
    exit_code INTEGER,
    pid INTEGER,
    cols INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    session TEXT NOT NULL,
    config_folder TEXT NOT NULL,
    zone TEXT NOT NULL,
    positions TEXT NOT NULL DEFAULT '{}'
  ) STRICT;
  CREATE INDEX sessions_live ON sessions (n) WHERE ended_at IS NULL;

  CREATE TABLE snapshots (
    session TEXT PRIMARY KEY REFERENCES sessions (id),
    cols INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    data TEXT NOT NULL,
    title TEXT NOT NULL,
    "offset" INTEGER NOT NULL,
    at REAL NOT NULL
  ) STRICT;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    session TEXT NOT NULL,
    decision TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_decision ON audit (decision, seq);

  CREATE TABLE decisions (
    seq INTEGER PRIMARY KEY REFERENCES audit (seq),
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL REFERENCES sessions (id),
    at REAL NOT NULL,
    decision TEXT NOT NULL,
    input_sha256 TEXT,
    keys TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX decisions_session ON decisions (session, seq);

  CREATE TABLE escalations (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session TEXT NOT NULL REFERENCES sessions (id),
    decision TEXT NOT NULL,
    kind TEXT NOT NULL,
    tool TEXT NOT NULL,
    subject TEXT NOT NULL,
    question TEXT NOT NULL,
    options TEXT NOT NULL,
    risk TEXT NOT NULL,
    reasons TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    asked_at REAL NOT NULL,
    state TEXT NOT NULL,
    closed_at REAL,
    why TEXT,
    answer TEXT
  ) STRICT;
  CREATE INDEX escalations_open ON escalations (n) WHERE state = 'open';

  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL REFERENCES sessions (id),
    at REAL NOT NULL,
    type TEXT NOT NULL,
    text TEXT,
    state TEXT,
    decision TEXT
  ) STRICT;
  CREATE INDEX events_session ON events (session, seq);
  `,
  `
  ALTER TABLE sessions ADD COLUMN cli TEXT;
  ALTER TABLE snapshots ADD COLUMN banner TEXT;
  ALTER TABLE snapshots ADD COLUMN banner_at REAL;

  CREATE TABLE cli_checks (
    version TEXT NOT NULL,
    path TEXT NOT NULL,
    size INTEGER NOT NULL,
    mtime REAL NOT NULL,
    pcc TEXT NOT NULL,
    words TEXT NOT NULL,
    started_at REAL NOT NULL,
    ended_at REAL NOT NULL,
    passed INTEGER NOT NULL,
    families TEXT NOT NULL,
    problem TEXT,
    PRIMARY KEY (version, path)
  ) STRICT;
  `,
  `
  ALTER TABLE sessions ADD COLUMN requirements TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN requirements_given INTEGER NOT NULL DEFAULT 0;

  CREATE INDEX decisions_approved ON decisions (session, at)
    WHERE json_extract(decision, '$.by') IN ('policy', 'brain')
      AND json_extract(decision, '$.action') IN ('approve', 'choose');
  CREATE INDEX decisions_human ON decisions (session, at) WHERE json_extract(decision, '$.by') = 'human';
  CREATE INDEX events_human ON events (session, at) WHERE type IN ('human', 'input');
  CREATE INDEX sessions_path ON sessions (path);
  CREATE INDEX escalations_dialog ON escalations (session, fingerprint);
  `,
  `
  ALTER TABLE sessions ADD COLUMN since REAL;
  ALTER TABLE sessions ADD COLUMN usage TEXT;

  CREATE INDEX decisions_risk ON decisions (json_extract(decision, '$.risk'), seq);
  CREATE INDEX decisions_by ON decisions (json_extract(decision, '$.by'), seq);
  CREATE INDEX events_decision ON events (decision) WHERE decision IS NOT NULL;
  CREATE INDEX events_decided ON events (seq) WHERE decision IS NOT NULL;
  CREATE INDEX events_others ON events (session, seq) WHERE decision IS NULL;
  `,
  `
  ALTER TABLE sessions ADD COLUMN launch TEXT;
  ALTER TABLE sessions ADD COLUMN clearing TEXT;
  ALTER TABLE sessions ADD COLUMN account TEXT;

  CREATE TABLE tasks (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id),
    n INTEGER NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL,
    task TEXT NOT NULL,
    created_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    result TEXT,
    receipt TEXT
  ) STRICT;
  CREATE INDEX tasks_session ON tasks (session, n);

  CREATE TABLE requirements (
    session TEXT NOT NULL REFERENCES sessions (id),
    file TEXT NOT NULL,
    known TEXT NOT NULL,
    PRIMARY KEY (session, file)
  ) STRICT;

  CREATE TABLE wakeups (
    session TEXT PRIMARY KEY REFERENCES sessions (id),
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    resets_at REAL,
    resumes_itself INTEGER NOT NULL,
    asleep_since REAL NOT NULL,
    told_at REAL NOT NULL,
    vain INTEGER NOT NULL,
    woken_at REAL,
    why TEXT
  ) STRICT;

  CREATE TABLE wakes (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    session TEXT NOT NULL REFERENCES sessions (id),
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    resets_at REAL,
    asleep_since REAL NOT NULL,
    woken_at REAL,
    why TEXT,
    ended_at REAL NOT NULL,
    by TEXT NOT NULL
  ) STRICT;
  CREATE INDEX wakes_account ON wakes (account, woken_at);

  CREATE TABLE schedules (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    cron TEXT NOT NULL,
    zone TEXT NOT NULL,
    spec TEXT NOT NULL,
    missed TEXT NOT NULL,
    overlap TEXT NOT NULL,
    created_at REAL NOT NULL,
    counted_until REAL NOT NULL,
    removed_at REAL
  ) STRICT;
  CREATE UNIQUE INDEX schedules_id ON schedules (id) WHERE removed_at IS NULL;

  CREATE TABLE schedule_runs (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule INTEGER NOT NULL REFERENCES schedules (n),
    due_at REAL NOT NULL,
    at REAL NOT NULL,
    outcome TEXT NOT NULL,
    session TEXT,
    task TEXT,
    why TEXT
  ) STRICT;
  CREATE INDEX schedule_runs_schedule ON schedule_runs (schedule, n);
  CREATE UNIQUE INDEX schedule_runs_due ON schedule_runs (schedule, due_at) WHERE outcome <> 'missed';
  CREATE INDEX schedule_runs_begun ON schedule_runs (n) WHERE outcome = 'begun';
  `,
  `
  CREATE TABLE executions (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    path TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    options TEXT NOT NULL,
    launch TEXT,
    held TEXT,
    why TEXT,
    closed INTEGER NOT NULL,
    created_at REAL NOT NULL,
    started_at REAL,
    ended_at REAL,
    sources TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE INDEX executions_open ON executions (n) WHERE closed = 0;

  CREATE TABLE execution_steps (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    execution TEXT NOT NULL REFERENCES executions (id),
    n INTEGER NOT NULL,
    state TEXT NOT NULL,
    step TEXT NOT NULL,
    class TEXT NOT NULL,
    complexity TEXT NOT NULL,
    predicted_ms REAL,
    ran_ms REAL,
    ended_at REAL,
    UNIQUE (execution, n)
  ) STRICT;
  CREATE INDEX execution_steps_ended ON execution_steps (ended_at) WHERE ended_at IS NOT NULL;

  CREATE TABLE execution_output (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    execution TEXT NOT NULL REFERENCES executions (id),
    "from" INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    source TEXT NOT NULL,
    line INTEGER NOT NULL,
    part INTEGER NOT NULL,
    text TEXT NOT NULL,
    UNIQUE (execution, source, line, part)
  ) STRICT;
  CREATE INDEX execution_output_from ON execution_output (execution, "from");

  CREATE INDEX decisions_counted ON decisions
    (json_extract(decision, '$.risk'), json_extract(decision, '$.action'), json_extract(decision, '$.by'));
  CREATE INDEX decisions_outcome ON decisions (outcome);
  CREATE INDEX tasks_state ON tasks (state);
  CREATE INDEX execution_steps_state ON execution_steps (state);
  `,
];

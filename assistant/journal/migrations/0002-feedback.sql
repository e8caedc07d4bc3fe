-- One opinion per answer: a second one replaces the first. reasons: JSON list.
CREATE TABLE feedback (
    answer_id TEXT NOT NULL PRIMARY KEY REFERENCES receipts (id) ON DELETE CASCADE,
    given_at TEXT NOT NULL,
    useful INTEGER NOT NULL CHECK (useful IN (0, 1)),
    reasons TEXT NOT NULL,
    comment TEXT
) STRICT, WITHOUT ROWID;

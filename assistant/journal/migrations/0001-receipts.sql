-- asked_at: UTC, ISO 8601 with milliseconds, so that text order is time order.
-- body: the StoredReceipt as JSON, without what has a column here.
CREATE TABLE receipts (
    id TEXT NOT NULL PRIMARY KEY,
    asked_at TEXT NOT NULL,
    door TEXT NOT NULL,
    status TEXT NOT NULL,
    intent TEXT NOT NULL,
    question TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX receipts_by_time ON receipts (asked_at);

-- One row per document that an answer cites, however many quotes it takes from it.
CREATE TABLE cited (
    answer_id TEXT NOT NULL REFERENCES receipts (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL,
    PRIMARY KEY (answer_id, document_id)
) STRICT, WITHOUT ROWID;

#include <array>

#include "data/costs/versioned.hpp"

namespace repetend::data {
namespace {

constexpr auto version_1 = R"sql(
CREATE TABLE gpu (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  memory INTEGER NOT NULL,              -- bytes; 0 here and below: unknown
  compute_units INTEGER NOT NULL,
  clock_limit INTEGER NOT NULL,         -- MHz
  memory_clock_limit INTEGER NOT NULL,  -- MHz
  UNIQUE (name, memory, compute_units, clock_limit, memory_clock_limit)
) STRICT;

CREATE TABLE import (
  id INTEGER PRIMARY KEY,
  file TEXT NOT NULL,
  tool TEXT NOT NULL,  -- that wrote the file
  date TEXT NOT NULL   -- when it was read, UTC
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  gpu INTEGER NOT NULL REFERENCES gpu,
  import INTEGER REFERENCES import,  -- NULL: stored by the tool that measured
  provenance TEXT NOT NULL CHECK (provenance IN ('measured', 'imported')),
  date TEXT NOT NULL,       -- of the measurement, UTC, 2026-11-23T06:12:45Z
  driver TEXT NOT NULL,
  cuda TEXT NOT NULL,
  tool TEXT NOT NULL,
  command TEXT NOT NULL,
  clock INTEGER,            -- MHz; NULL here and below: unknown
  memory_clock INTEGER,     -- MHz
  temperature INTEGER,      -- degrees Celsius
  throttling TEXT NOT NULL,
  overhead REAL,            -- share of the program's time
  dropped INTEGER NOT NULL  -- activity records
) STRICT;
CREATE INDEX run_of_gpu ON run (gpu);

CREATE TABLE note (
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (run, number)
) STRICT, WITHOUT ROWID;

-- Times in ns, summed up; every one of them is in sample.
CREATE TABLE measurement (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,
  count INTEGER NOT NULL CHECK (count > 0),
  mean INTEGER NOT NULL,
  median INTEGER NOT NULL,
  deviation INTEGER NOT NULL,
  least INTEGER NOT NULL,
  p5 INTEGER NOT NULL,
  p25 INTEGER NOT NULL,
  p75 INTEGER NOT NULL,
  p95 INTEGER NOT NULL,
  most INTEGER NOT NULL,
  median_low INTEGER NOT NULL,  -- the median's 95 % interval
  median_high INTEGER NOT NULL
) STRICT;
CREATE INDEX measurement_of_run ON measurement (run);

-- What was measured: a row here or in block.
CREATE TABLE operator (
  measurement INTEGER PRIMARY KEY REFERENCES measurement ON DELETE CASCADE,
  kind TEXT NOT NULL,
  phase TEXT NOT NULL,
  precision TEXT NOT NULL,
  shape TEXT NOT NULL  -- 2048x4096x4096x1, dimensions in the order of the kind
) STRICT;
CREATE INDEX operator_by_kind ON operator (kind, phase, precision, shape);

CREATE TABLE block (
  measurement INTEGER PRIMARY KEY REFERENCES measurement ON DELETE CASCADE,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  kernels INTEGER NOT NULL,
  peak INTEGER,  -- bytes
  kept INTEGER   -- bytes
) STRICT;

CREATE TABLE sample (
  measurement INTEGER NOT NULL REFERENCES measurement ON DELETE CASCADE,
  number INTEGER NOT NULL,  -- from 0, in the order measured
  time INTEGER NOT NULL CHECK (time >= 0),
  PRIMARY KEY (measurement, number)
) STRICT, WITHOUT ROWID;
)sql";

constexpr std::array migrations = {version_1};
constexpr std::int32_t application_id = 0x52707464;  // "Rptd"

}  // namespace

const Schema& cost_schema() {
  static constexpr Schema schema{"cost database", application_id, migrations};
  return schema;
}

}  // namespace repetend::data

export { cloneDatabase } from './databases/clone-database.ts';
export { createTemplate } from './databases/create-template.ts';
export { type DatabaseAddress } from './databases/database-address.ts';
export { DatabaseTemplate } from './databases/database-template.ts';
export { CreateDatabaseRefusedError, TemplateInUseError } from './databases/errors.ts';
export { TestDatabase } from './databases/test-database.ts';
export { matchers, type SelfsameMatchers } from './matchers/matchers.ts';
export { assertFailsWith, assertProved, assertRaceFree, type RaceResult } from './matchers/race-findings.ts';
export { type ObservedOrm, type Recording, recordStatements } from './matchers/record-statements.ts';
export { assertSameInstance } from './matchers/same-instance.ts';
export { assertSameRow } from './matchers/same-row.ts';
export { assertSent } from './matchers/sent.ts';
export {
  DatabaseUrlError,
  type DatabaseUrlProblem,
  PostgresDirectoryError,
  PostgresInUseError,
  PostgresMissingError,
  PostgresStartError,
  PostgresVersionError,
} from './postgres/errors.ts';
export { PostgresServer, type ServerFacts } from './postgres/postgres-server.ts';
export { startPostgres, type StartOptions } from './postgres/start-postgres.ts';
export { defineRace, type RaceDefinition } from './race/define-race.ts';
export {
  RaceDivergedError,
  RaceEndingError,
  RaceInputError,
  RaceLeftOpenError,
  RaceNotSerialError,
  RaceStuckError,
  RaceUngatedError,
  ScheduleAbandoned,
} from './race/errors.ts';
export {
  type RaceOperation,
  type RaceOptions,
  type RaceOutcome,
  type RaceProgress,
  type RaceSearch,
} from './race/options.ts';
export { race } from './race/race.ts';
export {
  type Ending,
  type Isolation,
  type RaceFailure,
  type RaceReport,
  type RaceStep,
  type Resource,
} from './race/report.ts';
export { type AnomalyName } from './race/report/anomaly.ts';
export { formatReport } from './race/report/format-report.ts';
export { type JsonValue } from './race/report/json-value.ts';
export { type ProgressLine, progressLine, type ProgressStream } from './race/report/progress-line.ts';
export { type RaceReportJson, reportToJson } from './race/report/report-to-json.ts';
export { renderSvg } from './race/report/svg/render-svg.ts';
export { step } from './race/step.ts';

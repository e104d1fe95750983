// What the page is given: docs/review.md says what each key means.

export interface Series {
  mean: number[];
  min: number[];
  max: number[];
}

export interface ChipSeries {
  chip_ms: number[];
  min: number[];
  max: number[];
}

export type CauseKind = "lacking" | "idle" | "held";

export interface Cause {
  name: string;
  kind: CauseKind;
}

export interface Reservation {
  name: string;
  pool: string;
  site: string;
  provider: string;
  accelerator: string;
  holder: string;
  market: string;
  chips: Record<string, ChipSeries>;
}

export interface WaterfallRow {
  month: string;
  reservation: string;
  pool: string;
  holder: string;
  tenant: string;
  cause: string;
  chip_ms: number;
  contract?: string;
  usd?: number;
}

export interface Tenant {
  name: string;
  gangs?: Series;
  chips?: Series;
  held?: number[];
}

export interface Pool {
  name: string;
  units: number;
  chips_per_unit: number;
  geometry: "alike" | "nodes" | "torus_2d" | "torus_3d_ocs";
  host?: number[];
  block?: number[];
  pod?: number[];
  largest_gang_chips?: Series;
  mw?: Series;
  free_chips?: ChipSeries;
}

export interface Service {
  name: string;
  demand_rps?: Series;
  served_rps?: Series;
  attainment?: Series;
  replicas?: Series;
  ready?: Series;
  overprovisioned_chips?: Series;
}

export interface WaitClass {
  name: string;
  wait: number[][];
  lower_bound: number[];
  slowdown: number[][];
  jobs: number;
  mean_s: number;
  p50_s: number;
  p95_s: number;
  p99_s: number;
  at_least: string[];
}

export interface Waits {
  bin_buckets: number;
  edges: number[];
  slowdown_edges: number[];
  classes: WaitClass[];
}

/** A job (an index), its first unit, how many, from when and to when. */
export type Bar = [job: number, unit: number, units: number, from: number, until: number];

export interface Gantt {
  bars: Bar[];
  rows: number;
  rest: number[][];
  shown_share: number;
}

export interface Job {
  id: string;
  tenant: string;
  class: string;
  pool: string;
  chips: number;
  submit: number;
  start: number | null;
  end: number | null;
  state: string;
  wait: number | null;
  requeue: number;
  run: number;
  lost: number;
  interruptions: number;
  blocked: number;
  waited_by: Record<string, number>;
  slice: string;
  story: string[];
}

export type Failure = [time: number, pool: number, units: number, what: string];

export interface CashRow {
  month: string;
  contract: string;
  prepaid_usd: number;
  billed_usd: number;
  effective_usd: number;
  invested_usd: number;
}

export interface CommitmentRow {
  contract: string;
  from: string;
  until: string;
  quantity: number;
  obligation: number;
  taken: number;
  overage: number;
  made_up: number;
  shortfall: number;
  makeup_balance: number;
  carry_balance: number;
  charge_usd: number;
  overage_usd: number;
}

export interface LedgerRow {
  month: string;
  contract: string;
  tenant: string;
  kind: string;
  billed_usd: number;
  effective_usd: number;
}

export interface Money {
  cash: CashRow[];
  commitments: CommitmentRow[];
  ledger: LedgerRow[];
}

export interface Assumption {
  name: string;
  value: string;
  confidence: string;
  source: string;
}

export type Figure = number | string | null | string[] | { [part: string]: Figure };
export type Summary = Record<string, Figure>;

export interface Review {
  kind: "run";
  version: string;
  title: string;
  start_unix_ms: number;
  from: number;
  until: number;
  width: number;
  buckets: number;
  summary: Summary;
  formulas: Record<string, string>;
  causes: Cause[];
  reservations: Reservation[];
  waterfall: WaterfallRow[];
  tenants: Tenant[];
  pools: Pool[];
  services: Service[];
  waits: Waits;
  gantt: Gantt[];
  jobs: Job[];
  top_waiting: number[];
  top_chip_time: number[];
  interruptions?: number[];
  failures?: { count: number; rows: Failure[] };
  money?: Money;
  assumptions: Assumption[];
}

export interface Interval {
  replications: number;
  mean: number | null;
  low: number | null;
  high: number | null;
  method: string;
  warning: string;
}

export interface StudyPoint {
  settings: string[];
  intervals: Interval[];
  baseline: number | null;
  differences: Interval[] | null;
}

export interface StudyReview {
  kind: "study";
  version: string;
  title: string;
  confidence: number;
  formulas: Record<string, string>;
  axes: { path: string; values: string[] }[];
  metrics: string[];
  points: StudyPoint[];
}

export interface Comparison {
  kind: "comparison";
  title: string;
  runs: [Review, Review];
}

export type Given = Review | StudyReview | Comparison;

import assert from "node:assert/strict";
import { test } from "node:test";

import { amount, date, dollars, duration, exactDollars, figureWords, month, monthBounds, monthOf,
  percent, short, shortName, tick } from "../../src/format";

/** Without the narrow spaces before units. */
const plain = (text: string): string => text.replaceAll("\u202f", " ");

test("amounts have three digits, and all where there are more before the point", () => {
  assert.equal(amount(0), "0");
  assert.equal(amount(1234567.8), "1,234,568");
  assert.equal(amount(12.345), "12.3");
  assert.equal(amount(-0.0012345), "−0.00123");
  assert.equal(amount(999.6), "1,000");
  assert.equal(plain(short(12345)), "12.3 k");
  assert.equal(plain(short(999960)), "1 M");
  assert.equal(plain(dollars(18_570_240)), "$18.6 M");
  assert.equal(plain(dollars(2e11)), "$200 B");
  assert.equal(exactDollars(-1234.5), "−$1,234.50");
});

test("what is not all of it is not called 100 %", () => {
  assert.equal(plain(percent(1)), "100.0 %");
  assert.equal(plain(percent(0.99999)), ">99.99 %");
  assert.equal(plain(percent(0.99943)), "99.94 %");
  assert.equal(plain(percent(0.3097)), "31.0 %");
  assert.equal(plain(percent(0.0109)), "1.09 %");
  assert.equal(plain(percent(0)), "0.0 %");
});

test("durations are in the unit that suits them", () => {
  assert.equal(plain(duration(497_880)), "8.3 min");
  assert.equal(plain(duration(90_000)), "90 s");
  assert.equal(plain(duration(19_239_528)), "5.34 h");
  assert.equal(plain(duration(486_085_698)), "5.63 d");
});

test("dates are UTC", () => {
  assert.equal(date(Date.UTC(2026, 0, 31)), "31 Jan 2026");
  assert.equal(date(Date.UTC(2026, 0, 31, 8, 5)), "31 Jan 2026 08:05");
  assert.equal(tick(Date.UTC(2026, 1, 1)), "Feb 2026");
  assert.equal(tick(Date.UTC(2026, 1, 3)), "3 Feb");
  assert.equal(tick(Date.UTC(2026, 1, 3, 12)), "12:00");
  assert.equal(month("2028-02"), "Feb 2028");
  assert.equal(monthOf(Date.UTC(2027, 11, 31, 23, 59)), "2027-12");
  // February of a leap year has 29 days.
  const { from, until } = monthBounds("2028-02");
  assert.equal((until - from) / 86_400_000, 29);
  assert.equal(new Date(monthBounds("2027-12").until).toISOString(), "2028-01-01T00:00:00.000Z");
});

test("names of figures have their units apart", () => {
  assert.equal(figureWords("wait_mean_s"), "wait mean, s");
  assert.equal(figureWords("reserved_chip_ms"), "reserved, chip-ms");
  assert.equal(figureWords("committed_idle_share"), "committed idle share");
  assert.equal(figureWords("idle_usd_by_cause: no_demand"), "idle USD by cause: no demand");
});

test("short names are short, on one line and of their own direction", () => {
  const long = shortName("x".repeat(10_000));
  assert.equal(Array.from(long).length, 30);
  assert.ok(long.startsWith("\u2068") && long.endsWith("\u2069"));
  assert.equal(shortName("a\n\tb\u202ec"), "\u2068a b c\u2069");
  assert.equal(shortName(""), "–");
  // An emoji is not cut in two.
  assert.ok(!shortName("🦆".repeat(500)).includes("\ufffd"));
  assert.equal(Array.from(shortName("🦆".repeat(500)))[1], "🦆");
});

#include "sim/engine/gangs/gang_runner.hpp"

#include <algorithm>

namespace drawdown {
namespace {

// Whether what it does now goes over links that others use, too.
bool communicates(const Gang& gang) {
  const bool works = gang.stage == Stage::recomputing || gang.stage == Stage::productive;
  return works && !gang.traffic.links.empty();
}

}  // namespace

bool GangRunner::begin(Gang& gang, bool data_are_there) {
  gang.settled = state_.view.now;
  const auto terms = fabrics_.terms(gang, state_.partition(gang).pool);
  gang.course.set_pace(terms ? terms->pace : 1);
  gang.traffic = terms ? terms->traffic : Traffic{};
  enter(gang, data_are_there ? gang.course.first() : Stage::staging);
  return gang.stage == Stage::staging || gang.course.length(gang.stage) > Duration{0};
}

bool GangRunner::finish_stage(Gang& gang) {
  gang.stage_over = true;
  return gang.stage == Stage::productive ||
         gang.course.length(gang.course.after(gang.stage)) == Duration{0};
}

void GangRunner::advance(Gang& gang) {
  enter(gang, gang.course.after(gang.stage));
}

void GangRunner::enter(Gang& gang, Stage stage) {
  gang.stage = stage;
  gang.stage_start = state_.view.now;
  gang.stage_over = false;
  gang.stage_spent = Duration{0};
  gang.stage_checkpointing = Duration{0};
  gang.stage_written = 0;
  if (!is_active(gang)) return;
  const Duration length = gang.course.length(stage);
  if (communicates(gang)) {
    kernel_.start_flow(gang.id, {gang.traffic.links.data(), gang.traffic.links.size()},
                       gang.traffic.bytes_per_s, length);
  } else {
    kernel_.start(gang.id, state_.view.now + length);
  }
}

// Whether the gang's stage is an activity of SimGrid's: one that is over, of no length or without
// an end is none, nor is waiting for data.
bool GangRunner::is_active(const Gang& gang) {
  if (gang.stage_over || gang.stage == Stage::staging) return false;
  const Duration length = gang.course.length(gang.stage);
  return length > Duration{0} && length < kForever;
}

// How much of the stage is behind the gang, in the time that it takes with nothing else on the
// fabric.
Duration GangRunner::spent_in_stage(const Gang& gang) const {
  if (gang.stage_over && gang.stage != Stage::staging) return gang.course.length(gang.stage);
  return communicates(gang) ? kernel_.progress(gang.id) : state_.view.now - gang.stage_start;
}

void GangRunner::cut(Gang& gang) {
  if (is_active(gang)) kernel_.cancel(gang.id);
}

Duration GangRunner::would_lose(const Gang& gang) const {
  Course course = gang.course;
  return course.interrupt(gang.stage, spent_in_stage(gang));
}

Duration GangRunner::interrupt(Gang& gang) {
  cut(gang);
  return gang.course.interrupt(gang.stage, gang.stage_spent);
}

Spell GangRunner::settle(Gang& gang) {
  const Instant now = state_.view.now;
  const Duration spent = spent_in_stage(gang);
  const Duration checkpointing = gang.course.checkpointing(gang.stage, spent);
  const std::int64_t written = gang.course.written(gang.stage, spent);
  Spell spell;
  spell.checkpoints_written = written - gang.stage_written;
  const Duration elapsed = now - gang.settled;
  // What is read from SimGrid is rounded.
  spell.communicating = std::max(elapsed - (spent - gang.stage_spent), Duration{0});
  spell.checkpointing =
      std::min(checkpointing - gang.stage_checkpointing, elapsed - spell.communicating);
  const Duration rest = elapsed - spell.communicating - spell.checkpointing;
  switch (gang.stage) {
    case Stage::staging:
    case Stage::starting:
      spell.starting = rest;
      break;
    case Stage::recomputing:
      spell.recomputing = rest;
      break;
    case Stage::productive:
      (gang.overprovisioned ? spell.overprovisioned : spell.productive) = rest;
      break;
  }
  gang.settled = now;
  gang.stage_spent = spent;
  gang.stage_checkpointing = checkpointing;
  gang.stage_written = written;
  return spell;
}

}  // namespace drawdown

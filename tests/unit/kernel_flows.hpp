// Flows that a kernel runs in a process of its own, for the tests of it.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <vector>

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/engine/kernel.hpp"

namespace drawdown {

using Milliseconds = std::int64_t;

constexpr Milliseconds kNone = -1;

constexpr Instant at_ms(Milliseconds ms) {
  return kRunStart + Duration{ms};
}

// There can be one kernel in a process, so each runs in a child, which writes what it found.
template <class Run>
std::vector<Milliseconds> in_a_child(Run&& run) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const std::vector<Milliseconds> found = run();
    std::FILE* out = ::fdopen(ends[1], "w");
    const bool written = std::fwrite(found.data(), 8, found.size(), out) == found.size();
    ::_exit(written && std::fclose(out) == 0 ? 0 : 1);
  }
  ::close(ends[1]);
  std::FILE* in = ::fdopen(ends[0], "r");
  std::vector<Milliseconds> found;
  for (Milliseconds value = 0; std::fread(&value, 8, 1, in) == 1;) found.push_back(value);
  std::fclose(in);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(status == 0);
  return found;
}

// `hook(kernel, now, done)` until it stops the kernel; aborts if a moment is told twice.
template <class Hook>
void run_kernel(std::span<const double> capacities, Hook&& hook) {
  Kernel kernel(capacities);
  Instant last = kRunStart - Duration{1};
  kernel.run([&](Instant now, std::span<const ActivityId> done) {
    if (now <= last) std::abort();
    last = now;
    hook(kernel, now, done);
  });
}

struct Flow {
  Milliseconds start = 0;
  std::vector<std::size_t> links;
  double bytes_per_s = 0;
  Milliseconds work = 0;
  Milliseconds cancel = kNone;
};

enum class What { start, cancel, look };

struct Happening {
  Milliseconds at;
  What what;
  std::size_t flow;

  auto operator<=>(const Happening&) const = default;
};

// What happens to flows by the clock: by date; at each, starts before cancels before looks.
inline std::vector<Happening> agenda_of(const std::vector<Flow>& flows, Milliseconds look) {
  std::vector<Happening> agenda;
  for (std::size_t i = 0; i < flows.size(); ++i) {
    agenda.push_back({flows[i].start, What::start, i});
    if (flows[i].cancel != kNone) agenda.push_back({flows[i].cancel, What::cancel, i});
    if (look != kNone) agenda.push_back({look, What::look, i});
  }
  std::sort(agenda.begin(), agenda.end());
  return agenda;
}

inline std::vector<LinkId> ids_of(const std::vector<std::size_t>& links) {
  std::vector<LinkId> ids;
  for (const std::size_t link : links) ids.push_back(LinkId{link});
  return ids;
}

inline void start(Kernel& kernel, std::size_t gang, const Flow& flow) {
  kernel.start_flow(GangId{gang}, ids_of(flow.links), flow.bytes_per_s, Duration{flow.work});
}

// When each flow is told as done, and after these how far each was that ran at `look`.
inline std::vector<Milliseconds> by_kernel(const std::vector<double>& capacities,
                                           const std::vector<Flow>& flows,
                                           Milliseconds look = kNone) {
  return in_a_child([&] {
    const std::vector<Happening> agenda = agenda_of(flows, look);
    auto next = agenda.begin();
    std::vector<Milliseconds> told(flows.size() * (look == kNone ? 1 : 2), kNone);
    std::vector<bool> runs(flows.size());
    run_kernel(capacities, [&](Kernel& kernel, Instant now, std::span<const ActivityId> done) {
      for (const ActivityId id : done) {
        told[number_of(id)] = to_ms(now);
        runs[number_of(id)] = false;
      }
      for (; next != agenda.end() && next->at <= to_ms(now); ++next) {
        const std::size_t i = next->flow;
        if (next->what == What::start) {
          start(kernel, i, flows[i]);
          runs[i] = true;
        } else if (runs[i] && next->what == What::cancel) {
          kernel.cancel(GangId{i});
          runs[i] = false;
        } else if (runs[i]) {
          told[flows.size() + i] = kernel.progress(GangId{i}).count();
        }
      }
      if (next != agenda.end()) return kernel.wake_at(at_ms(next->at));
      if (std::find(runs.begin(), runs.end(), true) == runs.end()) kernel.stop();
    });
    return told;
  });
}

}  // namespace drawdown

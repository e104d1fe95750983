// The yardstick: SimGrid alone, running as many activities as a drawdown run has gangs, with no
// policy, no accounting and no output. One pooled worker per host; a dispatcher hands each job, at
// its submit time, to an idle worker, which executes for the job's run time on its host.
//
//   bare_simgrid HOSTS JOBS.txt        (lines: submit_s run_s)

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <vector>

#include <simgrid/s4u.hpp>

namespace {

namespace s4u = simgrid::s4u;

struct Job {
  double submit_s;
  double run_s;
};

struct Pool {
  std::vector<s4u::SemaphorePtr> wake;  // by worker
  std::vector<double> run_s;            // by worker: what it is to do next; negative: stop
  std::vector<std::size_t> idle;
  std::deque<double> backlog;
};

void work(Pool& pool, std::size_t self) {
  for (;;) {
    pool.idle.push_back(self);
    pool.wake[self]->acquire();
    while (pool.run_s[self] >= 0) {
      s4u::this_actor::execute(pool.run_s[self]);
      if (pool.backlog.empty()) break;
      pool.run_s[self] = pool.backlog.front();
      pool.backlog.pop_front();
    }
    if (pool.run_s[self] < 0) return;
  }
}

void dispatch(Pool& pool, const std::vector<Job>& jobs) {
  for (const Job& job : jobs) {
    s4u::this_actor::sleep_until(job.submit_s);
    if (pool.idle.empty()) {
      pool.backlog.push_back(job.run_s);
      continue;
    }
    const std::size_t worker = pool.idle.back();
    pool.idle.pop_back();
    pool.run_s[worker] = job.run_s;
    pool.wake[worker]->release();
  }
}

}  // namespace

int main(int argc, char** argv) {
  s4u::Engine engine(&argc, argv);
  s4u::Engine::set_config("contexts/stack-size:16");
  s4u::Engine::set_config("contexts/guard-size:0");
  if (argc != 3) {
    std::fprintf(stderr, "usage: bare_simgrid HOSTS JOBS.txt\n");
    return 2;
  }
  const auto hosts = static_cast<std::size_t>(std::strtoul(argv[1], nullptr, 10));
  std::vector<Job> jobs;
  std::ifstream file(argv[2]);
  for (Job job{}; file >> job.submit_s >> job.run_s;) jobs.push_back(job);

  Pool pool;
  pool.run_s.resize(hosts);
  auto* zone = s4u::create_star_zone("units");
  std::vector<s4u::Host*> units;
  for (std::size_t i = 0; i < hosts; ++i) {
    units.push_back(zone->create_host("unit" + std::to_string(i), 1.0));
  }
  zone->seal();
  for (std::size_t i = 0; i < hosts; ++i) {
    pool.wake.push_back(s4u::Semaphore::create(0));
    s4u::Actor::create("worker", units[i], [&pool, i] { work(pool, i); })->daemonize();
  }
  s4u::Actor::create("dispatcher", units[0], [&] {
    dispatch(pool, jobs);
    // The workers are daemons: wait for the last of them.
    while (pool.idle.size() < hosts) s4u::this_actor::sleep_for(3600);
  });
  engine.run();
  std::printf("%zu jobs, simulated to %.0f s\n", jobs.size(), s4u::Engine::get_clock());
  return 0;
}

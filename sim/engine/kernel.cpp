#include "sim/engine/kernel.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <unordered_map>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>

#include "sim/base/errors.hpp"

namespace drawdown {
namespace {

namespace s4u = simgrid::s4u;
using simgrid::kernel::activity::ActivityImpl;
using simgrid::kernel::timer::Timer;

// SimGrid reports no advance to its own time zero, so the run's start is a second later.
constexpr double kStartDate = 1.0;
// An activity is on a list of the actor that made it, which SimGrid searches from end to end when
// the activity ends. Many makers keep these lists short; each refills the stock by a few at a time.
constexpr std::int64_t kUnitsPerLauncher = 8;
constexpr std::int64_t kFewestLaunchers = 8;
constexpr std::int64_t kMostLaunchers = 256;
constexpr std::size_t kHandful = 16;
// Few lie idle, since those count in these lists too, until an instant has asked for more.
constexpr std::size_t kLeastStock = 64;
constexpr std::size_t kMostStock = 4096;

double to_date(Instant instant) {
  return static_cast<double>(to_ms(instant)) / 1000.0 + kStartDate;
}

Instant to_instant(double date) {
  return Instant{Duration{std::llround((date - kStartDate) * 1000.0)}};
}

// Sanitizers do not follow SimGrid's switched stacks; with threads they need not.
#if defined(__SANITIZE_ADDRESS__)
constexpr const char* kContexts = "--cfg=contexts/factory:thread";
#else
constexpr const char* kContexts = "--cfg=contexts/factory:raw";
#endif

std::unique_ptr<s4u::Engine> make_engine() {
  static const char* const kArguments[] = {
      "drawdown", "--log=root.thresh:critical", kContexts, "--cfg=contexts/stack-size:16",
      "--cfg=contexts/guard-size:0", "--cfg=surf/precision:1e-5",
      // Work is integrated host by host, with no system of
      // equations over all of them: a fifth faster.
      "--cfg=cpu/optim:TI", "--cfg=network/model:CM02", "--cfg=network/crosstraffic:0",
      "--cfg=network/optim:Full"};
  std::vector<char*> arguments;
  for (const char* argument : kArguments) arguments.push_back(const_cast<char*>(argument));
  arguments.push_back(nullptr);
  int count = static_cast<int>(arguments.size()) - 1;
  return std::make_unique<s4u::Engine>(&count, arguments.data());
}

}  // namespace

struct Kernel::State {
  std::unique_ptr<s4u::Engine> engine = make_engine();
  std::vector<s4u::Host*> hosts;
  std::vector<s4u::ExecPtr> stock;                          // made, not started
  std::size_t stock_low = kLeastStock;                      // below this, launchers are woken
  std::size_t taken = 0;                                    // from the stock in this instant
  std::vector<s4u::ExecPtr> running;                        // by gang
  std::unordered_map<const ActivityImpl*, GangId> gang_of;  // looked up, never iterated over
  std::vector<s4u::ExecPtr> ended;  // SimGrid still touches them until the clock moves on
  std::vector<GangId> done;
  s4u::SemaphorePtr refill = s4u::Semaphore::create(0);
  s4u::SemaphorePtr finished = s4u::Semaphore::create(0);
  Timer* timer = nullptr;
  Instant timer_at = kNever;
  bool stopping = false;
  Hook hook;
  std::exception_ptr failure;

  void launch() {
    for (;;) {
      for (std::size_t i = 0; i < kHandful; ++i) stock.push_back(s4u::Exec::init());
      refill->acquire();
    }
  }

  s4u::ExecPtr take_from_stock() {
    ++taken;
    if (stock.empty()) return s4u::Exec::init();
    s4u::ExecPtr exec = std::move(stock.back());
    stock.pop_back();
    return exec;
  }

  void collect_done() {
    done.clear();
    ended.clear();
    for (auto* model : engine->get_all_models()) {
      for (const auto& action : *model->get_finished_action_set()) {
        const auto entry = gang_of.find(action.get_activity());
        if (entry == gang_of.end()) continue;
        const GangId gang = entry->second;
        done.push_back(gang);
        ended.push_back(std::move(running[gang.index()]));
        gang_of.erase(entry);
      }
    }
  }

  void on_advance() {
    if (stopping) return;
    const Instant now = to_instant(s4u::Engine::get_clock());
    if (now >= timer_at) timer_at = kNever;
    collect_done();
    try {
      hook(now, done);
    } catch (...) {
      failure = std::current_exception();
      stop();
    }
    stock_low = std::max(stock_low, std::min(taken, kMostStock));
    taken = 0;
    for (std::size_t size = stock.size(); size < stock_low; size += kHandful) refill->release();
  }

  void stop() {
    if (stopping) return;
    stopping = true;
    finished->release();
  }
};

Kernel::Kernel(std::int64_t units) : state_(std::make_unique<State>()) {
  auto* zone = s4u::create_star_zone("units");
  state_->hosts.reserve(static_cast<std::size_t>(units));
  for (std::int64_t unit = 0; unit < units; ++unit) {
    state_->hosts.push_back(zone->create_host(fmt::format("{}", unit), 1.0));
  }
  // SimGrid needs a host for its actors, also where there is no unit.
  s4u::Host* office = zone->create_host("office", 1.0);
  zone->seal();
  State* state = state_.get();
  s4u::Actor::create("finish", office, [state] { state->finished->acquire(); });
  const std::int64_t launchers =
      std::clamp(units / kUnitsPerLauncher, kFewestLaunchers, kMostLaunchers);
  for (std::int64_t i = 0; i < launchers; ++i) {
    s4u::Actor::create("launcher", office, [state] { state->launch(); })->daemonize();
  }
  s4u::Engine::on_time_advance_cb([state](double) { state->on_advance(); });
}

Kernel::~Kernel() = default;

void Kernel::run(Hook hook) {
  state_->hook = std::move(hook);
  wake_at(kRunStart);
  state_->engine->run();
  if (state_->failure) std::rethrow_exception(state_->failure);
}

void Kernel::start(GangId gang, std::int64_t lead_unit, Instant end) {
  auto& running = state_->running;
  if (running.size() <= gang.index()) running.resize(gang.index() + 1);
  s4u::ExecPtr exec = state_->take_from_stock();
  // Measured from the clock to the date itself, so that no rounding adds up over a run.
  exec->set_flops_amount(to_date(end) - s4u::Engine::get_clock());
  exec->set_host(state_->hosts[static_cast<std::size_t>(lead_unit)]);
  exec->start();
  state_->gang_of.emplace(exec->get_impl(), gang);
  running[gang.index()] = std::move(exec);
}

void Kernel::cancel(GangId gang) {
  s4u::ExecPtr& exec = state_->running[gang.index()];
  state_->gang_of.erase(exec->get_impl());
  exec->cancel();
  state_->ended.push_back(std::move(exec));
}

void Kernel::wake_at(Instant moment) {
  if (state_->timer_at == moment) return;
  if (state_->timer_at != kNever) state_->timer->remove();
  state_->timer_at = moment;
  if (moment != kNever) state_->timer = Timer::set(to_date(moment), [] {});
}

void Kernel::stop() {
  state_->stop();
}

}  // namespace drawdown

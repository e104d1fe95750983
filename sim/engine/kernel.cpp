#include "sim/engine/kernel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <limits>
#include <unordered_map>
#include <vector>

#include <simgrid/kernel/Timer.hpp>
#include <simgrid/kernel/resource/Model.hpp>
#include <simgrid/s4u.hpp>

#include "sim/base/errors.hpp"
#include "sim/engine/kernel/floor.hpp"
#include "sim/engine/kernel/link_demands.hpp"
#include "sim/engine/kernel/stock.hpp"

namespace drawdown {
namespace {

namespace s4u = simgrid::s4u;
using simgrid::kernel::activity::ActivityImpl;
using simgrid::kernel::resource::Action;
using simgrid::kernel::timer::Timer;

// SimGrid reports no advance to its own time zero, so the run's start is a second later.
constexpr double kStartDate = 1.0;
// SimGrid's clock is a sum of steps, and may miss a date by a few units in its last place.
constexpr double kClockError = 4 * std::numeric_limits<double>::epsilon();
// So is what remains of a flow. It is this much shorter, in seconds at full speed, lest it end just
// after a moment instead of at it.
constexpr double kFlowError = 1e-5;
// An activity is on a list of the actor that made it, which SimGrid searches from end to end when
// the activity ends. Many makers keep these lists short.
constexpr std::size_t kActivitiesPerLauncher = 8;
constexpr std::size_t kFewestLaunchers = 8;
constexpr std::size_t kMostLaunchers = 1024;

double to_date(Instant instant) {
  return static_cast<double>(to_ms(instant)) / 1000.0 + kStartDate;
}

double to_seconds(Duration duration) {
  return static_cast<double>(duration.count()) / 1000.0;
}

Duration to_duration(double seconds) {
  return Duration{std::llround(seconds * 1000.0)};
}

Instant to_instant(double date) {
  return kRunStart + to_duration(date - kStartDate);
}

// The first moment later than a date that is none.
Instant moment_after(double date) {
  return Instant{Duration{static_cast<std::int64_t>((date - kStartDate) * 1000.0) + 1}};
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
      "--cfg=cpu/optim:TI",
      // Without latency and cross traffic this is max-min fairness and nothing else.
      "--cfg=network/model:CM02", "--cfg=network/crosstraffic:0", "--cfg=network/optim:Full"};
  std::vector<char*> arguments;
  for (const char* argument : kArguments) arguments.push_back(const_cast<char*>(argument));
  arguments.push_back(nullptr);
  int count = static_cast<int>(arguments.size()) - 1;
  return std::make_unique<s4u::Engine>(&count, arguments.data());
}

// What a gang does, or a transfer.
struct Work {
  Instant started;
  Duration length{};          // at full speed; zero: nothing is done
  s4u::ActivityPtr activity;  // once it is launched
  s4u::Host* seat = nullptr;  // of an execution that is launched

  // Of a flow. As long as none of its links is asked for more than it carries, it is an execution.
  std::vector<LinkId> links;
  double bytes_per_s = 0;
  bool shares = false;       // it is a flow of SimGrid's, or will be once it is launched
  Action* action = nullptr;  // of a flow of SimGrid's
  Duration before{};         // done when it became one, and no part of `length`
};

}  // namespace

struct Kernel::State {
  std::unique_ptr<s4u::Engine> engine = make_engine();
  s4u::Host* office = nullptr;  // of the actors
  std::unique_ptr<Floor> floor;
  LinkDemands demands;

  Stock<s4u::ExecPtr> executions{[] { return s4u::Exec::init(); }};
  Stock<s4u::CommPtr> flows{[this] { return floor->make_flow(); }};
  std::vector<ActivityId> starting;  // that the hook has started
  std::size_t launchers = 0;
  s4u::SemaphorePtr refill = s4u::Semaphore::create(0);
  s4u::SemaphorePtr finished = s4u::Semaphore::create(0);

  std::array<std::vector<Work>, kActivityKinds> works;        // by kind of activity and number
  std::unordered_map<const ActivityImpl*, ActivityId> id_of;  // looked up, never iterated over
  std::vector<s4u::ActivityPtr> ended;  // SimGrid still touches them until the clock moves on
  std::vector<ActivityId> done;         // and not told yet

  Instant now = kRunStart - Duration{1};  // the moment that was told last
  Instant wanted = kRunStart;             // by `wake_at`
  Timer* timer = nullptr;                 // where the clock is to stop
  bool stopping = false;
  Hook hook;
  std::exception_ptr failure;

  explicit State(std::span<const double> link_bytes_per_s);
  void add_launcher();

  Work& work_of(ActivityId id) { return works[id.index()][number_of(id)]; }
  Work& begin(ActivityId id, Duration length);
  void leave(Work& work);
  void end(ActivityId id);
  void share(ActivityId id);
  void launch_execution(ActivityId id, s4u::ExecPtr exec);
  void launch_flow(ActivityId id, s4u::CommPtr comm);
  void launch();

  void collect_done();
  void tell(Instant moment);
  void stop_clock_at(double date);
  void on_advance();
  void stop();
};

Kernel::State::State(std::span<const double> link_bytes_per_s) : demands(link_bytes_per_s) {
  auto* root = s4u::create_empty_zone("root");
  office = root->create_host("office", 1.0);
  root->seal();
  floor = std::make_unique<Floor>(*root->get_impl(), link_bytes_per_s);
  s4u::Actor::create("finish", office, [this] { finished->acquire(); });
  while (launchers < kFewestLaunchers) add_launcher();
  s4u::Engine::on_time_advance_cb([this](double) { on_advance(); });
}

void Kernel::State::add_launcher() {
  ++launchers;
  s4u::Actor::create("launcher", office, [this] {
    for (;;) {
      if (executions.lack() > 0) {
        executions.make_handful();
      } else if (flows.lack() > 0) {
        flows.make_handful();
      }
      refill->acquire();
    }
  })->daemonize();
}

Work& Kernel::State::begin(ActivityId id, Duration length) {
  require(length > Duration::zero(), "work is to take {} ms", length.count());
  std::vector<Work>& of_kind = works[id.index()];
  if (of_kind.size() <= number_of(id)) of_kind.resize(number_of(id) + 1);
  Work& work = work_of(id);
  require(work.length == Duration::zero(), "who works is to start other work");
  work.started = now;
  work.length = length;
  starting.push_back(id);
  return work;
}

// The activity is over, or cancelled.
void Kernel::State::leave(Work& work) {
  id_of.erase(work.activity->get_impl());
  ended.push_back(std::move(work.activity));
  if (work.seat != nullptr) floor->give_back(std::exchange(work.seat, nullptr));
}

void Kernel::State::end(ActivityId id) {
  Work& work = work_of(id);
  if (work.activity) leave(work);
  demands.remove(id, work.links);
  work = Work{};
}

// SimGrid shares the links of this flow from now on.
void Kernel::State::share(ActivityId id) {
  Work& work = work_of(id);
  if (work.shares) return;
  work.shares = true;
  if (!work.activity) return;
  work.activity->cancel();
  leave(work);
  work.before = now - work.started;
  work.length -= work.before;
  flows.ask_for(id);
}

void Kernel::State::launch_execution(ActivityId id, s4u::ExecPtr exec) {
  Work& work = work_of(id);
  work.seat = floor->take_seat();
  // Measured from the clock to the date itself, so that no rounding adds up over a run.
  exec->set_flops_amount(to_date(work.started + work.length) - s4u::Engine::get_clock());
  exec->set_host(work.seat);
  exec->start();
  id_of.emplace(exec->get_impl(), id);
  work.activity = std::move(exec);
}

void Kernel::State::launch_flow(ActivityId id, s4u::CommPtr comm) {
  Work& work = work_of(id);
  floor->set_route(work.links);
  comm->set_payload_size(1);
  comm->start();
  // A flow between two hosts disregards the rate of its Comm, and the size of that is a whole
  // number, so both are set where SimGrid keeps them.
  for (auto* model : engine->get_all_models()) {
    auto& actions = *model->get_started_action_set();
    if (actions.empty() || actions.back().get_activity() != comm->get_impl()) continue;
    work.action = &actions.back();
  }
  require(work.action != nullptr, "SimGrid has not started a flow");
  work.action->set_bound(work.bytes_per_s);
  work.action->set_cost(work.bytes_per_s * (to_seconds(work.length) - kFlowError));
  work.action->set_remains(work.action->get_cost());
  id_of.emplace(comm->get_impl(), id);
  work.activity = std::move(comm);
}

// Starts what the hook asked for as far as the stocks reach, and has them filled.
void Kernel::State::launch() {
  // SimGrid looks at all that flows at every change, so it is given the flows alone that are slowed
  // or may be: those over overloaded links. They share as if it had been given all.
  for (const ActivityId id : demands.overloading()) share(id);
  for (const ActivityId id : starting) {
    work_of(id).shares ? flows.ask_for(id) : executions.ask_for(id);
  }
  starting.clear();
  executions.hand_out(
      [this](ActivityId id, s4u::ExecPtr exec) { launch_execution(id, std::move(exec)); });
  flows.hand_out([this](ActivityId id, s4u::CommPtr comm) { launch_flow(id, std::move(comm)); });
  const std::size_t activities = id_of.size() + executions.waiting() + flows.waiting();
  while (launchers < std::min(activities / kActivitiesPerLauncher, kMostLaunchers)) add_launcher();
  for (std::size_t i = 0; i < executions.lack(); i += executions.kHandful) refill->release();
  for (std::size_t i = 0; i < flows.lack(); i += flows.kHandful) refill->release();
}

void Kernel::State::collect_done() {
  ended.clear();
  for (auto* model : engine->get_all_models()) {
    for (const auto& action : *model->get_finished_action_set()) {
      const auto entry = id_of.find(action.get_activity());
      if (entry == id_of.end()) continue;
      const ActivityId id = entry->second;
      done.push_back(id);
      end(id);
    }
  }
}

void Kernel::State::tell(Instant moment) {
  now = moment;
  if (wanted <= now) wanted = kNever;
  try {
    hook(now, done);
  } catch (...) {
    failure = std::current_exception();
    stop();
  }
  done.clear();
}

void Kernel::State::stop_clock_at(double date) {
  if (timer != nullptr && timer->get_date() == date) return;
  if (timer != nullptr) timer->remove();
  timer = date < to_date(kNever) ? Timer::set(date, [] {}) : nullptr;
}

// Executions and timers are due at moments, flows at any date between.
void Kernel::State::on_advance() {
  if (stopping) return;
  const double clock = s4u::Engine::get_clock();
  if (timer != nullptr && clock >= timer->get_date()) timer = nullptr;  // SimGrid takes it now
  collect_done();
  const Instant moment = to_instant(clock);
  const bool is_at_moment = std::abs(clock - to_date(moment)) <= kClockError * clock;
  const bool is_due = wanted <= moment || !done.empty();
  if (is_at_moment && moment > now && is_due) tell(moment);
  if (stopping) return;
  launch();
  if (executions.waiting() + flows.waiting() > 0) {
    // The rest start once the launchers have run, at this moment still.
    stop_clock_at(std::nextafter(clock, HUGE_VAL));
  } else if (!done.empty()) {
    stop_clock_at(to_date(std::max(moment_after(clock), now + Duration{1})));
  } else {
    stop_clock_at(to_date(wanted));
  }
}

void Kernel::State::stop() {
  if (stopping) return;
  stopping = true;
  finished->release();
}

Kernel::Kernel(std::span<const double> link_bytes_per_s)
    : state_(std::make_unique<State>(link_bytes_per_s)) {}

Kernel::~Kernel() = default;

void Kernel::run(Hook hook) {
  state_->hook = std::move(hook);
  state_->stop_clock_at(to_date(state_->wanted));
  state_->engine->run();
  if (state_->failure) std::rethrow_exception(state_->failure);
}

void Kernel::start(ActivityId id, Instant end) {
  state_->begin(id, end - state_->now);
}

void Kernel::start_flow(ActivityId id, std::span<const LinkId> links, double bytes_per_s,
                        Duration work) {
  require(!links.empty() && bytes_per_s > 0, "a flow is to send {} bytes/s over {} links",
          bytes_per_s, links.size());
  Work& flow = state_->begin(id, work);
  flow.links.assign(links.begin(), links.end());
  flow.bytes_per_s = bytes_per_s;
  state_->demands.add(id, links, bytes_per_s);
}

Duration Kernel::progress(ActivityId id) const {
  const Work& work = state_->work_of(id);
  if (work.action == nullptr) return state_->now - work.started;
  const double sent = work.action->get_cost() - work.action->get_remains();
  return work.before + to_duration(sent / work.bytes_per_s);
}

void Kernel::cancel(ActivityId id) {
  Work& work = state_->work_of(id);
  require(work.length > Duration::zero(), "work that nobody does is cancelled");
  if (work.activity) {
    work.activity->cancel();
  } else {
    std::erase(state_->starting, id);
  }
  state_->end(id);
}

void Kernel::wake_at(Instant moment) {
  require(moment > state_->now, "the clock is to stop at a moment that is over");
  state_->wanted = moment;
}

void Kernel::stop() {
  state_->stop();
}

}  // namespace drawdown

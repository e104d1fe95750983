#include "sim/engine/services/services.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace drawdown {
namespace {

// What a replica serves in each pool; nothing where it cannot run.
std::vector<RequestRate> by_pool(const ServiceSpec& spec, const Platform& platform) {
  std::vector<RequestRate> throughputs;
  for (const Pool& pool : platform.pools) {
    throughputs.push_back(pool.accelerator ? spec.throughput_on(pool.accelerator->name)
                                           : RequestRate{});
  }
  return throughputs;
}

}  // namespace

Services::Services(RunState& state, Gangs& gangs) : state_(state), gangs_(gangs) {
  const Scenario& scenario = *state.scenario;
  for (const ServiceSpec& spec : scenario.services) {
    services_.push_back({.spec = &spec,
                         .demand = ServiceDemand(spec, scenario.start, scenario.seed),
                         .autoscaler = Autoscaler(spec),
                         .throughputs = by_pool(spec, scenario.platform),
                         .next = spec.from});
  }
}

Instant Services::next() const {
  Instant next = kNever;
  for (const Service& service : services_) next = std::min(next, service.next);
  return next;
}

void Services::scale(const std::function<void()>& after_each) {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    Service& service = services_[i];
    if (service.next > state_.view.now) continue;
    begin_step(service, state_.services[i]);
    for (;;) {
      const Autoscaler::Move move = next_move(service);
      if (move == Autoscaler::Move::none) break;
      if (move == Autoscaler::Move::submit) {
        submit(service, ServiceId{i});
      } else {
        gangs_.release(last_of(service));
      }
      after_each();
    }
  }
}

void Services::begin_step(Service& service, ServiceState& state) {
  const ServiceSpec& spec = *service.spec;
  service.changed = true;
  if (service.next == spec.until) {
    service.next = kNever;
    state = {};
    return;
  }
  service.next = std::min(service.next + spec.step, spec.until);
  const RequestRate demand = service.demand.next();
  if (demand != state.demand) state.need = need(spec, demand);
  state.demand = demand;
  service.autoscaler.begin_step(state.need);
  state.wanted = service.autoscaler.wanted();
}

Autoscaler::Move Services::next_move(const Service& service) const {
  const std::int64_t replicas = service.replicas();
  if (service.next == kNever) {
    return replicas > 0 ? Autoscaler::Move::release : Autoscaler::Move::none;
  }
  const RequestRate reference = service.spec->reference();
  const auto waiting = static_cast<std::int64_t>(service.waiting.size());
  const RequestRate throughput = service.throughput + reference * waiting;
  const bool any_runs_last = waiting == 0 && replicas > 0;
  const RequestRate last =
      any_runs_last ? throughput_of(service, state_.gang(last_of(service))) : reference;
  return service.autoscaler.move(replicas, throughput, last);
}

// The one that waits and was submitted last; if none waits, the one whose start was last.
GangId Services::last_of(const Service& service) const {
  const auto& replicas = service.waiting.empty() ? service.running : service.waiting;
  return replicas.rbegin()->second;
}

void Services::submit(Service& service, ServiceId id) {
  const ServiceSpec& spec = *service.spec;
  Job job;
  job.id = fmt::format("{}/{}", spec.name, ++service.submitted);
  job.tenant = spec.tenant;
  job.job_class = spec.service_class;
  job.chips = spec.chips;
  job.shape = spec.shape;
  job.submit = state_.view.now;
  job.run = kForever;
  job.requested = kForever;
  job.standing = spec.terms.standing;
  job.terms = &spec.terms;
  job.service = id;
  gangs_.submit(std::move(job));
}

void Services::rate() {
  for (std::size_t i = 0; i < services_.size(); ++i) {
    if (services_[i].changed) rate(services_[i], state_.services[i]);
  }
}

void Services::rate(Service& service, ServiceState& state) {
  service.changed = false;
  state.replicas = service.replicas();
  state.ready = 0;
  state.throughput = {};
  state.overprovisioned = {};
  for (const auto& [start, id] : service.running) {
    const Gang& gang = state_.gang(id);
    if (gang.stage != Stage::productive) continue;
    const bool overprovisioned = state.throughput >= state.need;
    if (gang.overprovisioned != overprovisioned) gangs_.rate(id, overprovisioned);
    if (overprovisioned) state.overprovisioned += gang.chips;
    ++state.ready;
    state.throughput += throughput_of(service, gang);
  }
}

Services::Service* Services::service_of(const Gang& gang) {
  return gang.is_replica() ? &services_[gang.job.service.index()] : nullptr;
}

RequestRate Services::throughput_of(const Service& service, const Gang& gang) const {
  return service.throughputs[state_.partition(gang).pool.index()];
}

void Services::submitted(const Gang& gang) {
  Service* const service = service_of(gang);
  if (service == nullptr) return;
  service->waiting.emplace(gang.number, gang.id);
  service->changed = true;
}

void Services::started(const Gang& gang) {
  Service* const service = service_of(gang);
  if (service == nullptr) return;
  service->waiting.erase(gang.number);
  service->running.emplace(gang.start_sequence, gang.id);
  service->throughput += throughput_of(*service, gang);
  service->changed = true;
}

void Services::staged(const Gang& gang, Stage) {
  if (Service* const service = service_of(gang)) service->changed = true;
}

void Services::interrupted(const Gang& gang, std::string_view) {
  Service* const service = service_of(gang);
  if (service == nullptr) return;
  stop(*service, gang);
  service->waiting.emplace(gang.number, gang.id);
}

void Services::ended(const Gang& gang, EndState) {
  if (Service* const service = service_of(gang)) stop(*service, gang);
}

void Services::released(const Gang& gang) {
  Service& service = *service_of(gang);
  if (gang.running()) return stop(service, gang);
  service.waiting.erase(gang.number);
  service.changed = true;
}

// It runs no longer.
void Services::stop(Service& service, const Gang& gang) {
  service.running.erase(gang.start_sequence);
  service.throughput -= throughput_of(service, gang);
  service.changed = true;
}

}  // namespace drawdown

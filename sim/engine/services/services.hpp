// The services of a run: their demand, their replicas, and how many of them there are.
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "sim/engine/gangs/gangs.hpp"
#include "sim/engine/services/autoscaler.hpp"
#include "sim/workload/services/service_demand.hpp"

namespace drawdown {

/// Submits and releases the replicas of all services, by the rules of docs/services.md. Writes the
/// services of the run's state.
class Services : public Observer {
 public:
  /// All are used as long as this lives.
  Services(RunState& state, Gangs& gangs);

  /// When a service begins, takes a step or is over next; kNever: none does any more.
  Instant next() const;
  /// The phase `scale`: the steps that begin now. Calls `after_each` after each replica that comes
  /// or goes.
  void scale(const std::function<void()>& after_each);
  /// Which of the ready replicas are overprovisioned, once nothing more happens at this moment.
  void rate();

  void submitted(const Gang& gang) override;
  void started(const Gang& gang) override;
  void staged(const Gang& gang, Stage before) override;
  void interrupted(const Gang& gang, std::string_view why) override;
  void ended(const Gang& gang, EndState how) override;
  void released(const Gang& gang) override;

 private:
  struct Service {
    const ServiceSpec* spec;
    ServiceDemand demand;
    Autoscaler autoscaler;
    std::vector<RequestRate> throughputs;  // by pool
    Instant next;
    std::int64_t submitted = 0;
    std::map<std::uint64_t, GangId> waiting{};  // by number
    std::map<std::uint64_t, GangId> running{};  // by start
    RequestRate throughput{};                   // of those that run, ready or not
    bool changed = false;                       // since it was rated: which are ready, or the need

    std::int64_t replicas() const {
      return static_cast<std::int64_t>(waiting.size() + running.size());
    }
  };

  // The service of a replica; null of a job.
  Service* service_of(const Gang& gang);
  RequestRate throughput_of(const Service& service, const Gang& gang) const;
  void begin_step(Service& service, ServiceState& state);
  Autoscaler::Move next_move(const Service& service) const;
  GangId last_of(const Service& service) const;
  void submit(Service& service, ServiceId id);
  void stop(Service& service, const Gang& gang);
  void rate(Service& service, ServiceState& state);

  RunState& state_;
  Gangs& gangs_;
  std::vector<Service> services_;  // by id
};

}  // namespace drawdown

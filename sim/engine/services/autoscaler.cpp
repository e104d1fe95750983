#include "sim/engine/services/autoscaler.hpp"

namespace drawdown {

Autoscaler::Autoscaler(const ServiceSpec& service)
    : min_(service.autoscaler.min),
      max_(service.autoscaler.max),
      lag_steps_(static_cast<std::size_t>((service.autoscaler.lag + service.step - Duration{1}) /
                                          service.step)),
      keep_steps_(service.autoscaler.keep / service.step) {}

void Autoscaler::begin_step(RequestRate need) {
  ++step_;
  needs_.push_back(need);
  if (needs_.size() > lag_steps_ + 1) needs_.pop_front();
  while (!most_.empty() && most_.back().wanted <= wanted()) most_.pop_back();
  most_.push_back({step_, wanted()});
  if (most_.front().step < step_ - keep_steps_) most_.pop_front();
}

Autoscaler::Move Autoscaler::move(std::int64_t replicas, RequestRate throughput,
                                  RequestRate last) const {
  if ((throughput < wanted() || replicas < min_) && replicas < max_) return Move::submit;
  return replicas > min_ && throughput - last >= kept() ? Move::release : Move::none;
}

}  // namespace drawdown

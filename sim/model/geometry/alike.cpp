#include "sim/model/geometry/alike.hpp"

namespace drawdown {
namespace {

class AlikeGeometry final : public Geometry {
 public:
  AlikeGeometry(Units units, Chips chips_per_unit)
      : units_(units), chips_per_unit_(chips_per_unit) {}

  std::optional<Chips> need(const Ask& ask) const override {
    if (ask.shape.given() || ask.limit.binds()) return {};
    return chips_per_unit_ * ((ask.chips.value() - 1) / chips_per_unit_.value() + 1);
  }
  std::unique_ptr<Space> empty_space() const override;
  std::int64_t block_units() const override { return 1; }

  Chips chips_per_unit() const { return chips_per_unit_; }

 private:
  Units units_;
  Chips chips_per_unit_;
};

class AlikeSpace final : public Space {
 public:
  AlikeSpace(const AlikeGeometry& geometry, Units units)
      : geometry_(geometry), free_(units.value()) {}

  std::unique_ptr<Space> clone() const override { return std::make_unique<AlikeSpace>(*this); }

  Chips free() const override { return geometry_.chips_per_unit() * free_.size(); }
  Chips largest() const override { return free(); }
  bool has_free(const UnitRange& units) const override { return free_.contains(units); }
  std::optional<Placement> find(const Ask& ask) const override {
    if (!fits(ask)) return {};
    const Chips need = *geometry_.need(ask);
    const std::int64_t units = need.value() / geometry_.chips_per_unit().value();
    return Placement{free_.lowest(units), need, {}};
  }
  bool fits(const Ask& ask) const override {
    const auto need = geometry_.need(ask);
    return need && *need <= free();
  }

  void add(const UnitRanges& units) override { free_.insert(units); }
  void remove(const UnitRanges& units) override { free_.erase(units); }
  void take(const Placement& placement) override { free_.erase(placement.units); }
  void give_back(const Placement& placement) override { free_.insert(placement.units); }

  void withdraw(const Placement& placement) override { free_.withdraw(placement.units); }

 private:
  const AlikeGeometry& geometry_;
  UnitSet free_;
};

std::unique_ptr<Space> AlikeGeometry::empty_space() const {
  return std::make_unique<AlikeSpace>(*this, units_);
}

}  // namespace

std::shared_ptr<const Geometry> make_alike(Units units, Chips chips_per_unit) {
  return std::make_shared<AlikeGeometry>(units, chips_per_unit);
}

}  // namespace drawdown

// pools.csv: its rows, by hand.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <catch2/catch.hpp>

#include "sim/report/tables/series.hpp"

namespace drawdown {
namespace {

using namespace std::chrono_literals;

std::string written(Milliwatts power) {
  TextBuffer text;
  Row(text).megawatts(power);
  return std::string(text.view());
}

TEST_CASE("power is written in MW, with as many decimals as it has") {
  CHECK(written(Milliwatts{0}) == "0");
  CHECK(written(Milliwatts{1}) == "0.000000001");
  CHECK(written(Milliwatts{120'000}) == "0.00012");
  CHECK(written(Milliwatts{1'500'000'000}) == "1.5");
  CHECK(written(Milliwatts{20'000'000'000}) == "20");
  CHECK(written(Milliwatts{12'000'000'010}) == "12.00000001");
}

// Two pools of 8 nodes of 8 chips, one of them with an accelerator: 100 W of a chip that is idle,
// 700 W of one at work, 1,200 W of a host. It has two reservations, of 2 and 6 nodes.
class ScriptedRun {
 public:
  ScriptedRun() {
    Pool nodes;
    nodes.name = "h100";
    nodes.site = SiteId{0};
    nodes.units = Units{8};
    nodes.chips_per_unit = Chips{8};
    Pool unknown = nodes;
    unknown.name = "other";
    nodes.geometry = NodesSpec{1, {4, 4}};
    nodes.accelerator.emplace();
    nodes.accelerator->idle = {100};
    nodes.accelerator->busy = {700};
    nodes.accelerator->host = {1200};
    nodes.accelerator->chips_per_host = Chips{8};
    scenario_.platform.sites.emplace_back();
    scenario_.platform.pools = {nodes, unknown};
    geometry_ = make_geometry(nodes.geometry, nodes.units, nodes.chips_per_unit);
    add_partition(PoolId{0}, {0, 1});
    add_partition(PoolId{0}, {2, 7});
    state_.view.demands = {{{}, {}, {Relation::usable, Relation::usable}, {}}};
    directory_ = std::filesystem::temp_directory_path() / "drawdown-pool-series";
    std::filesystem::create_directories(directory_);
    attribution_.emplace(state_);
    power_.emplace(state_, *attribution_);
    series_.emplace(state_, *power_, directory_);
  }
  ~ScriptedRun() { std::filesystem::remove_all(directory_); }

  void sample(Duration at) {
    state_.view.now = kRunStart + at;
    attribution_->sampled(state_.view.now);
    power_->sampled(state_.view.now);
    series_->sampled(state_.view.now);
  }
  // On whole nodes, at work at once.
  Gang start(std::size_t partition, std::int64_t chips) {
    Gang gang;
    gang.id = GangId{gangs_++};
    gang.demand = DemandId{0};
    gang.partition = PartitionId{partition};
    gang.job.chips = gang.chips = Chips{chips};
    gang.place = spaces_[partition]->find({Chips{chips}, {}, {}}).value();
    attribution_->queued(gang);
    spaces_[partition]->take(gang.place);
    moved(partition);
    attribution_->started(gang);
    return gang;
  }
  void end(const Gang& gang) {
    const std::size_t partition = gang.partition.index();
    spaces_[partition]->give_back(gang.place);
    moved(partition);
    attribution_->ended(gang, EndState::done);
  }
  // Units of the second reservation that no gang holds.
  void take_down(UnitRange units) {
    power_->changed({state_.view.now, CapacityChange::Kind::down, PoolId{0}, units});
    spaces_[1]->remove({units});
    state_.view.partitions[1].down += Chips{8 * (units.last - units.first + 1)};
    moved(1);
  }
  std::string rows() {
    series_->finished(state_.view.now);
    std::ostringstream text;
    text << std::ifstream(directory_ / "pools.csv").rdbuf();
    return text.str();
  }

 private:
  void add_partition(PoolId pool, UnitRange units) {
    spaces_.push_back(geometry_->empty_space());
    spaces_.back()->add({units});
    Partition partition;
    partition.pool = pool;
    partition.reservation = ReservationId{state_.view.partitions.size()};
    partition.chips_per_unit = Chips{8};
    partition.units = Units{units.last - units.first + 1};
    partition.until = kNever;
    partition.open = true;
    partition.bound = partition.free = spaces_.back()->free();
    partition.geometry = geometry_.get();
    partition.space = spaces_.back().get();
    state_.view.partitions.push_back(std::move(partition));
  }
  void moved(std::size_t partition) {
    state_.view.partitions[partition].free = spaces_[partition]->free();
    ++state_.view.partitions[partition].changes;
  }

  Scenario scenario_;
  RunState state_{scenario_};
  std::shared_ptr<const Geometry> geometry_;
  std::vector<std::unique_ptr<Space>> spaces_;
  std::filesystem::path directory_;
  std::optional<Attribution> attribution_;
  std::optional<PowerMeter> power_;
  std::optional<PoolSeries> series_;
  std::size_t gangs_ = 0;
};

TEST_CASE("a pool has a row when the largest gang of its reservations or its draw changes") {
  ScriptedRun run;
  run.sample(0s);  // 8 x (1.2 kW + 0.8 kW), 6 free nodes
  run.sample(1s);
  const Gang wide = run.start(1, 40);  // 2 and 4-7: 2 are left, of the other; 40 x 600 W more
  run.sample(2s);
  const Gang small = run.start(0, 3);  // on one of these two: 8 chips, here and there
  run.sample(3s);
  run.end(small);
  run.start(0, 4);  // in its place: 1 x 600 W more
  run.sample(4s);
  run.take_down({3, 3});  // 2 kW less
  run.sample(5s);
  run.end(wide);
  run.sample(6s);
  CHECK(run.rows() ==
        "time_s,pool,largest_gang_chips,mw\n"
        "0,h100,48,0.016\n"
        "0,other,0,\n"
        "2,h100,16,0.04\n"
        "3,h100,8,0.0418\n"
        "4,h100,8,0.0424\n"
        "5,h100,8,0.0404\n"
        "6,h100,40,0.0164\n");
}

}  // namespace
}  // namespace drawdown

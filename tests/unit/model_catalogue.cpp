// The accelerator catalogue: its figures against those of its sources, and how platforms change it.
#include <algorithm>

#include <catch2/catch.hpp>

#include "sim/config/yaml_text.hpp"
#include "sim/model/catalogue/catalogue.hpp"

namespace drawdown {
namespace {

template <class T>
std::optional<T> parse(std::string_view text) {
  return Quantity<T>::parse(text);
}

const Accelerator& named(std::string_view name) {
  const auto found = std::ranges::find(catalogue(), name, &Accelerator::name);
  REQUIRE(found != catalogue().end());
  return *found;
}

// The `accelerators` of a platform: what they are, the tree with all filled in, and the errors.
struct Own {
  std::vector<Accelerator> accelerators;
  std::string tree;
  std::string errors;
};

Own read_own(const std::string& yaml) {
  Diagnostics diagnostics;
  auto root = read_yaml(SourceText("own.yaml", yaml), diagnostics);
  REQUIRE(root);
  Own own;
  {
    MapReader reader(*root, "platform", diagnostics);
    own.accelerators = read_own_accelerators(reader);
  }
  own.tree = emit(*root);
  own.errors = diagnostics.text();
  return own;
}

bool mentions(const std::string& text, std::string_view part) {
  INFO(text);
  CHECK(text.find(part) != std::string::npos);
  return text.find(part) != std::string::npos;
}

TEST_CASE("physical quantities carry their units") {
  CHECK(parse<Bandwidth>("400 Gbps")->bytes_per_s == 50e9);  // 8 bits a byte
  CHECK(parse<Bandwidth>("450GB/s")->bytes_per_s == 450e9);
  CHECK(parse<Bandwidth>("0.5 TB/s")->bytes_per_s == 500e9);
  CHECK(parse<Bandwidth>("8 Mbps")->bytes_per_s == 1e6);
  for (const char* text :
       {"400", "400 gbps", "0 Gbps", "-1 Gbps", "GB/s", "450 GB", "1e300 TB/s"}) {
    INFO(text);
    CHECK_FALSE(parse<Bandwidth>(text));
  }
  CHECK(parse<DataSize>("80 GB")->bytes == 80'000'000'000);
  CHECK(parse<DataSize>("32 GiB")->bytes == 34'359'738'368);  // 32 x 1024^3
  CHECK(parse<DataSize>("0.1 TB")->bytes == 100'000'000'000);
  CHECK(parse<DataSize>("1.5 KiB")->bytes == 1536);
  CHECK(parse<DataSize>("1 PiB")->bytes == 1'125'899'906'842'624);  // 1024^5
  for (const char* text : {"80", "80 gb", "0 GB", "0.5 B", "-1 GB", "80 GB/s", "10000 PB"}) {
    INFO(text);
    CHECK_FALSE(parse<DataSize>(text));
  }
  CHECK(parse<Power>("0.7 kW")->watts == Approx(700));
  CHECK(parse<Power>("5 MW")->watts == 5e6);
  CHECK(parse<Power>("0 W")->watts == 0);
  for (const char* text : {"700", "700 w", "-1 W", "1 Wh"}) CHECK_FALSE(parse<Power>(text));
  CHECK(parse<ComputeRate>("989 TFLOPS")->per_s == 989e12);
  CHECK(parse<ComputeRate>("2.5 PFLOPS")->per_s == 2500e12);
  CHECK(parse<ComputeRate>("394 TOPS")->per_s == 394e12);
  for (const char* text : {"989", "989 TF", "0 TFLOPS"}) CHECK_FALSE(parse<ComputeRate>(text));
}

TEST_CASE("the catalogue has the accelerators that it should, with the figures of their sheets") {
  struct Sheet {
    const char* name;
    double bf16_tflops;
    double memory_gib;  // 0: the sheet says GB
    double memory_gb;
    double memory_gb_s;
    double scale_up_gb_s;
    std::int64_t chips_per_host;
  };
  // As in the vendors' documents, scale-up per direction: v5p 1,200 GB/s bidirectional is 600,
  // H100 900 GB/s duplex is 450, MI300X 7 links of 64 are 448.
  const std::vector<Sheet> sheets = {
      {"tpu_v4", 275, 32, 0, 1200, 270, 4},     {"tpu_v5e", 197, 0, 16, 819, 200, 8},
      {"tpu_v5p", 459, 0, 95, 2765, 600, 4},    {"tpu_v6e", 918, 0, 32, 1600, 400, 8},
      {"tpu_v7", 2307, 192, 0, 7380, 600, 4},   {"trainium1", 190, 32, 0, 820, 384, 16},
      {"trainium2", 667, 96, 0, 2900, 640, 16}, {"trainium3", 671, 144, 0, 4900, 1280, 4},
      {"inferentia2", 190, 0, 32, 820, 96, 12}, {"a100_80_sxm", 312, 0, 80, 2000, 300, 8},
      {"h100_sxm", 989, 0, 80, 3350, 450, 8},   {"h200_sxm", 989, 0, 141, 4800, 450, 8},
      {"b200_sxm", 2250, 0, 180, 8000, 900, 8}, {"gb200", 2500, 0, 186, 8000, 900, 4},
      {"mi300x", 1307, 0, 192, 5300, 448, 8}};
  REQUIRE(catalogue().size() == sheets.size());
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const Accelerator& found = catalogue()[i];
    const Sheet& sheet = sheets[i];
    INFO(sheet.name);
    CHECK(found.name == sheet.name);
    CHECK(found.bf16_peak.per_s == Approx(sheet.bf16_tflops * 1e12));
    const double bytes = sheet.memory_gib * 1024 * 1024 * 1024 + sheet.memory_gb * 1e9;
    CHECK(static_cast<double>(found.memory.bytes) == bytes);
    CHECK(found.memory_bandwidth.bytes_per_s == Approx(sheet.memory_gb_s * 1e9));
    CHECK(found.scale_up.bytes_per_s == Approx(sheet.scale_up_gb_s * 1e9));
    CHECK(found.chips_per_host == Chips{sheet.chips_per_host});
  }
}

TEST_CASE("every figure of the catalogue says where it is from") {
  for (const Accelerator& accelerator : catalogue()) {
    INFO(accelerator.name);
    CHECK_FALSE(accelerator.vendor.empty());
    CHECK(accelerator.values.size() >= 13);  // those that every accelerator needs
    for (const SourcedValue& value : accelerator.values) {
      INFO(value.key);
      CHECK(value.source.size() >= 8);
      CHECK(value.source != "this platform");  // what a value without a source would say
      // A guess is called one, and only a guess is.
      const bool says_so = value.source.find("assumed") != std::string::npos;
      CHECK(says_so == (value.confidence == SourceConfidence::assumed));
    }
  }
}

TEST_CASE("peak rates are dense: half the width, twice the rate, and no more") {
  for (const char* name : {"tpu_v7", "h100_sxm", "h200_sxm", "b200_sxm", "gb200", "mi300x"}) {
    INFO(name);
    const Accelerator& chip = named(name);
    REQUIRE(chip.fp8_peak);
    CHECK(chip.fp8_peak->per_s == Approx(2 * chip.bf16_peak.per_s).epsilon(0.001));
  }
  for (const char* name : {"tpu_v5e", "tpu_v5p", "tpu_v6e"}) {
    INFO(name);
    const Accelerator& chip = named(name);
    REQUIRE(chip.int8_peak);
    CHECK(chip.int8_peak->per_s == Approx(2 * chip.bf16_peak.per_s).epsilon(0.001));
  }
  CHECK_FALSE(named("a100_80_sxm").fp8_peak);
  for (const Accelerator& chip : catalogue()) {
    INFO(chip.name);
    CHECK(chip.achievable_share.value > 0.5);
    CHECK(chip.achievable_share.value < 1);
    CHECK(chip.idle < chip.busy);
  }
}

TEST_CASE("figures that follow from others do") {
  // 419 unexpected interruptions of 16,384 GPUs, 2,048 nodes, in 54 days: 3.789 per 1,000
  // node-days.
  CHECK(named("h100_sxm").failures_per_1000_host_days == Approx(419 / (54 * 2.048)).epsilon(0.001));
  // 16k GPUs at 6.50 and 8k at 2.34.
  CHECK(named("a100_80_sxm").failures_per_1000_host_days ==
        Approx((16 * 6.50 + 8 * 2.34) / 24).epsilon(0.01));
  // A rack of 120 kW, 18 trays, each with 4 GPUs of 1,200 W.
  CHECK(named("gb200").host.watts == Approx(120e3 / 18 - 4 * 1200).epsilon(0.001));
  // Data-centre network of TPUs in bytes: 6.25, 3.125 and 12.5 GB/s.
  CHECK(named("tpu_v4").scale_out.bytes_per_s == 6.25e9);
  CHECK(named("tpu_v5p").scale_out.bytes_per_s == 6.25e9);
  CHECK(named("tpu_v5e").scale_out.bytes_per_s == 3.125e9);
  CHECK(named("tpu_v6e").scale_out.bytes_per_s == 12.5e9);
  CHECK(named("tpu_v7").scale_out.bytes_per_s == 12.5e9);
  // 8 interfaces of 400 Gbps a node: 400 GB/s.
  CHECK(8 * named("h100_sxm").scale_out.bytes_per_s == 400e9);
  // Links of a torus, per direction.
  CHECK(named("tpu_v4").link_bandwidth().bytes_per_s == Approx(45e9));
  CHECK(named("tpu_v5e").link_bandwidth().bytes_per_s == Approx(50e9));
  CHECK(named("tpu_v7").link_bandwidth().bytes_per_s == Approx(100e9));
  CHECK(named("mi300x").link_bandwidth().bytes_per_s == Approx(64e9));
  CHECK(named("h100_sxm").link_bandwidth().bytes_per_s == 0);
}

TEST_CASE("pods and slices of the tori are those that can be rented") {
  struct Pod {
    const char* name;
    std::int64_t pod_chips;
    std::int64_t block_chips;
    std::int64_t most_chips;
    std::vector<std::int64_t> slice_chips;
  };
  const std::vector<Pod> pods = {{"tpu_v4", 4096, 64, 4096, {4, 8, 16, 32, 64}},
                                 {"tpu_v5e", 256, 256, 256, {1, 4, 8, 16, 32, 64, 128, 256}},
                                 {"tpu_v5p", 8960, 64, 6144, {4, 8, 32, 64}},
                                 {"tpu_v6e", 256, 256, 256, {1, 4, 8, 16, 32, 64, 128, 256}},
                                 {"tpu_v7", 9216, 64, 2048, {4, 8, 16, 32, 64}}};
  for (const Pod& pod : pods) {
    INFO(pod.name);
    const auto& torus = std::get<TorusSpec>(named(pod.name).geometry);
    CHECK(torus.pod.volume() * torus.block.volume() == pod.pod_chips);
    CHECK(torus.block.volume() == pod.block_chips);
    CHECK(torus.most_chips == Chips{pod.most_chips});
    std::vector<std::int64_t> chips;
    for (const Shape& slice : torus.slices) chips.push_back(slice.volume());
    CHECK(chips == pod.slice_chips);
  }
  // 18 trays of 4 GPUs; an instance each of 16 chips, four of them in an UltraServer.
  CHECK(std::get<NodesSpec>(named("gb200").geometry).domain_units == 18);
  CHECK(std::get<NodesSpec>(named("trainium1").geometry).domain_units == 1);
  CHECK(std::get<NodesSpec>(named("trainium2").geometry).domain_units == 4);
  CHECK(std::get<NodesSpec>(named("h100_sxm").geometry).domain_units == 1);
}

TEST_CASE("a platform changes single values by name") {
  const Own own = read_own(
      "accelerators:\n"
      "  - name: tpu_v5p\n"
      "    idle_watts: {value: 120 W, source: our meters, confidence: measured}\n"
      "    host_watts: 0.35 kW\n");
  REQUIRE(own.errors.empty());
  REQUIRE(own.accelerators.size() == 1);
  const Accelerator& ours = own.accelerators[0];
  CHECK(ours.idle.watts == 120);
  CHECK(ours.host.watts == Approx(350));
  CHECK(ours.busy.watts == 400);  // the catalogue's
  CHECK(ours.vendor == "Google");
  CHECK(std::get<TorusSpec>(ours.geometry).most_chips == Chips{6144});
  CHECK(ours.values.size() == named("tpu_v5p").values.size());
  const auto idle = std::ranges::find(ours.values, "idle_watts", &SourcedValue::key);
  CHECK(idle->source == "our meters");
  CHECK(idle->confidence == SourceConfidence::measured);
  const auto host = std::ranges::find(ours.values, "host_watts", &SourcedValue::key);
  CHECK(host->source == "this platform");
  CHECK(host->confidence == SourceConfidence::assumed);
  CHECK(named("tpu_v5p").idle.watts == 188);  // the catalogue is as it was
}

TEST_CASE("what a platform's accelerator leaves out becomes part of the tree") {
  const Own own = read_own("accelerators: [{name: h100_sxm, busy_watts: 650 W}]\n");
  // By another name it is no accelerator of the catalogue: all that is read is in the tree.
  std::string other = own.tree;
  other.replace(other.find("h100_sxm"), 8, "of_ours_x");
  const Own again = read_own(other);
  REQUIRE(again.errors.empty());
  const Accelerator& ours = again.accelerators[0];
  CHECK(ours.busy.watts == 650);
  CHECK(ours.bf16_peak == named("h100_sxm").bf16_peak);
  CHECK(ours.memory == named("h100_sxm").memory);
  CHECK(again.tree == other);
}

TEST_CASE("an accelerator of another geometry says all about that") {
  const Own own = read_own(
      "accelerators:\n"
      "  - {name: tpu_v5p, geometry: nodes, fast_domain: 16 chips}\n"
      "  - {name: gb200, geometry: nodes}\n");
  REQUIRE(own.accelerators.size() == 2);
  CHECK(std::get<NodesSpec>(own.accelerators[0].geometry).domain_units == 4);
  CHECK(own.tree.find("most_chips") == std::string::npos);
  mentions(own.errors, "accelerators[1]: missing key 'fast_domain'");
}

TEST_CASE("wrong accelerators are reported where they are") {
  const std::string errors = read_own(
                                 "accelerators:\n"
                                 "  - {name: tpu_v5, idle_watts: 120 W}\n"
                                 "  - {name: h100_sxm, memory: {value: 80 GB}}\n"
                                 "  - {name: gb200, fast_domain: 70 chips}\n"
                                 "  - {name: tpu_v6e, chips_per_host: 4 chips}\n"
                                 "  - {name: tpu_v4, idle_wats: 120 W, geometry: cube}\n"
                                 "  - {name: gb200, links: 0}\n")
                                 .errors;
  mentions(errors,
           "own.yaml:2:12: platform.accelerators[0].name: no accelerator is called 'tpu_v5'");
  mentions(errors, "a new one also needs vendor, bf16_peak, ");
  mentions(errors, "accelerators[1].memory: missing key 'source'");
  mentions(errors, "accelerators[1].memory: missing key 'confidence'");
  mentions(errors, "accelerators[2].fast_domain: expected whole hosts of 4 chips, got 70 chips");
  mentions(errors, "accelerators[3].chips_per_host: expected 8 chips, those of a host of 2x4");
  mentions(errors, "accelerators[4]: unknown key 'idle_wats'; did you mean 'idle_watts'?");
  mentions(errors,
           "accelerators[4].geometry: expected one of alike, nodes, torus_2d, torus_3d_ocs");
  mentions(errors, "accelerators[5].name: another accelerator is called 'gb200' already");
  mentions(errors, "accelerators[5].links: expected a whole number above 0");
  mentions(errors, "9 errors");
}

}  // namespace
}  // namespace drawdown

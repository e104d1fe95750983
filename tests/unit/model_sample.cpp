// Samples of durations, read from files.
#include <optional>
#include <string>
#include <vector>

#include "tests/unit/workload_files.hpp"
#include <catch2/catch.hpp>

#include "sim/config/content_hash.hpp"
#include "sim/config/document.hpp"
#include "sim/model/distribution/distribution_reader.hpp"

namespace drawdown {
namespace {

struct Outcome {
  std::vector<double> sorted_ms;
  Node tree;
  std::string errors;
};

Outcome read(const std::string& parameters) {
  const TextFile yaml("empirical: {" + parameters + "}\n");
  Diagnostics diagnostics;
  auto document = read_document(yaml.path(), diagnostics);
  REQUIRE(document);
  Outcome outcome;
  {
    MapReader reader(document->root, "", diagnostics);
    const DurationDistribution distribution = read_distribution(reader);
    if (const auto& sample = std::get<EmpiricalDuration>(distribution); sample.sorted_ms) {
      outcome.sorted_ms = *sample.sorted_ms;
    }
  }
  outcome.tree = document->root;
  outcome.errors = diagnostics.text();
  return outcome;
}

TEST_CASE("a sample is a column of a file, plain or gzip, in order of size") {
  const std::string text = "# by hand\n\nid, run ,note\r\na,30,x\r\nb, 0.5,\n\nc,1e1,\nd,30,z";
  const std::string packed = gzip(text.substr(0, 20)) + gzip(text.substr(20));
  for (const std::string& bytes : {text, packed}) {
    const TextFile file(bytes);
    const Outcome outcome = read("file: " + file.path() + ", column: run, unit: s");
    CHECK(outcome.errors.empty());
    CHECK(outcome.sorted_ms == std::vector<double>{500, 10'000, 30'000, 30'000});
    const Node* const hash = outcome.tree.find("empirical")->find("hash");
    REQUIRE(hash != nullptr);
    CHECK(hash->text == content_hash(bytes));
  }
  const TextFile plain(text);
  CHECK(read("file: " + plain.path() + ", column: run, unit: us").sorted_ms.back() == 0.03);
}

TEST_CASE("a sample whose hash is given must have it") {
  const TextFile file("run\n7\n");
  const std::string parameters = "file: " + file.path() + ", column: run, unit: ms, hash: \"";
  CHECK(read(parameters + content_hash("run\n7\n") + "\"").sorted_ms == std::vector<double>{7});
  CHECK(read(parameters + content_hash("run\n8\n") + "\"")
            .errors.find("hash: the file has another content, of hash " +
                         content_hash("run\n7\n")) != std::string::npos);
}

}  // namespace
}  // namespace drawdown

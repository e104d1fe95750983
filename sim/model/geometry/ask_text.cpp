#include "sim/model/geometry/ask_text.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "sim/base/text.hpp"

namespace drawdown {
namespace {

constexpr std::int64_t kMostExtent = 1'000'000;  // so that every volume fits 64 bits
constexpr std::int64_t kMostPlaces = 1'000'000'000;

using Of = PlacementLimit::Of;
constexpr std::array<std::pair<Of, std::string_view>, 2> kLimits = {
    {{Of::domains, "max_domains"}, {Of::leaves, "max_leaves"}}};
constexpr std::string_view kRequired = "required";
constexpr std::string_view kPreferred = "preferred";

// The first word; the rest stays in `text`.
std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

}  // namespace

std::string to_text(const PlacementLimit& limit) {
  const auto it = std::ranges::find(kLimits, limit.of, &decltype(kLimits)::value_type::first);
  if (it == kLimits.end()) return {};
  return fmt::format("{} {} {}", it->second, limit.most, limit.required ? kRequired : kPreferred);
}

std::optional<Shape> Quantity<Shape>::parse(std::string_view text) {
  text = trim(text);
  Shape shape{{1, 1, 1}};
  std::size_t axes = 0;
  while (true) {
    const std::size_t end = std::min(text.find('x'), text.size());
    const auto extent = parse_integer(text.substr(0, end));
    if (axes == shape.extents.size() || !extent || *extent < 1 || *extent > kMostExtent) {
      return std::nullopt;
    }
    shape.extents[axes++] = static_cast<std::int32_t>(*extent);
    if (end == text.size()) break;
    text.remove_prefix(end + 1);
  }
  if (axes < 2) return std::nullopt;
  return shape;
}

std::optional<LimitBound> Quantity<LimitBound>::parse(std::string_view text) {
  const auto most = parse_integer(take_word(text));
  const std::string_view kept = trim(text);
  if (!most || *most < 1 || *most > kMostPlaces) return std::nullopt;
  if (kept != kRequired && kept != kPreferred) return std::nullopt;
  return LimitBound{static_cast<std::int32_t>(*most), kept == kRequired};
}

std::optional<PlacementLimit> Quantity<PlacementLimit>::parse(std::string_view text) {
  const std::string_view of = take_word(text);
  const auto it = std::ranges::find(kLimits, of, &decltype(kLimits)::value_type::second);
  const auto bound = Quantity<LimitBound>::parse(text);
  if (it == kLimits.end() || !bound) return std::nullopt;
  return PlacementLimit{it->first, bound->most, bound->required};
}

}  // namespace drawdown

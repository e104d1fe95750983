// Things that files name: names that differ, and references to them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "sim/config/reader.hpp"

namespace drawdown {

template <class Things>
std::vector<std::string_view> names_of(const Things& things) {
  std::vector<std::string_view> names;
  for (const auto& thing : things) names.emplace_back(thing.name);
  return names;
}

/// The thing of that name; null if there is none.
template <class Things>
const typename Things::value_type* find_named(const Things& things, std::string_view name) {
  const auto found =
      std::ranges::find_if(things, [&](const auto& thing) { return thing.name == name; });
  return found == things.end() ? nullptr : &*found;
}

/// Where the thing that `key` names stands among the others; an invalid id, and a diagnostic, if it
/// is none of them.
template <class Id, class Things>
Id read_reference(MapReader& reader, std::string_view key, std::string_view what,
                  const Things& things) {
  const auto name = reader.required<std::string>(key);
  if (const auto* found = find_named(things, name)) {
    return Id{static_cast<std::size_t>(found - things.data())};
  }
  reader.unknown_name(key, what, name, names_of(things));
  return Id{};
}

/// Reads `name`, which must differ from those before it.
template <class Things>
std::string read_name(MapReader& reader, std::string_view what, const Things& before) {
  auto name = reader.required<std::string>("name");
  if (!name.empty() && find_named(before, name) != nullptr) {
    reader.error("name", fmt::format("another {} is called '{}' already", what, name));
  }
  return name;
}

}  // namespace drawdown

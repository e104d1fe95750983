// `workload.streams[1].arrivals.rate`: the way from the root of a tree to one value.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/config/node.hpp"

namespace drawdown {

/// A key of a mapping, or the index of an item of a list.
using Step = std::variant<std::string, std::size_t>;

/// Keys of letters other than `.[]`, each followed by any number of indices; nothing for any other
/// text.
std::optional<std::vector<Step>> parse_path(std::string_view path);

/// The text that parse_path reads to these steps.
std::string path_of(std::span<const Step> steps);

/// The value that the steps lead to; null where there is none.
Node* find(Node& root, std::span<const Step> steps);

/// The same, with keys that are missing made, empty, in the mappings on the way.
Node* find_or_add(Node& root, std::span<const Step> steps);

}  // namespace drawdown

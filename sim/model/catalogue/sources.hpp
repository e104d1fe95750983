// Values that say where they are from, in mappings that are read as if they did not.
#pragma once

#include <string>
#include <vector>

#include "sim/config/diagnostics.hpp"
#include "sim/model/catalogue/accelerator.hpp"

namespace drawdown {

/// Puts its `value` in the place of each `{value: ..., source: ..., confidence: ...}` in a mapping;
/// `path` names the mapping in messages. Gives what was taken away.
std::vector<SourcedValue> take_sources(Node& mapping, const std::string& path,
                                       Diagnostics& diagnostics);

/// Puts them back, around the values that the mapping has by now.
void put_sources(Node& mapping, const std::vector<SourcedValue>& sources);

/// The mapping `{value: ..., source: ..., confidence: ...}`, all of it at `place`.
Node to_node(const SourcedValue& value, const Place& place);

/// Adds `<name>.<key>` of those that are assumed.
void add_assumed(const std::string& name, const std::vector<SourcedValue>& sources,
                 std::vector<std::string>& assumed);

}  // namespace drawdown

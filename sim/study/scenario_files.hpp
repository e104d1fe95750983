// The files that a run reads by itself, not as parts of its scenario.
#pragma once

#include <span>

#include "sim/config/tree_path.hpp"

namespace drawdown {

/// The value that names the trace in `value`, which stands at the path in a scenario; null where it
/// names none.
Node* trace_file_in(Node& value, std::span<const Step> path);

/// Makes file names in `value` absolute, so that it means the same in another file; those that
/// begin with an environment variable stay.
void name_files_absolutely(Node& value, std::span<const Step> path);

}  // namespace drawdown

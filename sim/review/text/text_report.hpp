// A review as text for a terminal.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "sim/review/text/text_style.hpp"

namespace drawdown {

/// The headline figures and small charts of a review (docs/review.md), of any kind.
std::string text_report(const nlohmann::ordered_json& review, const TextStyle& style);

}  // namespace drawdown

// The HTML page of a review.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace drawdown {

/// The page without its review (review/build/page.html); nothing in a program that was built
/// without it.
std::optional<std::string_view> page_template();

/// Raises EnvironmentError where this program has no page.
void require_page();

/// Writes the page, whole, under its name. Raises EnvironmentError, and as `write_complete` does.
void write_page(const nlohmann::ordered_json& review, const std::filesystem::path& file);

/// RFC 4648, without line breaks.
std::string base64(std::string_view bytes);

}  // namespace drawdown

// For how long a contract commits, and to how much, read from YAML.
#pragma once

#include <optional>
#include <string_view>

#include "sim/config/reader.hpp"
#include "sim/model/contracts/contract.hpp"

namespace drawdown {

/// The moment, a full hour, that `key` says for a run that starts at `start`. Nothing where it is
/// absent or wrong; `required_moment` reports the one, too.
std::optional<Instant> maybe_moment(MapReader& reader, std::string_view key, Date start);
std::optional<Instant> required_moment(MapReader& reader, std::string_view key, Date start);

/// A share from `least` to `most`; one that must be there if the default is empty.
ExactShare read_share(MapReader& reader, std::string_view key, std::string_view default_text,
                      ExactShare least, ExactShare most);

/// Reads `from`, `until` or `term`, and `quantity` into the contract. Whether they are whole: a
/// contract without a ramp is of no kind.
bool read_commitment(MapReader& reader, Date start, Contract& contract);

/// `chips`, `chip-hours`, `USD/h` or `USD`.
std::string_view word_of(QuantityUnit unit);

/// What the ramp commits to over the whole contract, in chip-ms or micro-dollars, roughly.
double rough_amount(const Contract& contract);

}  // namespace drawdown

// The accelerators that the program knows, and those of a platform.
#pragma once

#include <string_view>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"

namespace drawdown {

/// platforms/catalogue/accelerators.yaml, as it was when the program was built.
std::string_view catalogue_text();

/// The accelerators in it, in its order. Read once, when first asked for.
const std::vector<Accelerator>& catalogue();

/// The list `accelerators` of a catalogue: each entry has all its values.
std::vector<Accelerator> read_catalogue(MapReader& reader);

/// The list `accelerators` of a platform, which need not be there. An entry by the name of one in
/// the catalogue changes values of it; the others become part of the tree.
std::vector<Accelerator> read_own_accelerators(MapReader& platform);

/// The accelerator of that name: one of the platform's own, else of the catalogue; null, and a
/// diagnostic of `key`, if it is none of them.
const Accelerator* find_accelerator(MapReader& reader, std::string_view key, std::string_view name,
                                    const std::vector<Accelerator>& own);

/// The one that `key` names.
const Accelerator* read_accelerator_name(MapReader& reader, std::string_view key,
                                         const std::vector<Accelerator>& own);

/// Adds an accelerator of the catalogue to the platform's list in the tree, unless it is there.
void write_accelerator(MapReader& platform, const Accelerator& accelerator);

}  // namespace drawdown

// The forms of contracts that the program knows: what providers sell, as clauses.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/config/reader.hpp"
#include "sim/model/catalogue/accelerator.hpp"

namespace drawdown {

/// Clauses that a contract takes from the catalogue (docs/contracts.md, "Forms").
struct ContractForm {
  std::string name;
  std::string stands_for;             ///< the product, and what of it is left out
  std::string beside;                 ///< what its user says in the contract, and beside it
  std::vector<SourcedValue> clauses;  ///< keys of a contract, and what they say
};

/// The name and the text of each file of platforms/catalogue/contracts, by name, as they were when
/// the program was built.
std::span<const std::pair<std::string_view, std::string_view>> contract_form_files();

/// The forms in them, in that order. Read once, when first asked for.
const std::vector<ContractForm>& contract_forms();

/// The list `contract_forms` of a catalogue.
std::vector<ContractForm> read_contract_forms(MapReader& reader);

/// Adds to a contract the clauses of the form that its key `form` names, but for those that it
/// says itself, or says in another way.
void fill_in_form(Node& contract, const std::string& path, Diagnostics& diagnostics);

}  // namespace drawdown

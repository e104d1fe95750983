// The verbs of `drawdown`, one file each.
#pragma once

#include <CLI/CLI.hpp>

namespace drawdown {

// Each adds its verb to the program; the verb acts when the command line has been read.
void add_run(CLI::App& program);
void add_check(CLI::App& program);
void add_generate(CLI::App& program);
void add_fit(CLI::App& program);
void add_list(CLI::App& program);
void add_study(CLI::App& program);
void add_compare(CLI::App& program);
void add_explain(CLI::App& program);
void add_trace(CLI::App& program);
void add_breakdowns(CLI::App& program);  // waterfall and ledger
void add_report(CLI::App& program);

}  // namespace drawdown

#include "sim/review/page/html_page.hpp"

#ifdef DRAWDOWN_PAGE

// The bytes of the file stand in the program: as a literal, the compiler would take them apart.
__asm__(
    ".pushsection .rodata\n"
    ".global drawdown_page_begin\n"
    ".global drawdown_page_end\n"
    "drawdown_page_begin:\n"
    ".incbin \"" DRAWDOWN_PAGE
    "\"\n"
    "drawdown_page_end:\n"
    ".popsection\n");

extern "C" const char drawdown_page_begin[];
extern "C" const char drawdown_page_end[];

std::optional<std::string_view> drawdown::page_template() {
  return std::string_view(drawdown_page_begin, drawdown_page_end);
}

#else

std::optional<std::string_view> drawdown::page_template() {
  return std::nullopt;
}

#endif

#include "sim/config/tree_differences.hpp"

#include <algorithm>
#include <set>

namespace drawdown {
namespace {

std::string one_line(const Node& node) {
  std::string text = node.kind == NodeKind::scalar ? node.text : emit(node);
  while (text.ends_with('\n')) text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::optional<std::string> text_of(const Node* node) {
  return node == nullptr ? std::nullopt : std::optional(one_line(*node));
}

const Node* item(const Node& list, std::size_t index) {
  return index < list.items.size() ? &list.items[index] : nullptr;
}

void compare(const Node* a, const Node* b, const std::string& path,
             std::vector<TreeDifference>& found) {
  if (a != nullptr && b != nullptr && a->kind == NodeKind::map && b->kind == NodeKind::map) {
    std::set<std::string> keys;
    for (const Entry& entry : a->entries) keys.insert(entry.key);
    for (const Entry& entry : b->entries) keys.insert(entry.key);
    for (const std::string& key : keys) {
      compare(a->find(key), b->find(key), key_path(path, key), found);
    }
  } else if (a != nullptr && b != nullptr && a->kind == NodeKind::list &&
             b->kind == NodeKind::list) {
    for (std::size_t i = 0; i < std::max(a->items.size(), b->items.size()); ++i) {
      compare(item(*a, i), item(*b, i), item_path(path, i), found);
    }
  } else if (text_of(a) != text_of(b)) {
    found.push_back({path, text_of(a), text_of(b)});
  }
}

}  // namespace

std::vector<TreeDifference> tree_differences(const Node& a, const Node& b) {
  std::vector<TreeDifference> found;
  compare(&a, &b, "", found);
  return found;
}

}  // namespace drawdown

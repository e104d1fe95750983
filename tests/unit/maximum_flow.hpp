// The maximum flow between two sides of a network of links.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/push_relabel_max_flow.hpp>

namespace drawdown {

/// Carries as much in either direction.
struct FlowLink {
  std::size_t a;
  std::size_t b;
  std::int64_t capacity;
};

/// What can flow between the first vertices that are in `side` and those that are not; the vertices
/// beyond `side` pass on. By push and relabel (Goldberg and Tarjan, JACM 35, 1988).
inline std::int64_t maximum_flow(std::size_t vertices, const std::vector<FlowLink>& links,
                                 const std::vector<bool>& side) {
  using Traits = boost::adjacency_list_traits<boost::vecS, boost::vecS, boost::directedS>;
  using Edge = Traits::edge_descriptor;
  using Graph = boost::adjacency_list<
      boost::vecS, boost::vecS, boost::directedS, boost::no_property,
      boost::property<boost::edge_capacity_t, std::int64_t,
                      boost::property<boost::edge_residual_capacity_t, std::int64_t,
                                      boost::property<boost::edge_reverse_t, Edge>>>>;
  std::int64_t all = 0;
  for (const FlowLink& link : links) all += link.capacity;
  const std::size_t source = vertices;
  const std::size_t sink = vertices + 1;
  Graph graph(vertices + 2);
  const auto add_arc = [&](std::size_t from, std::size_t to, std::int64_t capacity) {
    const Edge there = boost::add_edge(from, to, graph).first;
    const Edge back = boost::add_edge(to, from, graph).first;
    boost::put(boost::edge_capacity, graph, there, capacity);
    boost::put(boost::edge_capacity, graph, back, 0);
    boost::put(boost::edge_reverse, graph, there, back);
    boost::put(boost::edge_reverse, graph, back, there);
  };
  for (const FlowLink& link : links) {
    add_arc(link.a, link.b, link.capacity);
    add_arc(link.b, link.a, link.capacity);
  }
  for (std::size_t v = 0; v < side.size(); ++v) {
    side[v] ? add_arc(source, v, all) : add_arc(v, sink, all);
  }
  return boost::push_relabel_max_flow(graph, source, sink);
}

}  // namespace drawdown

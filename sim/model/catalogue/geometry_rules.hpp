// The words for geometries in files, and what must hold of a torus.
#pragma once

#include "sim/config/reader.hpp"
#include "sim/model/geometry/geometry.hpp"

namespace drawdown {

enum class GeometryKind { alike, nodes, torus_2d, torus_3d_ocs };

inline constexpr Word<GeometryKind> kGeometries[] = {{"alike", GeometryKind::alike},
                                                     {"nodes", GeometryKind::nodes},
                                                     {"torus_2d", GeometryKind::torus_2d},
                                                     {"torus_3d_ocs", GeometryKind::torus_3d_ocs}};

bool is_geometry(std::string_view word);
std::string_view word_of(GeometryKind kind);

/// The geometry that a spec is of; a torus is flat where its blocks are.
GeometryKind kind_of(const GeometrySpec& spec);

std::int64_t hosts_per_block(const TorusSpec& torus);

/// Whether a torus is as make_geometry wants it; if not, what is wrong is reported at the keys
/// `host`, `block`, `slices`, `pod` and `most_chips` of `reader`. What could not be read (no
/// extents, no slices, 0 chips) was reported then.
bool is_sound(const TorusSpec& torus, GeometryKind kind, MapReader& reader);

}  // namespace drawdown

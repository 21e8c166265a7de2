#include "sim/formats/scenario/shapes/shape.hpp"

namespace repetend {

Pattern nn_eager_shape(const ShapeRequest& request) { return two_embeddings(request, 1); }

}  // namespace repetend
